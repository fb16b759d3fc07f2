// Messages between the page and its workers, recorded by a Worker that replaces the browser's and otherwise
// behaves the same. A message is [bytes, …files]; see messages.js and src/protocol.rs.
import { fileURLToPath } from "node:url";

// Call before the page is opened.
export async function watchTraffic(page) {
  await page.addInitScript({ path: fileURLToPath(new URL("messages.js", import.meta.url)) });
  await page.addInitScript(() => {
    const isOurs = (message) => Array.isArray(message) && message[0] instanceof Uint8Array;
    const note = (worker, way, message, at) => {
      if (!isOurs(message)) return;
      const read = way === "sent" ? messages.command : messages.event;
      traffic.notes.push({ at, worker: worker.number, way, ...read(message[0]) });
    };
    // The first worker is the one that trains, and so is any that replaces it.
    window.trainingWorker = () => traffic.workers.findLast((worker) => worker.trains);
    window.traffic = {
      notes: [],
      workers: [],
      // Returns the milliseconds until a message from a worker arrives.
      async next(name, is) {
        const [first, began] = [traffic.notes.length, performance.now()];
        for (;;) {
          const received = traffic.notes.slice(first).filter((note) => note.way === "received" && note.name === name);
          const found = received.find(({ body }) => is(body));
          if (found) return found.at - began;
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      },
    };
    window.Worker = class extends Worker {
      constructor(...how) {
        super(...how);
        this.number = traffic.workers.push(this) - 1;
        this.addEventListener("message", ({ data }) => note(this, "received", data, performance.now()));
      }
      postMessage(message, ...rest) {
        note(this, "sent", message, performance.now());
        // The first message after the compiled program.
        if (isOurs(message)) this.trains ??= !["Baselines", "CheckGradients"].includes(traffic.notes.at(-1)?.name);
        super.postMessage(message, ...rest);
      }
      terminate() {
        this.ended = true;
        super.terminate();
      }
    };
  });
}

// Returns the messages with a name, oldest first: { at, worker, way, name, body }.
export function notes(page, name) {
  return page.evaluate((name) => traffic.notes.filter((note) => note.name === name), name);
}

// Returns the last frame from a worker: { run, epoch, running, tested, settled }.
export async function lastFrame(page) {
  return (await notes(page, "Frame")).findLast(({ way }) => way === "received")?.body;
}

// Terminates the training worker without a message, as a browser does that needs its memory.
export function killWorker(page) {
  return page.evaluate(() => Object.getPrototypeOf(Worker.prototype).terminate.call(trainingWorker()));
}

// Makes the training worker panic: it cannot post the message with which it continues, and is asked for
// another epoch.
export async function panicWorker(page) {
  const spoil = () => {
    MessagePort.prototype.postMessage = () => {
      throw new Error("asked to panic");
    };
  };
  await Promise.all(page.workers().map((worker) => worker.evaluate(spoil).catch(() => {})));
  await page.evaluate(() => {
    const { body } = traffic.notes.findLast((note) => note.way === "received" && note.name === "Started");
    trainingWorker().postMessage([messages.step(body.run)]);
  });
}

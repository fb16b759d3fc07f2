// What page and worker say to each other, noted by a Worker in place of the browser's that
// otherwise does the same. A message is [bytes, …files]; see messages.js and src/protocol.rs.
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
    // The first worker is the one that trains, and so is any that takes its place.
    window.trainingWorker = () => traffic.workers.findLast((worker) => worker.trains);
    window.traffic = {
      notes: [],
      workers: [],
      // Milliseconds until a message from a worker comes.
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
        // The first thing said, after the compiled program.
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

// The messages of a name, oldest first: { at, worker, way, name, body }.
export function notes(page, name) {
  return page.evaluate((name) => traffic.notes.filter((note) => note.name === name), name);
}

// The last frame that came from a worker: { run, epoch, running, tested, settled }.
export async function lastFrame(page) {
  return (await notes(page, "Frame")).findLast(({ way }) => way === "received")?.body;
}

// Ends the worker that trains, as a browser does that needs its memory: without a word.
export function killWorker(page) {
  return page.evaluate(() => Object.getPrototypeOf(Worker.prototype).terminate.call(trainingWorker()));
}

// Lets the worker that trains panic: it cannot post the message by which it goes on training, and is
// asked for another epoch.
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

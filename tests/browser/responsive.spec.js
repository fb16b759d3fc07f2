// The page responds within an epoch, however long it is, and does not leak memory. benches/browser/ has the
// times.
import { readFileSync, readdirSync } from "node:fs";
import { expect, test } from "./page.js";
import { lastFrame, notes, watchTraffic } from "./traffic.js";

test.beforeEach(({ page }) => watchTraffic(page));

// The largest model and data that fit into a GiB.
const LARGEST = "n_samples=49000&n_features=1000&test_size=0.05&hidden_dim=1024&epochs=1000";

test("pausing, continuing and sliders take effect within the first epoch of the largest model", async ({ playground, page }) => {
  test.setTimeout(180_000);
  await playground.open(LARGEST);
  await expect(playground.problems).toBeHidden();
  await expect(playground.button("Pause")).toBeVisible();
  await expect.poll(() => notes(page, "Started"), { timeout: 120_000 }).toHaveLength(1);
  // Resolves to the epoch of the first frame after a click in which the worker trains, or does not.
  const epochAfter = (name, running) =>
    playground.button(name).evaluate(async (button, running) => {
      const answer = traffic.next("Frame", (frame) => frame.running === running);
      button.click();
      await answer;
      return traffic.notes.findLast(({ name, way }) => name === "Frame" && way === "received").body.epoch;
    }, running);
  expect(await epochAfter("Pause", false)).toBe(0);
  await expect(playground.button("Run")).toBeVisible();
  expect(await epochAfter("Run", true)).toBe(0);
  await playground.slider("Sparsity factor").press("Home");
  await expect.poll(() => notes(page, "Changed"), { timeout: 60_000 }).toHaveLength(1);
  expect((await lastFrame(page)).epoch).toBe(0);
});

test("a run in a hidden tab continues, and shows its state when the tab is visible again", async ({ playground, page }) => {
  // Simulates a tab in the background: the page gets an event, and no animation frames.
  await page.addInitScript(() => {
    let hidden = false;
    let waiting = [];
    const frame = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (callback) => (hidden ? waiting.push(callback) : frame(callback));
    Object.defineProperty(document, "hidden", { get: () => hidden });
    Object.defineProperty(document, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
    window.hide = (to) => {
      hidden = to;
      document.dispatchEvent(new Event("visibilitychange"));
      if (!hidden) waiting.splice(0).forEach(frame);
    };
  });
  await playground.open("epochs=5000");
  await playground.expectEpochPast(5);
  await page.evaluate(() => hide(true));
  const shown = await playground.epoch();
  const asked = (await notes(page, "Frame")).filter(({ way }) => way === "sent").length;
  await expect.poll(() => notes(page, "Stopped"), { timeout: 25_000 }).toHaveLength(1);
  const { epoch, ended } = (await notes(page, "Stopped"))[0].body;
  expect([epoch, ended], "at the end, for no other reason").toEqual([5000, false]);
  expect(await playground.epoch(), "nothing is drawn").toBe(shown);
  const askedMore = (await notes(page, "Frame")).filter(({ way }) => way === "sent").length - asked;
  expect(askedMore, "nothing is asked for").toBe(0);
  await page.evaluate(() => hide(false));
  await playground.expectFinished();
  expect(await playground.epoch()).toBe(5000);
  await playground.pointAt("Loss", 0.97, 0.4);
  await expect(playground.tooltip("Loss")).toContainText("epoch 5000");
  const hidden = await playground.copiedLink();
  await playground.openFinished("epochs=5000", { fast: true });
  expect(await playground.copiedLink()).toEqual(hidden);
});

test("two hundred restarts do not increase the memory", async ({ playground, page }) => {
  test.setTimeout(90_000);
  // The worker's own start script, changed to expose its memory.
  const script = readdirSync("dist").find((name) => /^worker-\w+\.js$/.test(name));
  const source = readFileSync(`dist/${script}`, "utf8");
  await page.route("**/worker-*.js", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: source.replace("await start", "self.wasm = await start"),
    }),
  );
  await page.addInitScript(() => {
    const instantiate = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (...source) => {
      const result = await instantiate.apply(WebAssembly, source);
      window.wasm = result.instance.exports;
      return result;
    };
  });
  await playground.openFinished("epochs=2", { fast: true });
  await expect(playground.reported("baseline: mean")).toHaveText(/^\d/);
  await expect.poll(() => page.workers().length, "the one that measures the baselines has ended").toBe(1);
  const [worker] = page.workers();
  const debugging = await page.context().newCDPSession(page);
  await debugging.send("Performance.enable");
  const memory = async () => {
    await debugging.send("HeapProfiler.collectGarbage");
    const { metrics } = await debugging.send("Performance.getMetrics");
    const metric = (wanted) => metrics.find(({ name }) => name === wanted).value;
    return {
      page: await page.evaluate(() => wasm.memory.buffer.byteLength),
      worker: await worker.evaluate(() => wasm.memory.buffer.byteLength),
      heap: metric("JSHeapUsedSize"),
      nodes: metric("Nodes"),
      listeners: metric("JSEventListeners"),
    };
  };
  const restart = (times) =>
    playground.button("Restart").evaluate(async (button, times) => {
      for (let time = 0; time < times; time++) {
        const ended = traffic.next("Stopped", () => true);
        button.click();
        await ended;
        traffic.notes.length = 0; // what the test itself remembers
      }
    }, times);
  await restart(20);
  const before = await memory();
  await restart(200);
  const after = await memory();
  test.info().annotations.push({ type: "memory", description: JSON.stringify({ before, after }) });
  // WebAssembly's memory never shrinks, and an array may by chance find no gap that fits it; but a loss of 3
  // KB per run would exceed this.
  expect(after.worker - before.worker, "the worker's memory").toBeLessThan(600_000);
  expect(after.page - before.page, "the page's memory").toBeLessThan(600_000);
  expect(after.heap - before.heap, "the heap").toBeLessThan(500_000);
  expect(after.nodes - before.nodes, "elements").toBeLessThan(200);
  // A listener of the last frame may still be there.
  const listeners = async () => (await memory()).listeners - before.listeners;
  await expect.poll(listeners, "listeners").toBeLessThanOrEqual(0);
  expect(page.workers()).toHaveLength(1);
});

// Failures of the worker: the page reports them, keeps all settings and can start again.
import { readFileSync } from "node:fs";
import { expect, test } from "./page.js";
import { killWorker, notes, panicWorker, watchTraffic } from "./traffic.js";

test.beforeEach(({ page }) => watchTraffic(page));

const DIVERGING =
  "n_samples=100&n_features=1000&hidden_dim=1024&output=linear&loss=half_sse&optimizer=sgd&sparsity_factor=100&lr=1&epochs=20";
const SETTINGS = "hidden_dim=12&epochs=3000&seed=7";

// Starts again and checks that everything is as before.
async function expectStartedAgain(playground) {
  const { length: before } = await notes(playground.page, "Started");
  await playground.button("Start again").click();
  await expect.poll(async () => (await notes(playground.page, "Started")).length).toBeGreaterThan(before);
  await expect(playground.problems).toBeHidden();
  await expect(playground.number("Hidden units")).toHaveValue("12");
  await expect(playground.number("Seed")).toHaveValue("7");
  await playground.expectFragment(SETTINGS);
  await playground.expectEpochPast(0);
}

test("a divergence stops at the last good epoch and is explained with a remedy", async ({ playground, page }) => {
  test.setTimeout(60_000);
  await playground.open(DIVERGING);
  await expect(playground.status).toContainText("diverged", { timeout: 30_000 });
  await expect(playground.problems).toContainText("diverged");
  await expect(playground.problems).toContainText("last good");
  await expect(playground.problems).toContainText(/learning rate|sparsity factor/);
  await expect(playground.button("Run")).toBeVisible();
  const [, epoch] = /in epoch (\d+)/.exec(await playground.problems.innerText());
  await expect.poll(() => playground.epoch()).toBe(Number(epoch) - 1);
  for (const term of ["test MSE", "train MSE", "L0"]) await expect(playground.reported(term)).not.toHaveText(/NaN|inf/i);
  expect(await playground.log.innerText()).not.toMatch(/NaN|inf/i);
  // The remedy works.
  await playground.type("Learning rate", "0.0001");
  await playground.type("Sparsity factor", "0.01");
  await expect(playground.problems).toBeHidden();
  await playground.speed("fast").check();
  await playground.expectFinished();
  expect(await notes(page, "Crashed")).toEqual([]);
});

test("a divergence by a slider during a run can be taken back", async ({ playground }) => {
  test.setTimeout(60_000);
  await playground.open(DIVERGING.replace("lr=1", "lr=0.0001").replace("100&lr", "0.01&lr"));
  await playground.expectEpochPast(2);
  await playground.slider("Sparsity factor").press("End");
  await playground.slider("Learning rate").press("End");
  await expect(playground.problems).toContainText("diverged", { timeout: 20_000 });
  await playground.button("Reset Learning rate to 0.001").click();
  await playground.button("Reset Sparsity factor to 0.05").click();
  await playground.speed("fast").check();
  await playground.expectFinished();
});

test.describe("that panics", () => {
  test.use({ expectedConsole: /unreachable|asked to panic/ });

  test("is reported, and started again with the same experiment", async ({ playground, page }) => {
    await playground.open(SETTINGS);
    await playground.expectEpochPast(5);
    await panicWorker(page);
    await expect(playground.problems).toContainText("settings are kept");
    await expect(playground.problems).toContainText("asked to panic");
    await expect(playground.status).toContainText("stopped");
    await expect(playground.button("Run")).toBeVisible();
    await expectStartedAgain(playground);
  });

  test("leaves its results visible, and settings can be changed meanwhile", async ({ playground, page }) => {
    await playground.openFinished("seed=7");
    await panicWorker(page);
    await expect(playground.problems).toContainText("settings are kept");
    expect((await playground.logLines()).at(-1)).toMatch(/^Test MSE/);
    await playground.pointAt("Loss", 0.97, 0.4);
    await expect(playground.tooltip("Loss")).toContainText("epoch 50");
    await playground.type("Hidden units", "12");
    await playground.expectFragment("hidden_dim=12&seed=7");
    await playground.button("Start again").click();
    await expect(playground.reported("L0 (of 12 units)")).toBeVisible();
    await playground.expectFinished();
  });

  test("again and again is started again each time", async ({ playground, page }) => {
    await playground.open(SETTINGS);
    for (let time = 0; time < 3; time++) {
      await playground.expectEpochPast(0);
      await panicWorker(page);
      await expectStartedAgain(playground);
    }
    await expect.poll(() => page.workers().length).toBe(1);
  });
});

test.describe("that is silent", () => {
  test.beforeEach(({ page }) => page.clock.install());

  test("because it was killed during training, is reported within about ten seconds", async ({ playground, page }) => {
    await playground.open(SETTINGS);
    await playground.expectEpochPast(5);
    await killWorker(page);
    await page.clock.runFor(12_000);
    await expect(playground.problems).toContainText("settings are kept");
    await expectStartedAgain(playground);
  });

  test("because it was killed while idle, is reported when it is needed", async ({ playground, page }) => {
    await playground.openFinished("hidden_dim=12&epochs=60&seed=7");
    await killWorker(page);
    await playground.button("Run").click();
    await page.clock.runFor(12_000);
    await expect(playground.problems).toContainText("settings are kept");
    await playground.button("Start again").click();
    await playground.expectEpochPast(0);
    await expect(playground.number("Hidden units")).toHaveValue("12");
  });

  test("from the start, is reported after ten seconds", async ({ playground, page }) => {
    let silent = true;
    await page.route("**/worker-*.js", (route) =>
      silent ? route.fulfill({ contentType: "text/javascript", body: "" }) : route.continue(),
    );
    await playground.page.goto(`./#${SETTINGS}`);
    await expect(playground.number("Hidden units")).toHaveValue("12");
    await page.clock.runFor(8_000);
    await expect(playground.problems).toBeHidden();
    await page.clock.runFor(4_000);
    await expect(playground.problems).toContainText("did not start");
    await expect(playground.problems).toContainText("settings are kept");
    silent = false;
    await expectStartedAgain(playground);
  });
});

test.describe("that cannot be loaded", () => {
  test.use({ expectedConsole: /Failed to load resource/ });

  test("is reported, and can be started again", async ({ playground, page }) => {
    let missing = true;
    await page.route("**/worker-*.js", (route) => (missing ? route.fulfill({ status: 404, body: "" }) : route.continue()));
    await page.goto(`./#${SETTINGS}`);
    await expect(playground.problems).toContainText("settings are kept");
    missing = false;
    await expectStartedAgain(playground);
  });
});

test.describe("of another version", () => {
  test("offers a reload, which keeps the experiment", async ({ playground, page }) => {
    let stale = true;
    const messages = readFileSync(new URL("messages.js", import.meta.url), "utf8");
    const body = `${messages} postMessage([messages.ready(4000000000n)])`;
    await page.route("**/worker-*.js", (route) =>
      stale ? route.fulfill({ contentType: "text/javascript", body }) : route.continue(),
    );
    await page.goto(`./#${SETTINGS}`);
    await expect(playground.problems).toContainText("different versions");
    await expect(playground.status).toContainText("version");
    await expect(playground.number("Hidden units")).toHaveValue("12");
    stale = false;
    await Promise.all([page.waitForEvent("load"), playground.button("Reload").click()]);
    await playground.expectEpochPast(0);
    await expect(playground.number("Hidden units")).toHaveValue("12");
    await playground.expectFragment(SETTINGS);
    await expect(playground.problems).toBeHidden();
  });

  test("or with unknown messages, is reported", async ({ playground, page }) => {
    await page.route("**/worker-*.js", (route) =>
      route.fulfill({ contentType: "text/javascript", body: "postMessage('hello')" }),
    );
    await page.goto(`./#${SETTINGS}`);
    await expect(playground.problems).toContainText(/reload|start again/i);
    await expect(playground.number("Hidden units")).toHaveValue("12");
  });
});

test("late answers of an older run are ignored", async ({ playground, page }) => {
  await playground.open("epochs=100000&hidden_dim=4");
  await playground.expectEpochPast(20);
  await playground.type("Hidden units", "5");
  await expect(playground.reported("L0 (of 5 units)")).toBeVisible();
  const started = (await notes(page, "Started")).at(-1).body.run;
  await page.evaluate((run) => {
    const stopped = { data: [messages.stopped(run - 1, 77777)] };
    trainingWorker().dispatchEvent(new MessageEvent("message", stopped));
  }, started);
  await playground.expectEpochPast(20);
  expect(await playground.epoch()).toBeLessThan(77777);
  await expect(playground.button("Pause")).toBeVisible();
  await expect(playground.status).not.toContainText("Finished");
});

// The default run when the page opens, and the buttons that control it.
import { expect, expectAccessible, test } from "./page.js";
import { lastFrame, notes, watchTraffic } from "./traffic.js";

const LOG = [
  "Epoch [10/50], Loss: 1.3312",
  "Epoch [20/50], Loss: 1.3165",
  "Epoch [30/50], Loss: 1.3032",
  "Epoch [40/50], Loss: 1.2914",
  "Epoch [50/50], Loss: 1.2808",
  "Test MSE: 1.2248",
];

test("trains on opening, and the curve moves", async ({ playground }) => {
  await playground.open("epochs=5000");
  await expect(playground.button("Pause")).toBeVisible();
  await playground.expectEpochPast(0);
  const before = await playground.pixels("Loss");
  await playground.expectEpochPast((await playground.epoch()) + 5);
  expect(await playground.pixels("Loss")).not.toBe(before);
});

test("ends with the numbers of scikit-learn and PyTorch", async ({ playground, page }) => {
  await playground.openFinished();
  expect(await playground.logLines()).toEqual(LOG);
  await expect(playground.reported("test MSE")).toHaveText("1.2248");
  await expect(playground.reported("baseline: mean")).toHaveText("0.9741");
  await expect(playground.reported("PCA, 8 components")).toHaveText("0.4941");
  await expect(playground.reported("R²")).toHaveText("−0.257");
  await expect(playground.reported("L0")).toHaveText("3.2");
  await expect(playground.reported("dead units")).toHaveText("0");
  await expect(playground.reported("time per epoch")).toHaveText(/^[\d.]+ (µs|ms)$/);
  await expect(page.getByText("A sigmoid output stays between 0 and 1")).toBeVisible();
  expect(await playground.epoch()).toBe(50);
  await playground.expectFragment("");
  expect((await playground.copied("Copy log")).trimEnd().split("\n")).toEqual(LOG);
});

test("announces its start and its end", async ({ playground, page }) => {
  await page.addInitScript(() => {
    window.told = [];
    addEventListener("DOMContentLoaded", () => {
      const status = document.querySelector("[role=status]");
      new MutationObserver(() => told.push(status.textContent)).observe(status, { childList: true, subtree: true });
    });
  });
  await playground.openFinished();
  const told = await page.evaluate(() => told);
  expect(told).toContainEqual(expect.stringContaining("Training"));
  expect(told.at(-1)).toMatch(/Finished.*50 epochs/);
});

test("Run continues for the same number of epochs, which the link contains", async ({ playground }) => {
  await playground.openFinished();
  await playground.button("Run").click();
  await expect.poll(() => playground.epoch()).toBe(100);
  await playground.expectFinished();
  await playground.expectFragment("epochs=100");
  await expect(playground.number("Epochs")).toHaveValue("100");
  const lines = await playground.logLines();
  expect(lines).toHaveLength(11);
  expect(lines[9]).toMatch(/^Epoch \[100\/100\], Loss: 1\.2/);
});

// The epoch of a paused run: the current one is completed after pausing.
async function settledEpoch(playground) {
  await expect.poll(async () => (await lastFrame(playground.page))?.settled).toBe(true);
  const { epoch } = await lastFrame(playground.page);
  await expect.poll(() => playground.epoch()).toBe(epoch);
  return epoch;
}

test("Pause, Step and Space lead the run", async ({ playground, page }) => {
  await watchTraffic(page);
  await playground.open("epochs=100000");
  await playground.expectEpochPast(3);
  await playground.button("Pause").click();
  await expect(playground.button("Run")).toBeVisible();
  await expect(playground.status).toContainText("Paused");
  const paused = await settledEpoch(playground);
  await playground.button("Step").evaluate((button) => {
    for (let click = 0; click < 5; click++) button.click();
  });
  await expect.poll(() => playground.epoch()).toBe(paused + 5);
  expect(await settledEpoch(playground), "a step is one epoch").toBe(paused + 5);
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await page.keyboard.press("Space");
  await expect(playground.button("Pause")).toBeVisible();
  await playground.expectEpochPast(paused + 8);
  await playground.button("Step").click();
  await expect(playground.button("Run")).toBeVisible();
  await settledEpoch(playground);
  await playground.expectFragment("epochs=100000");
});

test("Restart starts with the same weights", async ({ playground }) => {
  await playground.openFinished();
  const first = await playground.copiedLink();
  expect(first.epoch).toBe(50);
  expect(first.fingerprint).toMatch(/^[0-9a-f]{16}$/);
  await playground.button("Restart").click();
  await expect(playground.status).toContainText("Restarted");
  await playground.expectFinished();
  expect(await playground.copiedLink()).toEqual(first);
  expect(await playground.logLines()).toEqual(LOG);
});

test("New seed starts with other weights, and the link contains the seed", async ({ playground }) => {
  await playground.openFinished();
  const first = await playground.copiedLink();
  await playground.button("New seed").click();
  await playground.expectFragment(/^seed=\d+$/);
  const seed = (await playground.fragment()).slice("seed=".length);
  await expect(playground.number("Seed")).toHaveValue(seed);
  await playground.expectFinished();
  const other = await playground.copiedLink();
  expect(other.fragment).toContain(`seed=${seed}&result=50-`);
  expect(other.fingerprint).not.toBe(first.fingerprint);
});

test("a factor changed after the end applies to the next run", async ({ playground, page }) => {
  await playground.openFinished();
  const before = await playground.copiedLink();
  await playground.type("Sparsity factor", "5");
  await expect(playground.number("Sparsity factor")).toHaveValue("5");
  await expect(playground.status).toContainText("The run has finished");
  await expect(playground.button("Train 50 more")).toBeVisible();
  await expect(playground.button("Start over with 5")).toBeVisible();
  await expect(playground.row("sparsity_factor").getByText("not used yet")).toBeVisible();
  expect(await playground.copiedLink(), "the link says what is shown").toEqual(before);
  await playground.button("Restart").click();
  await playground.expectFragment("sparsity_factor=5");
  await playground.expectFinished();
  const after = await playground.copiedLink();
  await playground.openFinished("sparsity_factor=5");
  expect(await playground.copiedLink()).toEqual(after);
  expect(after.fingerprint).not.toBe(before.fingerprint);
});

test("Restart asks whether recorded moves are replayed", async ({ playground, page }) => {
  await playground.openFinished("sparsity_factor=0.05,5@21");
  await playground.button("Restart").click();
  await expect(playground.button("Replay with its move")).toBeFocused();
  await expectAccessible(page);
  await playground.button("Start over with 5").click();
  await playground.expectFragment("sparsity_factor=5");
  await playground.expectFinished();
});

test("a speed chosen while the page is loading takes effect", async ({ playground, page }) => {
  await watchTraffic(page);
  await page.route("**/*_bg.wasm", async (route) => {
    await page.getByRole("radio", { name: "slow", exact: true }).check();
    await route.continue();
  });
  await playground.open("epochs=100000");
  await playground.expectEpochPast(0);
  const paces = (await notes(page, "Pace")).map(({ body }) => body.pace);
  expect(paces, "the worker is never told another speed").toEqual(paces.map(() => 0));
  expect(paces).not.toEqual([]);
});

test("Space is a letter while typing, and a press on a focused button", async ({ playground, page }) => {
  await watchTraffic(page);
  await playground.open("epochs=100000");
  await playground.number("Seed").focus();
  await page.keyboard.press("Space");
  await playground.expectEpochPast((await playground.epoch()) + 2);
  await expect(playground.button("Pause")).toBeVisible();
  await playground.button("Pause").focus();
  await page.keyboard.press("Space");
  await expect(playground.button("Run")).toBeVisible();
  await settledEpoch(playground);
  await expect(playground.button("Run")).toBeVisible();
});

test.describe("with reduced motion", () => {
  test.use({ reducedMotion: "reduce", contextOptions: { reducedMotion: "reduce" } });

  test("waits for Run", async ({ playground }) => {
    await playground.open();
    await expect(playground.status).toContainText("Run");
    await expect(playground.button("Run")).toBeVisible();
    expect(await playground.epoch()).toBe(0);
    await playground.button("Run").click();
    await playground.expectFinished();
    expect(await playground.logLines()).toEqual(LOG);
  });
});

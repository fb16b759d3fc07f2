// The default run, as it is on opening, and the buttons that lead it.
import { expect, expectAccessible, test } from "./page.js";

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
  await expect(playground.reported("predicting the mean")).toHaveText("0.9741");
  await expect(playground.reported("PCA, 8 components")).toHaveText("0.4941");
  await expect(playground.reported("R²")).toHaveText("−0.257");
  await expect(playground.reported("L0")).toHaveText("3.2");
  await expect(playground.reported("dead units")).toHaveText("0");
  await expect(playground.reported("an epoch")).toHaveText(/^[\d.]+ (µs|ms)$/);
  await expect(page.getByText("A sigmoid output stays between 0 and 1")).toBeVisible();
  expect(await playground.epoch()).toBe(50);
  await playground.expectFragment("");
});

test("says when it begins and when it has ended", async ({ playground, page }) => {
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

test("copies the log", async ({ playground }) => {
  await playground.openFinished();
  expect((await playground.copied("Copy log")).trimEnd().split("\n")).toEqual(LOG);
});

test("Run goes on for as many epochs again, and the link says so", async ({ playground }) => {
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

test("a run that went on has the bits of one that was that long from the start", async ({ playground }) => {
  await playground.openFinished();
  await playground.button("Run").click();
  await expect.poll(() => playground.epoch()).toBe(100);
  const wentOn = await playground.copiedLink();
  await playground.openFinished("epochs=100");
  expect(await playground.copiedLink()).toEqual(wentOn);
});

test("pauses and goes on where it was", async ({ playground, page }) => {
  await playground.open("epochs=2000");
  await playground.expectEpochPast(3);
  await playground.button("Pause").click();
  await expect(playground.button("Run")).toBeVisible();
  await page.waitForTimeout(100); // the epoch under way
  const epoch = await playground.epoch();
  await page.waitForTimeout(200);
  expect(await playground.epoch()).toBe(epoch);
  await expect(playground.status).toContainText("Paused");
  await playground.button("Run").click();
  await playground.expectEpochPast(epoch + 3);
  await playground.expectFragment("epochs=2000");
});

test("Step trains one epoch", async ({ playground, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await playground.open();
  for (const epoch of [1, 2, 3]) {
    await playground.button("Step").click();
    await expect.poll(() => playground.epoch()).toBe(epoch);
  }
  await page.waitForTimeout(200);
  expect(await playground.epoch()).toBe(3);
  await expect(playground.button("Run")).toBeVisible();
});

test("quick steps are all taken", async ({ playground, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await playground.open();
  await playground.button("Step").evaluate((button) => {
    for (let click = 0; click < 5; click++) button.click();
  });
  await expect.poll(() => playground.epoch()).toBe(5);
  await page.waitForTimeout(200);
  expect(await playground.epoch()).toBe(5);
});

test("Step during a run stops it", async ({ playground, page }) => {
  await playground.open("epochs=2000");
  await playground.expectEpochPast(3);
  await playground.button("Step").click();
  await expect(playground.button("Run")).toBeVisible();
  await page.waitForTimeout(100);
  const epoch = await playground.epoch();
  await page.waitForTimeout(200);
  expect(await playground.epoch()).toBe(epoch);
});

test("Restart begins with the same weights", async ({ playground }) => {
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

test("New seed begins with other weights, and the link says which", async ({ playground }) => {
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

test("a factor that is moved after the end begins the next run", async ({ playground, page }) => {
  await playground.openFinished();
  const before = await playground.copiedLink();
  await playground.type("Sparsity factor", "5");
  await expect(playground.number("Sparsity factor")).toHaveValue("5");
  await expect(playground.status).toContainText("The run is over");
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

test("Train 50 more goes on with the factor that was moved", async ({ playground }) => {
  await playground.openFinished();
  await playground.type("Sparsity factor", "5");
  await playground.button("Train 50 more").click();
  await playground.expectFragment("sparsity_factor=0.05,5@51&epochs=100");
  await expect.poll(() => playground.epoch()).toBe(100);
  await expect(playground.button("Train 50 more")).toBeHidden();
  await expect(playground.row("sparsity_factor").getByText("moved at epoch 51")).toBeVisible();
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

test("fewer epochs than are trained wait for the next run", async ({ playground }) => {
  await playground.openFinished();
  await playground.type("Epochs", "20");
  await expect(playground.status).toContainText("50 epochs already");
  expect(await playground.epoch()).toBe(50);
  await playground.expectFragment("");
  await playground.button("Start over with 20 epochs").click();
  await expect.poll(() => playground.epoch()).toBe(20);
  await playground.expectFragment("epochs=20");
});

test("a long run says how long it takes and offers to be faster", async ({ playground, page }) => {
  await playground.open("epochs=100000");
  await expect(page.locator("#remaining")).toHaveText(/^\d+ min left$/);
  await playground.button("go fast").click();
  await expect(playground.speed("fast")).toBeChecked();
  await expect(playground.button("go fast")).toBeHidden();
});

test("a speed that is chosen while the page is loading is in force", async ({ playground, page }) => {
  await page.route("**/*_bg.wasm", async (route) => {
    await page.getByRole("radio", { name: "slow", exact: true }).check();
    await route.continue();
  });
  await playground.open("epochs=100000");
  await playground.expectEpochPast(0);
  const epoch = await playground.epoch();
  await page.waitForTimeout(1000);
  expect((await playground.epoch()) - epoch).toBeLessThan(12);
});

test("Space runs and pauses", async ({ playground, page }) => {
  await playground.open("epochs=3000");
  await playground.expectEpochPast(1);
  await page.keyboard.press("Space");
  await expect(playground.button("Run")).toBeVisible();
  await page.keyboard.press("Space");
  await expect(playground.button("Pause")).toBeVisible();
});

test("Space is a letter while typing, and a press on a focused button", async ({ playground, page }) => {
  await playground.open("epochs=3000");
  await playground.number("Seed").focus();
  await page.keyboard.press("Space");
  await page.waitForTimeout(100);
  await expect(playground.button("Pause")).toBeVisible();
  await playground.button("Pause").focus();
  await page.keyboard.press("Space");
  await expect(playground.button("Run")).toBeVisible();
  await page.waitForTimeout(100);
  await expect(playground.button("Run")).toBeVisible();
});

test("slow is five epochs a second, fast is many", async ({ playground, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await playground.open("epochs=1000000");
  await playground.speed("slow").check();
  await playground.button("Run").click();
  await playground.expectEpochPast(0);
  const slow = await playground.epoch();
  await page.waitForTimeout(2000);
  const inTwoSeconds = (await playground.epoch()) - slow;
  expect(inTwoSeconds).toBeGreaterThanOrEqual(6);
  expect(inTwoSeconds).toBeLessThanOrEqual(12);
  await playground.speed("fast").check();
  const fast = await playground.epoch();
  await page.waitForTimeout(1000);
  expect((await playground.epoch()) - fast).toBeGreaterThan(300);
});

test("speed belongs to the viewer, not to the link", async ({ playground }) => {
  await playground.openFinished("", { fast: true });
  await playground.expectFragment("");
  expect((await playground.copiedLink()).fragment).toMatch(/^result=50-/);
});

test.describe("with reduced motion", () => {
  test.use({ reducedMotion: "reduce", contextOptions: { reducedMotion: "reduce" } });

  test("waits for Run", async ({ playground, page }) => {
    await playground.open();
    await expect(playground.status).toContainText("Run");
    await page.waitForTimeout(500);
    expect(await playground.epoch()).toBe(0);
    await playground.button("Run").click();
    await playground.expectFinished();
    expect(await playground.logLines()).toEqual(LOG);
  });
});

// The views: tabs, keys, addresses, history, and the cost of a hidden view.
import { expect, expectAccessible, test } from "./page.js";
import { notes, watchTraffic } from "./traffic.js";

const TRUTH = "data=sparse_features&n_samples=300&epochs=5";
const VIEWS = ["Training", "Units", "Evaluation", "Ground truth"];

// Axe takes seconds for each view.
test.describe.configure({ timeout: 90_000 });

const selected = (page) => page.getByRole("tab", { selected: true });
const openViews = (page) => page.getByRole("tabpanel").evaluateAll((views) => views.map(({ id }) => id));

test("tabs show one view each and follow the pattern of ARIA", async ({ playground, page }) => {
  await playground.openFinished(TRUTH, { fast: true });
  await expect(page.getByRole("tab")).toHaveText(VIEWS);
  for (const name of VIEWS) {
    await playground.show(name);
    await expect(selected(page)).toHaveText(name);
    expect(await openViews(page)).toHaveLength(1);
    const tabStops = await page.getByRole("tab").evaluateAll((tabs) => tabs.map(({ tabIndex }) => tabIndex));
    expect(tabStops.filter((stop) => stop === 0), "one tab stop").toHaveLength(1);
    await expectAccessible(page);
  }
  await playground.tab("Training").click();
  for (const [key, name] of [
    ["ArrowRight", "Units"],
    ["End", "Ground truth"],
    ["ArrowRight", "Training"],
    ["ArrowLeft", "Ground truth"],
    ["Home", "Training"],
  ]) {
    await page.keyboard.press(key);
    await expect(playground.tab(name)).toBeFocused();
    await expect(selected(page)).toHaveText(name);
  }
});

test("the keys 1 to 4 switch views, but not while something is typed", async ({ playground, page }) => {
  await playground.openFinished(TRUTH, { fast: true });
  for (const key of [2, 4, 3, 1]) {
    await page.keyboard.press(String(key));
    await expect(selected(page)).toHaveText(VIEWS[key - 1]);
  }
  await playground.number("Hidden units").focus();
  await page.keyboard.press("2");
  await playground.sample.focus();
  await page.keyboard.press("3");
  await page.keyboard.press("Escape");
  await expect(selected(page)).toHaveText("Training");
  await playground.openFinished("epochs=2");
  await page.keyboard.press("4");
  await expect(selected(page)).toHaveText("Training");
  await expect(playground.tab("Ground truth")).toBeHidden();
});

test("the focus moves to the tabs when its view is hidden", async ({ playground, page }) => {
  await playground.openFinished("epochs=2");
  await playground.canvas("Loss").focus();
  await page.keyboard.press("2");
  await expect(playground.tab("Units")).toBeFocused();
});

test("an address opens view, unit and sample, and Copy link contains them", async ({ playground, page }) => {
  await playground.openFinished("data=digits&epochs=3&show=units&unit=7&sample=12");
  await expect(selected(page)).toHaveText("Units");
  await expect(page.locator("#units-selected")).toContainText("unit 7");
  await playground.expectFragment("data=digits&epochs=3&show=units&unit=7&sample=12");
  const { fragment, epoch } = await playground.copiedLink();
  expect(epoch).toBe(3);
  expect(fragment).toMatch(/^data=digits&epochs=3&result=3-\w+&show=units&unit=7&sample=12$/);
  await page.locator("#units-canvas").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await playground.expectFragment("data=digits&epochs=3&show=units&unit=0&sample=12");
  await playground.show("Training");
  await expect(playground.sample).toHaveValue("12");
  await playground.openFinished(fragment);
  await expect(selected(page)).toHaveText("Units");
  await expect(playground.status).toContainText("Reproduced exactly");
});

test("Back and Forward walk through views and leave the run alone", async ({ playground, page }) => {
  await watchTraffic(page);
  await playground.openFinished("epochs=4");
  await playground.show("Units");
  await playground.expectFragment("epochs=4&show=units");
  await playground.show("Evaluation");
  await page.goBack();
  await expect(selected(page)).toHaveText("Units");
  await page.goBack();
  await expect(selected(page)).toHaveText("Training");
  await playground.expectFragment("epochs=4");
  await page.goForward();
  await expect(selected(page)).toHaveText("Units");
  expect(await notes(page, "Start"), "no other run began").toHaveLength(1);
});

test("a selection that does not exist is reported, and the rest is shown", async ({ playground, page }) => {
  await playground.openFinished("epochs=2&show=weights&unit=99&sample=5");
  await expect(playground.problems).toContainText("show=weights: choose training, units, evaluation or ground_truth");
  await expect(playground.problems).toContainText("unit=99: the units are numbered from 0 to 7");
  await expect(selected(page)).toHaveText("Training");
  await expect(playground.sample).toHaveValue("5");
});

test("a hidden view is neither drawn nor requested", async ({ playground, page }) => {
  await watchTraffic(page);
  await page.addInitScript(() => {
    window.drawn = {};
    for (const method of ["clearRect", "fillRect", "drawImage", "stroke", "fill"]) {
      const draw = CanvasRenderingContext2D.prototype[method];
      CanvasRenderingContext2D.prototype[method] = function (...how) {
        const view = this.canvas.closest("[role=tabpanel]")?.id;
        if (view) drawn[view] = (drawn[view] ?? 0) + 1;
        return draw.apply(this, how);
      };
    }
  });
  await playground.open("epochs=100000");
  await playground.expectEpochPast(20);
  expect(await page.evaluate(() => Object.keys(drawn))).toEqual(["view-training"]);
  await playground.show("Units");
  const epoch = await playground.epoch();
  await page.evaluate(() => (window.drawn = {}));
  await playground.expectEpochPast(epoch + 20);
  expect(await page.evaluate(() => Object.keys(drawn))).toEqual(["view-units"]);
});

test("groups of parameters stay folded", async ({ playground, page }) => {
  await playground.openFinished("epochs=2");
  const group = page.locator("details.group", { has: page.getByRole("heading", { name: "Model" }) }).first();
  await expect(playground.slider("Hidden units")).toBeVisible();
  await group.locator("summary").click();
  await expect(playground.slider("Hidden units")).toBeHidden();
  await page.reload();
  await expect(playground.status).toContainText("Finished");
  await expect(playground.slider("Hidden units")).toBeHidden();
  await group.locator("summary").click();
  await expect(playground.slider("Hidden units")).toBeVisible();
});

for (const [where, viewport] of [
  ["1280×720", { width: 1280, height: 720 }],
  ["1920×1080", { width: 1920, height: 1080 }],
]) {
  test(`no view scrolls the page at ${where}`, async ({ playground, page }) => {
    await page.setViewportSize(viewport);
    await playground.openFinished(TRUTH, { fast: true });
    for (const name of VIEWS) {
      await playground.show(name);
      const excess = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
      expect(excess, name).toBeLessThanOrEqual(0);
      const { y, height } = await page.getByRole("tabpanel").boundingBox();
      expect(y + height, name).toBeLessThanOrEqual(viewport.height);
    }
    await playground.evaluate();
    await expect(playground.status).toContainText("The evaluation is complete", { timeout: 60_000 });
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
    await expectAccessible(page);
  });
}

test("on a phone the tabs are a bar at the bottom", async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await playground.openFinished(TRUTH, { fast: true });
  for (const name of VIEWS) {
    await playground.show(name);
    await page.evaluate(() => scrollTo(0, 0));
    const bar = await page.getByRole("tablist").boundingBox();
    expect([bar.x, bar.y + bar.height, bar.width], name).toEqual([0, 844, 390]);
    expect(bar.height).toBeGreaterThanOrEqual(44);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, name).toBeLessThanOrEqual(390);
    await expectAccessible(page);
  }
});

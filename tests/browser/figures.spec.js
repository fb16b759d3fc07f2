// The figures: readings by pointer and arrow keys, announcements to screen readers, and every allowed size.
import { expect, test } from "./page.js";

const LOSS = "Loss";
const HEATMAP = "Hidden-unit activations";
const SAMPLE = "Original and reconstructed";
const SPARSITY = "Sparsity";

// Returns a tooltip's lines: the title, and the value next to each name.
async function reading(playground, figure) {
  const tooltip = playground.tooltip(figure);
  await expect(tooltip).toBeVisible();
  const rows = await tooltip.locator(".tooltip-row").all();
  const cells = await Promise.all(rows.map((row) => row.locator("span").allInnerTexts()));
  for (const cell of cells) cell[1] = cell[1].replace("−", "-"); // as Number reads it
  return { title: await tooltip.locator(".tooltip-title").innerText(), ...Object.fromEntries(cells) };
}

test.describe(LOSS, () => {
  test("shows the exact values at the pointer", async ({ playground, page }) => {
    await playground.openFinished();
    await playground.pointAt(LOSS, 0.97, 0.4);
    const last = await reading(playground, LOSS);
    expect(last.title).toBe("epoch 50");
    expect(Number(last.total).toFixed(4)).toBe("1.2808");
    expect(Number(last["test MSE"]).toFixed(4)).toBe("1.2248");
    expect(last.total.length).toBeGreaterThanOrEqual(8); // digits that the curve cannot show
    expect(Number(last.reconstruction) + Number(last.sparsity)).toBeCloseTo(Number(last.total), 5);
    await playground.pointAt(LOSS, 0.5, 0.4);
    const middle = await reading(playground, LOSS);
    expect(middle.title).toMatch(/^epoch 2\d$/);
    expect(Number(middle.total)).toBeGreaterThan(Number(last.total));
    await page.mouse.move(1, 1);
    await expect(playground.tooltip(LOSS)).toBeHidden();
  });

  test("is linear or logarithmic", async ({ playground }) => {
    await playground.openFinished("epochs=2000&lr=0.01", { fast: true });
    const linear = await playground.pixels(LOSS);
    await playground.figure(LOSS).getByRole("radio", { name: "log" }).check();
    await expect.poll(() => playground.pixels(LOSS)).not.toBe(linear);
    await playground.figure(LOSS).getByRole("radio", { name: "lin" }).check();
    await expect.poll(() => playground.pixels(LOSS)).toBe(linear);
  });

  test("marks where a schedule changes", async ({ playground }) => {
    await playground.openFinished();
    const unmarked = await playground.pixels(LOSS);
    await playground.openFinished("sparsity_factor=0.05,0.05001@25");
    expect(await playground.pixels(LOSS)).not.toBe(unmarked);
    await playground.canvas(LOSS).focus();
    for (let epoch = 1; epoch <= 25; epoch++) await playground.canvas(LOSS).press("ArrowRight");
    expect((await reading(playground, LOSS)).title).toBe("epoch 25");
    await expect(playground.tooltip(LOSS)).toContainText("sparsity_factor 0.05001");
  });

  test("can be read with the arrow keys, which announce the values", async ({ playground, page }) => {
    await playground.openFinished();
    await playground.canvas(LOSS).focus();
    await page.keyboard.press("ArrowRight");
    expect((await reading(playground, LOSS)).title).toBe("epoch 1");
    await page.keyboard.press("ArrowLeft");
    expect((await reading(playground, LOSS)).title).toBe("epoch 1");
    await page.keyboard.press("Shift+ArrowRight");
    expect((await reading(playground, LOSS)).title).toBe("epoch 11");
    await expect(page.locator("[aria-live=polite]", { hasText: /epoch 11, total 1\.3/ })).toBeAttached();
    await page.keyboard.press("Escape");
    await expect(playground.tooltip(LOSS)).toBeHidden();
    expect(await playground.epoch()).toBe(50);
  });
});

test.describe(HEATMAP, () => {
  test("names unit, sample and value at the pointer", async ({ playground }) => {
    await playground.openFinished();
    await playground.pointAt(HEATMAP, 0.3, 0.1);
    const cell = await reading(playground, HEATMAP);
    expect(cell.title).toMatch(/^unit 0, sample \d+$/);
    expect(cell.label).toMatch(/^[01]$/);
    expect(Number(cell.activation)).toBeGreaterThanOrEqual(0);
    await playground.pointAt(HEATMAP, 0.3, 0.78);
    expect((await reading(playground, HEATMAP)).title).toMatch(/^unit 7, sample \d+$/);
  });

  test("orders the samples by label", async ({ playground }) => {
    await playground.openFinished();
    await playground.pointAt(HEATMAP, 0.1, 0.5);
    expect((await reading(playground, HEATMAP)).label).toBe("0");
    await playground.pointAt(HEATMAP, 0.7, 0.5);
    expect((await reading(playground, HEATMAP)).label).toBe("1");
  });

  test("shows mean activation and target next to each row", async ({ playground }) => {
    await playground.openFinished();
    await playground.pointAt(HEATMAP, 0.95, 0.1);
    const unit = await reading(playground, HEATMAP);
    expect(unit.title).toBe("unit 0");
    expect(Number(unit["mean activation"])).toBeCloseTo(0.12, 2);
    expect(unit.target).toBe("0.05");
  });

  test("a click on a column selects its sample everywhere", async ({ playground }) => {
    await playground.openFinished();
    const first = await playground.pixels(SAMPLE);
    await playground.pointAt(HEATMAP, 0.3, 0.3);
    const [, sample] = /sample (\d+)/.exec((await reading(playground, HEATMAP)).title);
    const { width, height } = await playground.canvas(HEATMAP).boundingBox();
    await playground.canvas(HEATMAP).click({ position: { x: 0.3 * width, y: 0.3 * height } });
    await expect(playground.sample).toHaveValue(sample);
    await expect.poll(() => playground.pixels(SAMPLE)).not.toBe(first);
    await playground.expectFragment(`sample=${sample}`);
  });

  test("can be read with the arrow keys, and Enter selects", async ({ playground, page }) => {
    await playground.openFinished();
    await playground.canvas(HEATMAP).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    const { title } = await reading(playground, HEATMAP);
    const [, unit, sample] = /^unit (\d), sample (\d+)$/.exec(title);
    expect(Number(unit)).toBeGreaterThan(0);
    await expect(page.locator("[aria-live=polite]", { hasText: title })).toBeAttached();
    await page.keyboard.press("Enter");
    await expect(playground.sample).toHaveValue(sample);
    expect(await playground.epoch()).toBe(50);
  });

  test("marks dead units", async ({ playground, page }) => {
    const link = "sparsity_factor=100&sparsity_target=0&lr=0.05&epochs=100";
    await playground.openFinished(link, { fast: true });
    expect(Number(await playground.reported("dead units").innerText())).toBeGreaterThan(0);
    await expect(page.locator("#activations-summary")).toContainText("dead");
    const readings = [];
    for (let unit = 0; unit < 8; unit++) {
      await playground.pointAt(HEATMAP, 0.95, 0.06 + unit * 0.11);
      readings.push((await reading(playground, HEATMAP)).title);
    }
    expect(readings).toContainEqual(expect.stringMatching(/^unit \d, dead$/));
  });
});

test.describe(SAMPLE, () => {
  test("shows the first test sample at the start, and the exact values at the pointer", async ({ playground }) => {
    await playground.openFinished();
    await expect(playground.sample).toHaveValue("0");
    await playground.pointAt(SAMPLE, 0.96, 0.5);
    const last = await reading(playground, SAMPLE);
    expect(last.title).toBe("feature 19");
    expect(Math.abs(Number(last.original))).toBeLessThan(5);
    expect(Number(last.reconstructed)).toBeGreaterThan(0);
    expect(Number(last.reconstructed)).toBeLessThan(1);
  });

  test("goes to the next, the previous, and by number", async ({ playground }) => {
    await playground.openFinished();
    const [next, previous] = [playground.button("Next sample"), playground.button("Previous sample")];
    await expect(previous).toBeDisabled();
    const first = await playground.pixels(SAMPLE);
    await next.click();
    await next.click();
    await expect(playground.sample).toHaveValue("2");
    await expect.poll(() => playground.pixels(SAMPLE)).not.toBe(first);
    await previous.click();
    await expect(playground.sample).toHaveValue("1");
    await playground.sample.fill("199");
    await playground.sample.press("Enter");
    await expect(next).toBeDisabled();
    await playground.sample.fill("0");
    await playground.sample.press("Enter");
    await expect.poll(() => playground.pixels(SAMPLE)).toBe(first);
  });

  test("a number beyond the last sample becomes the last", async ({ playground }) => {
    await playground.openFinished();
    for (const [typed, shown] of [["200", "199"], ["1e9", "199"], ["-5", "0"], ["", "0"]]) {
      await playground.sample.fill(typed);
      await playground.sample.press("Enter");
      await expect(playground.sample).toHaveValue(shown);
    }
  });

  test("is read with the arrow keys", async ({ playground, page }) => {
    await playground.openFinished();
    await playground.canvas(SAMPLE).focus();
    await page.keyboard.press("ArrowRight");
    expect((await reading(playground, SAMPLE)).title).toBe("feature 0");
    await page.keyboard.press("ArrowRight");
    expect((await reading(playground, SAMPLE)).title).toBe("feature 1");
  });
});

test.describe(SPARSITY, () => {
  const ALL_DEAD = "sparsity_factor=100&sparsity_target=0&lr=0.05&epochs=100";

  test("shows how often units are active, and which", async ({ playground, page }) => {
    await playground.openFinished();
    await playground.canvas(SPARSITY).focus();
    await page.keyboard.press("ArrowRight");
    const dead = await reading(playground, SPARSITY);
    expect(dead.title).toBe("active on no test sample");
    expect(dead.units).toBe(await playground.reported("dead units").innerText());
    // Every unit is in one bin.
    let units = Number(dead.units);
    for (let bin = 1; bin < 11; bin++) {
      await page.keyboard.press("ArrowRight");
      const here = await reading(playground, SPARSITY);
      expect(here.title).toMatch(/^active on [\d.]+ % to [\d.]+ %$/);
      units += Number(here.units);
      if (Number(here.units) > 0) await expect(playground.tooltip(SPARSITY)).toContainText(/units? \d/);
    }
    expect(units).toBe(8);
  });

  test("shows L0 and dead units over the epochs", async ({ playground, page }) => {
    await playground.openFinished(ALL_DEAD, { fast: true });
    await playground.pointAt(SPARSITY, 0.985, 0.3);
    const last = await reading(playground, SPARSITY);
    expect(last.title).toBe("epoch 100");
    expect(Number(last.L0).toFixed(1)).toBe(await playground.reported("L0").innerText());
    expect(last["dead units"]).toBe(await playground.reported("dead units").innerText());
    await expect(page.locator("#density-caption")).toContainText(`${last["dead units"]} dead`);
    await playground.canvas(SPARSITY).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowLeft");
    expect((await reading(playground, SPARSITY)).title).toBe("epoch 99");
    await expect(page.locator("[aria-live=polite]", { hasText: /epoch 99, L0 / })).toBeAttached();
    await page.keyboard.press("ArrowUp");
    expect((await reading(playground, SPARSITY)).title).toBe("active on no test sample");
    await page.keyboard.press("Escape");
    await expect(playground.tooltip(SPARSITY)).toBeHidden();
  });
});

test("only the terms of the loss are drawn and described", async ({ playground, page }) => {
  const legend = page.getByRole("list", { name: "Curves" }).getByRole("listitem");
  await playground.openFinished("weight_decay=0.01");
  await expect(legend).toHaveText(["total", "reconstruction", "sparsity", "weight decay", "test MSE"]);
  await playground.pointAt(LOSS, 0.97, 0.4);
  const last = await reading(playground, LOSS);
  const sum = ["reconstruction", "sparsity", "weight decay"].reduce((sum, term) => sum + Number(last[term]), 0);
  expect(sum).toBeCloseTo(Number(last.total), 5);
  await expect(page.locator("#terms")).toHaveText(/^Loss [\d.]+ = reconstruction [\d.]+ \+ sparsity [\d.]+ \(factor 0\.05\) \+ weight decay [\d.]+ \(factor 0\.01\)$/);
  await playground.openFinished("sparsity=topk");
  await expect(legend).toHaveText(["total", "reconstruction", "test MSE"]);
  await expect(page.locator("#terms")).toHaveText(/^Loss [\d.]+ = reconstruction [\d.]+$/);
});

test("each figure has a summary in words", async ({ playground }) => {
  await playground.openFinished();
  await expect(playground.canvas(LOSS)).toHaveAccessibleDescription(/50 epochs.*1\.28/);
  await expect(playground.canvas(HEATMAP)).toHaveAccessibleDescription(/8 .*units.*200 .*samples/);
  await expect(playground.canvas(SAMPLE)).toHaveAccessibleDescription(/sample 0/i);
  await expect(playground.canvas(SPARSITY)).toHaveAccessibleDescription(/On average 3\.\d+ of 8 hidden units/);
});

test("figures are as sharp as the screen", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ baseURL, deviceScaleFactor: 2, viewport: { width: 1280, height: 720 } });
  await page.goto("./");
  for (const name of [LOSS, HEATMAP, SAMPLE, SPARSITY]) {
    const canvas = page.getByRole("figure", { name }).getByRole("img");
    const { width } = await canvas.boundingBox();
    await expect.poll(() => canvas.evaluate((canvas) => canvas.width)).toBeCloseTo(2 * width, -1);
  }
  await page.close();
});

// Returns the number of colours of a figure; 1 means that it is blank.
function colors(playground, name) {
  return playground.canvas(name).evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });
}

for (const [what, link] of [
  ["1,000 features", "n_features=1000&epochs=3"],
  ["1,024 units", "hidden_dim=1024&epochs=3"],
  ["20,000 samples", "n_samples=20000&epochs=3"],
  ["two features and one unit", "n_features=2&n_redundant=0&hidden_dim=1&n_samples=20&epochs=3"],
  ["100,000 epochs", "n_samples=20&epochs=100000"],
]) {
  test(`draws ${what}`, async ({ playground }) => {
    await playground.openFinished(link, { fast: true });
    for (const name of [LOSS, HEATMAP, SAMPLE, SPARSITY]) expect(await colors(playground, name), name).toBeGreaterThan(3);
    for (const name of [LOSS, HEATMAP, SAMPLE, SPARSITY]) {
      await playground.pointAt(name, 0.7, 0.3);
      await expect(playground.tooltip(name)).toBeVisible();
    }
  });
}

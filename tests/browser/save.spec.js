// Saving figures: PNG, SVG, and their numbers as CSV.
import { readFile } from "node:fs/promises";
import { expect, test } from "./page.js";

const LOSS = "Loss";
const HEATMAP = "Hidden-unit activations";
const SAMPLE = "Original and reconstructed";
const SPARSITY = "Sparsity";

// Saves a figure with the menu next to its title. Returns the file's name and bytes.
async function save(playground, figure, format) {
  const [download] = await Promise.all([
    playground.page.waitForEvent("download"),
    (async () => {
      await playground.figure(figure).locator("summary").click();
      await playground.figure(figure).getByRole("button", { name: `as ${format}` }).click();
    })(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

// Returns the header and rows of a file without quotes.
async function table(playground, figure) {
  const { name, bytes } = await save(playground, figure, "CSV");
  expect(name).toMatch(/\.csv$/);
  const [header, ...rows] = bytes.toString().trimEnd().split(/\r?\n/).map((line) => line.split(","));
  for (const row of rows) expect(row).toHaveLength(header.length);
  return { header, rows: rows.map((row) => row.map(Number)) };
}

test("the loss as CSV has the log's numbers", async ({ playground }) => {
  await playground.openFinished();
  const { header, rows } = await table(playground, LOSS);
  const terms = ["total", "reconstruction", "sparsity", "auxiliary", "divergence", "decay"];
  expect(header).toEqual(["epoch", ...terms, "test_mse", "test_loss", "explained_variance", "l0", "dead"]);
  expect(rows.map(([epoch]) => epoch)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  const column = (name) => header.findIndex((title) => title.includes(name));
  const of = (name, epoch) => rows[epoch - 1][column(name)];
  const log = [10, 20, 30, 40, 50].map((epoch) => `Epoch [${epoch}/50], Loss: ${of("total", epoch).toFixed(4)}`);
  expect([...log, `Test MSE: ${of("test", 50).toFixed(4)}`]).toEqual(await playground.logLines());
  for (const row of rows) expect(row[column("reconstruction")] + row[column("sparsity")]).toBeCloseTo(row[column("total")], 5);
});

test("the activations as CSV have every unit and sample", async ({ playground }) => {
  await playground.openFinished();
  const { header, rows } = await table(playground, HEATMAP);
  expect(rows.map(([unit]) => unit)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(header.filter((title) => /^sample_\d+_label_[01]$/.test(title))).toHaveLength(200);
  expect(rows.flat().every((value) => value >= 0)).toBe(true);
  expect(rows[0][header.indexOf("mean_activation")]).toBeCloseTo(0.12, 2);
});

test("the sparsity as CSV has every unit and every epoch", async ({ playground }) => {
  await playground.openFinished();
  const { bytes } = await save(playground, SPARSITY, "CSV");
  const [header, ...rows] = bytes.toString().trimEnd().split("\n").map((line) => line.split(","));
  expect(header).toEqual(["series", "at", "value"]);
  const of = (series) => rows.filter(([name]) => name === series).map(([, at, value]) => [Number(at), Number(value)]);
  expect(of("active_share").map(([unit]) => unit)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(of("l0")).toHaveLength(50);
  expect(of("dead").at(-1)).toEqual([50, Number(await playground.reported("dead units").innerText())]);
  const l0 = of("active_share").reduce((sum, [, share]) => sum + share, 0);
  expect(of("l0").at(-1)[1]).toBeCloseTo(l0, 4);
});

test("the sample as CSV has every feature", async ({ playground }) => {
  await playground.openFinished();
  const { header, rows } = await table(playground, SAMPLE);
  expect(header).toEqual(["feature", "original", "reconstructed"]);
  expect(rows.map(([feature]) => feature)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(rows.every(([, , reconstructed]) => reconstructed > 0 && reconstructed < 1)).toBe(true);
  await playground.button("Next sample").click();
  await expect(playground.sample).toHaveValue("1");
  await expect.poll(async () => (await table(playground, SAMPLE)).rows[0][1]).not.toBe(rows[0][1]);
});

for (const [figure, words] of [
  [LOSS, ["epoch", "total", "sparsity", "50"]],
  [HEATMAP, ["label 0", "label 1", "unit"]],
  [SAMPLE, ["feature", "original", "reconstructed"]],
  [SPARSITY, ["dead", "100 %", "L0", "dead units", "epoch"]],
]) {
  test(`${figure} is saved as pictures`, async ({ playground, page }) => {
    await playground.openFinished();
    const svg = await save(playground, figure, "SVG");
    expect(svg.name).toMatch(/\.svg$/);
    const drawing = await page.evaluate(readSvg, svg.bytes.toString());
    expect(drawing.error).toBeUndefined();
    expect(drawing.tag).toBe("svg");
    expect(drawing.width).toBeGreaterThan(100);
    expect(drawing.shapes).toBeGreaterThan(5);
    for (const word of words) expect(drawing.text).toContain(word);

    const png = await save(playground, figure, "PNG");
    expect(png.name).toMatch(/\.png$/);
    const shown = await playground.canvas(figure).boundingBox();
    const image = await page.evaluate(readPng, [...png.bytes]);
    expect(image.width).toBeGreaterThanOrEqual(Math.floor(shown.width));
    expect(image.height).toBeGreaterThanOrEqual(Math.floor(shown.height));
    expect(image.colors).toBeGreaterThan(10);
  });
}

function readSvg(text) {
  const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
  const shapes = root.querySelectorAll("path, rect, line, polyline, polygon, circle, image").length;
  const width = Number(root.getAttribute("viewBox")?.split(" ")[2]);
  return { tag: root.localName, error: root.querySelector("parsererror")?.textContent, width, shapes, text: root.textContent };
}

async function readPng(bytes) {
  const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return { width: image.width, height: image.height, colors: new Set(new Uint32Array(data.buffer)).size };
}

test("a figure can be saved with the keyboard, and while it trains", async ({ playground, page }) => {
  await playground.open("epochs=100000");
  await playground.expectEpochPast(5);
  const summary = playground.figure(LOSS).locator("summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  const menu = playground.figure(LOSS).getByRole("button", { name: "as CSV" });
  await expect(menu).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(summary).toBeFocused();
  await page.keyboard.press("Enter");
  for (let press = 0; press < 3; press++) await page.keyboard.press("Tab");
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(download.suggestedFilename()).toMatch(/loss.*\.csv$/);
  await expect(playground.button("Pause")).toBeVisible();
});

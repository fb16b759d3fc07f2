// The evaluation of the code: requested while training continues, and answered stage by stage.
import { readFile } from "node:fs/promises";
import { expect, expectAccessible, test } from "./page.js";

const DIGITS = "data=digits&hidden_dim=16&epochs=20";
const section = (page) => page.getByRole("region", { name: "How good is the learned code?" });
const table = (page, name) => section(page).getByRole("table", { name });

async function evaluated(playground) {
  await playground.evaluate();
  await expect(playground.status).toContainText("The evaluation is complete", { timeout: 60_000 });
}

test.describe.configure({ timeout: 120_000 });

test("codes are compared with inputs and PCA", async ({ playground, page }) => {
  await playground.openFinished(DIGITS, { fast: true });
  await evaluated(playground);
  await expect(section(page)).toContainText("as of epoch 20");
  await expect(table(page, "Classification").getByRole("columnheader")).toContainText(["codes", "inputs", "PCA-16"]);
  const right = await table(page, "Classification").getByRole("row", { name: "accuracy (%)" }).getByRole("cell").allInnerTexts();
  expect(right.map(Number).every((share) => share > 30 && share <= 100), right.join()).toBe(true);
  await expect(table(page, "Clustering")).toContainText("NMI");
  const measured = await table(page, "Reconstruction").getByRole("row", { name: "test MSE" }).getByRole("cell").first().innerText();
  await expectAccessible(page);
  await playground.show("Training");
  const reported = Number(await playground.reported("test MSE").innerText());
  expect(Number(measured)).toBeCloseTo(reported, 3);
  await playground.show("Evaluation");

  // Further training makes it outdated.
  await playground.button("Step").click();
  await expect(section(page)).toContainText("The model shown now is at epoch 21. Evaluate again.");
});

test("a sample on the map can be read, and is selected everywhere", async ({ playground, page }) => {
  await playground.openFinished(DIGITS, { fast: true });
  await evaluated(playground);
  const map = "Maps of codes and inputs";
  await expect(playground.canvas(map)).toBeVisible();
  await playground.canvas(map).focus();
  for (let press = 0; press < 8; press++) await page.keyboard.press("ArrowRight");
  await expect(playground.tooltip(map)).toContainText("test sample 7");
  await expect(playground.tooltip(map)).toContainText("class");
  await page.keyboard.press("Enter");
  await playground.expectFragment(/&show=evaluation&sample=7$/);
  // And with the pointer, among the samples with the largest errors.
  await playground.pointAt("Worst and best test samples", 0.03, 0.2);
  await expect(playground.tooltip("Worst and best test samples")).toContainText("squared error");
  const [, number] = /test sample (\d+)/.exec(await playground.tooltip("Worst and best test samples").innerText());
  await playground.canvas("Worst and best test samples").click({ position: { x: 20, y: 60 } });
  await playground.expectFragment(new RegExp(`&show=evaluation(&sample=${number})?$`));
  await playground.show("Training");
  await expect(playground.sample).toHaveValue(number);
});

test("a dot shows its sample while the pointer is on it", async ({ playground, page }) => {
  await playground.openFinished(DIGITS, { fast: true });
  await evaluated(playground);
  const map = "Maps of codes and inputs";
  await playground.canvas(map).focus();
  for (let press = 0; press < 5; press++) await page.keyboard.press("ArrowRight");
  await expect(playground.tooltip(map)).toContainText("test sample 4");
  // The images of the sample and its reconstruction are in the tooltip: more than one colour.
  const colours = () =>
    playground.tooltip(map).locator("canvas").evaluate((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return new Set(new Uint32Array(data.buffer)).size;
    });
  await expect.poll(colours).toBeGreaterThan(8);
  await page.keyboard.press("Escape");
  await expect(playground.tooltip(map)).toBeHidden();
  await playground.expectFragment(/&show=evaluation$/);
});

test("a stage can be cancelled, and only missing stages are repeated", async ({ playground, page }) => {
  await playground.openFinished(DIGITS, { fast: true });
  const bar = (name) => page.getByRole("progressbar", { name });
  await playground.show("Evaluation");
  // Cancels a waiting stage: the first one, before the worker is ready.
  await page.evaluate(() => {
    document.getElementById("evaluate").click();
    document.querySelector('[aria-label="Cancel reconstruction"]').click();
  });
  await expect(bar("clustering")).toBeVisible();
  await expect(bar("reconstruction")).toBeHidden();
  await expect(playground.button("Evaluate")).toBeVisible({ timeout: 60_000 });
  await expect(table(page, "Clustering")).toBeVisible();
  await expect(table(page, "Reconstruction")).toBeHidden();
  await playground.evaluate();
  await expect(table(page, "Reconstruction")).toBeVisible({ timeout: 60_000 });
  await expect(bar("clustering")).toBeHidden();
  await playground.evaluate();
  await expect(playground.status).toContainText("Nothing has changed");
  // Cancels the current stage: another worker continues, and existing results stay.
  await playground.speed("t-SNE").check();
  await expect.poll(() => bar("t-SNE maps").evaluate((bar) => bar.value), { timeout: 60_000 }).toBeGreaterThan(0.02);
  await expect(page.locator("#map-summary")).toContainText("mapped by PCA");
  await playground.button("Cancel t-SNE maps").click();
  await expect(playground.button("Evaluate")).toBeVisible();
  await expect(table(page, "Clustering")).toBeVisible();
  await expect(playground.speed("PCA")).toBeChecked();
  await playground.speed("t-SNE").check();
  await expect(page.locator("#map-summary")).toContainText("mapped by t-SNE", { timeout: 90_000 });
});

test("evaluating can be cancelled, and training never waits", async ({ playground, page }) => {
  await playground.open("data=digits&epochs=100000");
  await playground.expectEpochPast(2);
  await playground.evaluate();
  await playground.expectEpochPast((await playground.epoch()) + 3);
  await playground.button("Cancel").click();
  await expect(playground.status).toContainText("The evaluation was cancelled.");
  await expect(playground.button("Evaluate")).toBeVisible();
  await playground.expectEpochPast((await playground.epoch()) + 3);
  await evaluated(playground);
  await expect(table(page, "Clustering")).toBeVisible();
});

test("t-SNE is computed when it is chosen", async ({ playground, page }) => {
  await playground.openFinished("data=digits&epochs=5", { fast: true });
  await evaluated(playground);
  await playground.speed("t-SNE").check();
  await expect(playground.button("Cancel")).toBeVisible();
  const summary = page.locator("#map-summary");
  await expect(summary).toContainText("mapped by t-SNE with perplexity 30", { timeout: 90_000 });
  const perplexity = page.getByLabel("perplexity");
  await perplexity.fill("many");
  await perplexity.press("Enter");
  await expect(playground.status).toContainText("the perplexity is a number from 2 to 500");
  await perplexity.fill("8");
  await perplexity.press("Enter");
  await expect(playground.button("Cancel")).toBeVisible();
  await expect(summary).toContainText("mapped by t-SNE with perplexity 8", { timeout: 90_000 });
  await playground.speed("PCA").check();
  await expect(perplexity).toBeHidden();
});

test("training on one class makes the others anomalies", async ({ playground, page }) => {
  await playground.openFinished("data=digits&epochs=20&train_on=1", { fast: true });
  await evaluated(playground);
  await expect(table(page, "Anomalies")).toContainText("AUC");
  await expect(playground.figure("ROC curve: anomalies found against false alarms")).toBeVisible();
  const counts = () => table(page, "Confusion matrix").getByRole("cell").allInnerTexts();
  const threshold = page.getByRole("slider", { name: "Threshold" });
  await threshold.fill(await threshold.getAttribute("max"));
  // No error is as large as this.
  await expect.poll(async () => (await counts()).filter(Boolean).map(Number).filter((_, place) => place % 2 === 0)).toEqual([0, 0]);
  await threshold.fill("0");
  await expect.poll(async () => (await counts()).filter(Boolean).map(Number).filter((_, place) => place % 2 === 1)).toEqual([0, 0]);
  // The baselines have the same number of false positives at every threshold.
  const anomalies = table(page, "Anomalies").getByRole("row", { name: "false alarms" }).getByRole("cell");
  await expect(anomalies).toHaveText(["28 of 28", "28 of 28", "28 of 28"]);
  // The slider increases it to the right.
  const value = async () => Number(await page.locator("#threshold-value").textContent());
  const lowest = await value();
  await threshold.press("End");
  await expect.poll(value).toBeGreaterThan(lowest);
  await expect(table(page, "Classification")).toHaveCount(0);
  await expect(section(page)).toContainText("the model was trained on one class only");
  await expectAccessible(page);
});

test("all samples are ranked and shown row by row", async ({ playground, page }) => {
  await playground.openFinished("data=wdbc&epochs=5", { fast: true });
  await evaluated(playground);
  const summary = page.locator("#exhibits-summary");
  await expect(summary).toContainText("with the largest errors, 1 to 9 of 114:");
  const ranks = page.getByRole("slider", { name: "From rank" });
  await ranks.fill("9");
  await expect(summary).toContainText("with the largest errors, 10 to 18 of 114:");
  await ranks.fill(await ranks.getAttribute("max"));
  await expect(summary).toContainText("with the largest errors, 114 to 114 of 114:");
});

test("every table is saved as CSV", async ({ playground, page }) => {
  await playground.openFinished("epochs=3", { fast: true });
  await evaluated(playground);
  for (const [name, head] of [["samples", "sample,row,label,rank,mse,mse_of_mean,mse_of_pca"], ["classification", "of,right,samples"], ["maps", "of,by,perplexity,sample,row"]]) {
    await section(page).getByLabel("Save the evaluation as CSV").click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: `Save ${name} as CSV`, exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`sparse-autoencoder-${name}.csv`);
    expect((await readFile(await download.path(), "utf8")).startsWith(head)).toBe(true);
  }
});

// Each dataset can be opened by a link, trains, and shows the figures that suit it.
import { expect, expectAccessible, test } from "./page.js";

const DATASETS = [
  { data: "digits", units: "as pictures", sample: "original", file: "digits" },
  { data: "fashion&epochs=3", units: "as pictures", file: "fashion" },
  { data: "patches&n_samples=2000&epochs=10", units: "as pictures", file: "patches" },
  { data: "ecg", units: "as curves", file: "ecg" },
  { data: "wdbc", units: "as bars", file: "wdbc" },
  { data: "sparse_features&epochs=20", units: "as bars" },
];

for (const { data, units, file } of DATASETS) {
  test(`${data} trains and shows its learned weights`, async ({ page, playground }) => {
    const fetched = [];
    page.on("request", (request) => request.url().includes("/data/") && fetched.push(request.url()));
    await playground.openFinished(`data=${data}`, { fast: true });
    await expect(page.locator("#test-mse")).toHaveText(/\d/);
    await playground.show("Units");
    await expect(page.locator("#units-summary")).toContainText(units);
    await expect(playground.problems).toBeHidden();
    expect(new Set(fetched).size, fetched.join()).toBe(file ? 1 : 0);
  });
}

test("while data are loading the previous results are greyed out and keep their labels", async ({ page, playground }) => {
  await playground.openFinished();
  const terms = await page.locator("#terms").textContent();
  let deliver;
  const asked = new Promise((resolve) => (deliver = resolve));
  await page.route("**/data/digits.npy.gz*", async (route) => {
    await asked;
    await route.continue();
  });
  await page.getByLabel("Data", { exact: true }).selectOption("digits");
  await expect(page.getByRole("note")).toContainText("Loading digits");
  await expect(page.locator("#losses-canvas")).toHaveCSS("opacity", "0.3");
  await expect(page.locator("#terms")).toHaveText(terms);
  deliver();
  await expect(page.getByRole("note")).toBeHidden();
  await expect(page.locator("#losses-canvas")).toHaveCSS("opacity", "1");
  await expect(page.locator("#terms")).not.toHaveText(terms);
});

test.describe(() => {
  test.use({ expectedConsole: /status of 404/ });

  test("a damaged or missing file is reported, and the previous data stay", async ({ page, playground }) => {
    await playground.openFinished();
    await page.route("**/data/digits.npy.gz*", (route) => route.fulfill({ body: "no such thing" }));
    await page.route("**/data/wdbc.npy.gz*", (route) => route.fulfill({ status: 404, body: "" }));
    for (const [name, words] of [["digits", "is not the file that this page was made with"], ["wdbc", "404"]]) {
      await page.getByLabel("Data", { exact: true }).selectOption(name);
      await expect(playground.problems).toContainText(`${name}.npy could not be loaded; the data before stay.`);
      await expect(playground.problems).toContainText(words);
      await expect(page.getByLabel("Data", { exact: true })).toHaveValue("classification");
      await expect(playground.log).toContainText("Test MSE");
    }
  });

  test("a link whose data cannot be fetched is kept, and tried again", async ({ page, playground }) => {
    const missing = "**/data/wdbc.npy.gz*";
    await page.route(missing, (route) => route.fulfill({ status: 404, body: "" }));
    await playground.open("data=wdbc&hidden_dim=3&epochs=4");
    await expect(playground.problems).toContainText("wdbc.npy could not be loaded. Press Run to try again.");
    await playground.expectFragment("data=wdbc&hidden_dim=3&epochs=4");
    await page.unroute(missing);
    await playground.button("Run").click();
    await playground.expectFinished();
    await playground.expectFragment("data=wdbc&hidden_dim=3&epochs=4");
    await expect(playground.problems).toBeHidden();
  });
});

test("the weights of encoder and decoder can be chosen", async ({ page, playground }) => {
  await playground.openFinished("data=digits&epochs=5", { fast: true });
  await playground.show("Units");
  await expect(page.locator("#units-summary")).toContainText("The decoder weights of 32 of 32 units, as pictures");
  await page.locator("#units-encoder").check({ force: true });
  await expect(page.locator("#units-summary")).toContainText("The encoder weights");
  await page.locator("#units-canvas").focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#units-tooltip")).toContainText("unit 0");
});

test("the ground truth shows how many true features are found", async ({ page, playground }) => {
  await playground.open();
  await expect(page.locator("#ground-truth")).toBeHidden();
  await playground.example("Ground truth: 16 features in 32 dimensions");
  await playground.speed("fast").check();
  await playground.expectFinished();
  await expect(page.locator("#mcc")).toHaveText(/^0\.9[5-9]|^1\.0/);
  await expect(page.locator("#mcc-control")).toHaveText(/^0\.[2-4]/);
  await expect(page.locator("#plane")).toBeHidden();
  // The same figure of a random decoder.
  const summary = page.locator("#similarity-summary");
  await page.getByLabel("random", { exact: true }).check({ force: true });
  await expect(summary).toContainText(" 0 true features have a unit");
  await page.getByLabel("learned", { exact: true }).check({ force: true });
  await expect(summary).toContainText(" 16 true features have a unit");
});

test("the class to train on is chosen by its name", async ({ page, playground }) => {
  await playground.openFinished("data=wdbc&epochs=3", { fast: true });
  await page.locator("#more > summary").click();
  const choice = page.getByLabel("Train on class", { exact: true });
  await expect(choice.locator("option")).toHaveText(["all labels", "0: malignant", "1: benign"]);
  await choice.selectOption("1: benign");
  await expect(page).toHaveURL(/train_on=1/);
  await playground.expectFinished();
  await expect(choice).toHaveValue("1");
  await page.evaluate(() => (location.hash = "data=wdbc&epochs=3&train_on=7"));
  await expect(choice).toHaveValue("7");
  await expect(page.locator("#problems")).toContainText("0 (malignant), 1 (benign)");
});

test("five features in two dimensions are drawn as directions", async ({ page, playground }) => {
  await playground.open();
  await playground.example("Superposition: 5 features in 2 dimensions");
  await playground.speed("fast").check();
  await playground.expectFinished();
  await expect(page.locator("#plane-canvas")).toBeVisible();
  await expect(page.locator("#mcc")).toHaveText(/^0\.9|^1\.0/);
});

test("the gallery opens an example, which is explained until its data change", async ({ page, playground }) => {
  await playground.open();
  const guide = page.getByRole("region", { name: "Guide" });
  await expect(guide).toContainText("Made-up clusters (the default)");
  await playground.button("Examples…").click();
  const gallery = page.getByRole("dialog", { name: "Examples" });
  await expect(gallery.getByRole("button", { name: "Digits In the heatmap" })).toBeVisible();
  await expect.poll(() => gallery.locator("img").evaluateAll((all) => all.every((one) => one.naturalWidth === 320))).toBe(true);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(gallery).toBeHidden();
  await playground.example("Digits");
  await expect(page).toHaveURL(/#data=digits$/);
  await expect(guide).toContainText("most units respond more to some digits than to others");
  await playground.type("Hidden units", "12");
  await expect(guide).toContainText("most units respond more to some digits than to others");
  await page.getByLabel("Data", { exact: true }).selectOption("ecg");
  await expect(guide).toContainText("It squeezes each sample through a few hidden units");
});

test.describe("a first visit", () => {
  test.use({ isFirstVisit: true });

  test("gets an introduction that one click dismisses for good", async ({ page, playground }) => {
    await playground.open();
    const sentence = page.getByText("An autoencoder squeezes each sample through a few hidden units");
    await expect(sentence).toBeVisible();
    await expectAccessible(page);
    await playground.button("Dismiss the introduction").click();
    await expect(sentence).toBeHidden();
    await page.reload();
    await expect(playground.button("Examples…")).toBeVisible();
    await expect(sentence).toBeHidden();
  });

  test("can begin with the digits at once", async ({ page, playground }) => {
    await playground.open();
    await playground.button("Digits").click();
    await expect(page).toHaveURL(/#data=digits$/);
    await expect(page.locator("#introduction")).toBeHidden();
  });
});

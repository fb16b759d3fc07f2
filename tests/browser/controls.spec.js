// The controls, which are generated from the parameter table: moving, typing, rejected values, and the time
// at which a change takes effect.
import { expect, test } from "./page.js";
import { notes, watchTraffic } from "./traffic.js";

test.beforeEach(({ page }) => watchTraffic(page));

// Labels, parameter names, defaults, and an invalid value.
const ESSENTIAL = [
  ["Samples", "n_samples", "1000", "19"],
  ["Features", "n_features", "20", "1001"],
  ["Hidden units", "hidden_dim", "8", "1025"],
  ["Sparsity factor", "sparsity_factor", "0.05", "100.5"],
  ["Sparsity target", "sparsity_target", "0.05", "-0.1"],
  ["Learning rate", "lr", "0.001", "2"],
  ["Epochs", "epochs", "50", "0"],
  ["Seed", "seed", "0", "4294967296"],
];

const OTHERS = [
  "n_informative",
  "n_redundant",
  "n_repeated",
  "n_classes",
  "n_clusters_per_class",
  "flip_y",
  "class_sep",
  "hypercube",
  "shift",
  "scale",
  "shuffle",
  "random_state",
  "test_size",
  "split_state",
  "activation",
  "output",
  "loss",
  "lr_schedule",
  "warmup",
  "optimizer",
  "weight_decay",
  "batch_size",
  "stop",
];

test("the essential ones have a label, a slider, a number and a tooltip", async ({ playground, page }) => {
  await playground.open();
  for (const [label, name, byDefault] of ESSENTIAL) {
    await expect(playground.slider(label)).toBeVisible();
    await expect(playground.slider(label)).toHaveAttribute("aria-valuetext", byDefault);
    await expect(playground.number(label)).toHaveValue(byDefault);
    await expect(playground.number(label)).toHaveAccessibleDescription(/\w.*\d.*\d/);
    const help = playground.row(name).locator(".help");
    await expect(help).toBeHidden();
    await playground.row(name).getByText(label, { exact: true }).hover();
    await expect(help).toBeVisible();
    await page.mouse.move(0, 0);
  }
});

test("a tooltip does not lie over the next control", async ({ playground, page }) => {
  await playground.open();
  await playground.number("Sparsity factor").click();
  await expect(playground.row("sparsity_factor").locator(".help")).toBeVisible();
  const { x, y, width, height } = await playground.slider("Sparsity target").boundingBox();
  await page.mouse.click(x + width * 0.8, y + height / 2);
  await expect.poll(async () => Number(await playground.number("Sparsity target").inputValue())).toBeGreaterThan(0.5);
});

test("are grouped Data, Model, Sparsity, Training", async ({ playground, page }) => {
  await playground.open();
  const titles = page.getByRole("region", { name: "Experiment" }).getByRole("heading");
  const shown = (await titles.allInnerTexts()).map((title) => title.toLowerCase());
  expect(shown.filter((title) => title !== "experiment")).toEqual(["data", "model", "sparsity", "training"]);
});

test("all others are under More", async ({ playground }) => {
  await playground.open();
  await expect(playground.row("flip_y")).toBeHidden();
  await playground.more.click();
  for (const name of OTHERS) await expect(playground.row(name), name).toBeVisible();
  await playground.row("shuffle").getByRole("checkbox").uncheck();
  await playground.expectFragment("shuffle=false");
  await expect(playground.more).toContainText("1 changed");
});

test("a typed value takes effect, and is marked until it is reset", async ({ playground }) => {
  await playground.openFinished();
  await playground.type("Hidden units", "25");
  await playground.expectFragment("hidden_dim=25");
  await expect(playground.slider("Hidden units")).toHaveAttribute("aria-valuetext", "25");
  // 20 features, two of them sums of others, vary in 18 directions.
  await expect(playground.reported("PCA, 18 components")).toBeVisible();
  const mark = playground.row("hidden_dim").getByText("changed");
  await expect(mark).toBeVisible();
  await playground.button("Reset Hidden units to 8").click();
  await expect(mark).toBeHidden();
  await expect(playground.number("Hidden units")).toHaveValue("8");
  await playground.expectFragment("");
  await playground.expectFinished();
  expect((await playground.logLines()).at(-1)).toBe("Test MSE: 1.2248");
});

test("a slider works by keyboard and announces its value", async ({ playground }) => {
  await playground.open();
  await playground.slider("Hidden units").focus();
  await playground.slider("Hidden units").press("ArrowRight");
  await expect(playground.number("Hidden units")).not.toHaveValue("8");
  const value = await playground.number("Hidden units").inputValue();
  expect(Number(value)).toBeGreaterThan(8);
  await expect(playground.slider("Hidden units")).toHaveAttribute("aria-valuetext", value);
  await playground.expectFragment(`hidden_dim=${value}`);
});

test("a list of widths is typed, and the slider moves the code's width alone", async ({ playground, page }) => {
  await playground.openFinished();
  await playground.type("Hidden units", "32, 16,8");
  await playground.expectFragment("hidden_dim=32,16,8");
  await expect(playground.number("Hidden units")).toHaveValue("32,16,8");
  await expect(playground.reported("L0 (of 8 units)")).toBeVisible();
  await playground.slider("Hidden units").press("ArrowRight");
  await playground.expectFragment("hidden_dim=32,16,9");
  await expect(playground.slider("Hidden units")).toHaveAttribute("aria-valuetext", "32,16,9");
  await playground.type("Hidden units", "8,,4");
  await expect(playground.problems).toContainText("hidden_dim=8,,4: number 2 is empty");
  await expect(playground.number("Hidden units")).toHaveValue("32,16,9");
  expect(await notes(page, "Start")).toHaveLength(3);
});

test("a slider reaches both ends of its range", async ({ playground, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await playground.open("n_samples=50");
  for (const [label, first, last] of [
    ["Hidden units", "1", "1024"],
    ["Sparsity factor", "0", "100"],
    ["Sparsity target", "0", "1"],
    ["Learning rate", "0.000001", "1"],
    ["Epochs", "1", "1000000"],
    ["Seed", "0", "4294967295"],
  ]) {
    await playground.slider(label).press("Home");
    await expect(playground.number(label), label).toHaveValue(first);
    await playground.slider(label).press("End");
    await expect(playground.number(label), label).toHaveValue(last);
    await playground.slider(label).press("Home");
  }
});

test("a value out of range is reported and restored, and the run continues", async ({ playground, page }) => {
  await playground.open("epochs=100000");
  for (const [label, name, byDefault, bad] of ESSENTIAL) {
    await playground.type(label, bad);
    const problem = playground.problems.getByText(`${name}=${bad}`);
    await expect(problem, label).toContainText("out of range");
    await expect(problem).toContainText(/\d to \d/);
    await expect(playground.status).toContainText(label);
    await expect(playground.number(label)).toHaveValue(label === "Epochs" ? "100000" : byDefault);
    await expect(playground.number(label)).toHaveAttribute("aria-invalid", "true");
    await expect(playground.number(label)).toHaveAccessibleDescription(/out of range/);
  }
  await playground.expectEpochPast(await playground.epoch());
  expect(await notes(page, "Start")).toHaveLength(1);
  await playground.expectFragment("epochs=100000");
});

test("a value that is not a number is reported, and a valid one removes the message", async ({ playground }) => {
  await playground.open("epochs=100000");
  for (const bad of ["NaN", "inf", "-inf", "eight", "", "1e999", "8.5"]) {
    await playground.type("Hidden units", bad);
    await expect(playground.problems, bad).toContainText(`hidden_dim=${bad}`);
    await expect(playground.number("Hidden units")).toHaveValue("8");
  }
  await playground.type("Hidden units", "9");
  await expect(playground.problems).toBeHidden();
  await expect(playground.number("Hidden units")).not.toHaveAttribute("aria-invalid");
});

test("conflicting values are reported, and the run continues", async ({ playground, page }) => {
  await playground.open("n_features=19&n_informative=3&n_redundant=1&n_clusters_per_class=3&epochs=100000");
  await playground.more.click();
  await playground.type("Informative features", "19");
  for (const name of ["n_informative", "n_redundant", "n_features"])
    await expect(playground.problems).toContainText(name);
  await expect(playground.number("Informative features")).toHaveValue("3");
  await playground.type("Classes", "3");
  for (const name of ["n_classes", "n_clusters_per_class", "n_informative"])
    await expect(playground.problems).toContainText(name);
  await expect(playground.number("Classes")).toHaveValue("2");
  await playground.expectEpochPast(await playground.epoch());
  expect(await notes(page, "Start")).toHaveLength(1);
});

test("a model that does not fit into memory is rejected with estimate and limit", async ({ playground, page }) => {
  await playground.open("n_features=1000&n_samples=100&epochs=100000");
  await playground.type("Samples", "100000");
  await expect(playground.problems).toContainText("n_samples");
  await expect(playground.problems).toContainText("1024 MiB");
  await expect(playground.problems.getByText(/about \d+ MiB/)).toBeVisible();
  await expect(playground.number("Samples")).toHaveValue("100");
  expect(await notes(page, "Start")).toHaveLength(1);
});

test("a live parameter takes effect in the next epoch, which the link contains", async ({ playground, page }) => {
  await playground.open("epochs=100000");
  await playground.expectEpochPast(20);
  await playground.type("Sparsity factor", "0.2");
  await playground.expectFragment(/^sparsity_factor=0\.05,0\.2@\d+&epochs=100000$/);
  await expect(playground.number("Sparsity factor")).toHaveValue("0.2");
  await playground.slider("Learning rate").press("ArrowRight");
  await playground.expectFragment(/^sparsity_factor=0\.05,0\.2@\d+&lr=0\.001,0\.0\d+@\d+&epochs=100000$/);
  const [, epoch] = /@(\d+)/.exec(await playground.fragment());
  expect(Number(epoch)).toBeGreaterThan(20);
  await playground.expectEpochPast(Number(epoch));
  expect(await notes(page, "Start")).toHaveLength(1);
});

test("any other parameter restarts the run, and the page reports it", async ({ playground, page }) => {
  await playground.open("epochs=100000");
  await playground.expectEpochPast(20);
  await playground.type("Hidden units", "16");
  await expect(playground.status).toContainText("Restarted");
  await expect(playground.status).toContainText("Hidden units");
  await playground.expectFragment("hidden_dim=16&epochs=100000");
  expect(await notes(page, "Start")).toHaveLength(2);
});

test("a paused run that restarts stays paused", async ({ playground, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await playground.open();
  await playground.type("Hidden units", "16");
  await expect(playground.reported("L0 (of 16 units)")).toBeVisible();
  expect(await playground.epoch()).toBe(0);
  await expect(playground.button("Run")).toBeVisible();
});

// Moves a slider to every position, back and forth, and leaves it at `last`.
function moveFiftyTimes(slider, last) {
  return slider.evaluate((slider, last) => {
    for (let move = 0; move <= 50; move++) {
      slider.value = move < 50 ? move % (Number(slider.max) + 1) : last;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }, last);
}

test("a drag never has more than one run waiting, and ends in the last value", async ({ playground, page }) => {
  await playground.open("n_samples=100000");
  await playground.expectEpochPast(0);
  const before = (await notes(page, "Start")).length;
  const { x, y, width, height } = await playground.slider("Seed").boundingBox();
  await page.mouse.move(x + 8, y + height / 2);
  await page.mouse.down();
  for (let step = 1; step <= 50; step++) await page.mouse.move(x + 8 + ((width - 16) * step) / 50, y + height / 2);
  await page.mouse.up();
  const value = await playground.number("Seed").inputValue();
  expect(Number(value)).toBeGreaterThan(1e6);
  await playground.expectFragment(`n_samples=100000&seed=${value}`);
  await playground.expectEpochPast(0);
  const [starts, answers] = [await notes(page, "Start"), await notes(page, "Started")];
  expect(starts.at(-1).body.link).toBe(`n_samples=100000&seed=${value}`);
  for (const [index, { at }] of starts.slice(1).entries()) expect(at).toBeGreaterThanOrEqual(answers[index].at);
  expect(starts.length - before).toBeLessThan(25);
});

test("fifty quick moves of a live slider cause at most one change per epoch", async ({ playground, page }) => {
  await playground.open("epochs=100000");
  await playground.expectEpochPast(5);
  await moveFiftyTimes(playground.slider("Sparsity factor"), 5);
  const value = await playground.number("Sparsity factor").inputValue();
  await playground.expectFragment(new RegExp(`^sparsity_factor=0\\.05,(\\S+,)?${value}@\\d+&epochs=100000$`));
  const changes = (await playground.fragment()).match(/@/g);
  expect(changes.length).toBeLessThanOrEqual(3);
  expect(await notes(page, "Start")).toHaveLength(1);
});

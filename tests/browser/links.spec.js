// The link is the experiment: it follows every change, reproduces the same bits, and its problems are
// reported.
import { expect, test } from "./page.js";
import { lastFrame, watchTraffic } from "./traffic.js";

test("the address follows every change; changes that restart add entries to the history", async ({ playground, page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await playground.open();
  const entries = await page.evaluate(() => history.length);
  for (const units of [9, 10, 11, 12, 13]) {
    await playground.type("Hidden units", String(units));
    await playground.expectFragment(`hidden_dim=${units}`);
  }
  await playground.slider("Sparsity target").press("ArrowRight");
  await playground.expectFragment("hidden_dim=13&sparsity_target=0.06");
  expect(await page.evaluate(() => history.length)).toBe(entries + 5);
  await page.reload();
  await expect(playground.number("Hidden units")).toHaveValue("13");
  await expect(playground.number("Sparsity target")).toHaveValue("0.06");
});

test("back and forward lead from experiment to experiment", async ({ playground, page }) => {
  await playground.open("hidden_dim=4");
  await expect(playground.number("Hidden units")).toHaveValue("4");
  await playground.type("Hidden units", "5");
  await playground.expectFragment("hidden_dim=5");
  await page.evaluate(() => (location.hash = "hidden_dim=6&epochs=70"));
  await expect(playground.number("Hidden units")).toHaveValue("6");
  await expect(playground.reported("L0 (of 6 units)")).toBeVisible();
  await page.goBack();
  await expect(playground.number("Hidden units")).toHaveValue("5");
  await expect(playground.number("Epochs")).toHaveValue("50");
  await expect(playground.reported("L0 (of 5 units)")).toBeVisible();
  await page.goForward();
  await expect(playground.number("Hidden units")).toHaveValue("6");
  await playground.expectFinished();
  await expect(playground.progress).toHaveAttribute("value", "70");
  await playground.expectFragment("hidden_dim=6&epochs=70");
});

test("back undoes one change, however long a slider was dragged for it", async ({ playground, page }) => {
  await playground.openFinished();
  const { x, y, width, height } = await playground.slider("Hidden units").boundingBox();
  await page.mouse.move(x + width / 4, y + height / 2);
  await page.mouse.down();
  for (let step = 1; step <= 20; step++) await page.mouse.move(x + width / 4 + step * 2, y + height / 2);
  await page.mouse.up();
  const units = await playground.number("Hidden units").inputValue();
  await playground.expectFragment(`hidden_dim=${units}`);
  await page.getByRole("combobox", { name: "Method", exact: true }).selectOption("l1");
  await playground.expectFragment(/sparsity=l1/);
  await page.goBack();
  await playground.expectFragment(`hidden_dim=${units}`);
  await page.goBack();
  await playground.expectFragment("");
  await expect(playground.number("Hidden units")).toHaveValue("8");
  await page.goForward();
  await playground.expectFragment(`hidden_dim=${units}`);
  await expect(playground.reported(`L0 (of ${units} units)`)).toBeVisible();
});

test("a reloaded page and one that Back leads to continue where the run was", async ({ playground, page }) => {
  await watchTraffic(page);
  await playground.open("epochs=100000");
  await playground.expectEpochPast(30);
  await playground.button("Pause").click();
  await expect(playground.button("Run")).toBeVisible();
  // The current epoch is completed.
  await expect.poll(async () => (await lastFrame(page)).settled).toBe(true);
  const paused = await playground.copiedLink();
  await page.reload();
  await expect.poll(() => playground.epoch()).toBe(paused.epoch);
  await expect(playground.button("Run")).toBeVisible();
  expect(await playground.copiedLink()).toEqual(paused);
  await playground.type("Hidden units", "4");
  await playground.expectFragment("hidden_dim=4&epochs=100000");
  await page.goBack();
  await expect.poll(() => playground.epoch()).toBe(paused.epoch);
  expect(await playground.copiedLink()).toEqual(paused);
});

test("a link that is followed within the page begins its experiment", async ({ playground, page }) => {
  await playground.openFinished();
  await page.evaluate(() => (location.href = "#seed=7"));
  await expect(playground.number("Seed")).toHaveValue("7");
  await playground.expectFinished();
  const followed = await playground.copiedLink();
  await playground.openFinished("seed=7");
  expect(await playground.copiedLink()).toEqual(followed);
});

test("Copy link copies the page's address with the experiment and its result", async ({ playground, page }) => {
  await playground.openFinished("epochs=60&hidden_dim=12");
  const link = await playground.copied("Copy link");
  const address = page.url().split("#")[0];
  // They are in the order of the table, as a person can read them.
  expect(link).toMatch(/#hidden_dim=12&epochs=60&result=60-[0-9a-f]{16}$/);
  expect(link.startsWith(`${address}#`)).toBe(true);
  await expect(playground.status).toContainText("copied");
  const beside = page.locator(".feedback", { hasText: "The link is copied." });
  await expect(beside).toBeInViewport({ ratio: 1 });
  const [words, button] = [await beside.boundingBox(), await playground.button("Copy link").boundingBox()];
  expect(Math.abs(words.y - button.y - button.height)).toBeLessThan(12);
});

test("Copy link during a run names the epoch that it stands at", async ({ playground }) => {
  await playground.open("epochs=100000");
  await playground.expectEpochPast(10);
  await playground.button("Pause").click();
  const { fragment, epoch, fingerprint } = await playground.copiedLink();
  expect(fragment).toBe(`epochs=100000&result=${epoch}-${fingerprint}`);
  expect(epoch).toBe(await playground.epoch());
});

test.describe("if the browser forbids copying", () => {
  test("the link is there to be copied by hand", async ({ playground, page }) => {
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
    });
    await playground.openFinished("seed=3");
    await playground.button("Copy link").click();
    await expect(playground.problems.getByRole("textbox")).toHaveValue(/#seed=3&result=50-[0-9a-f]{16}$/);
  });

  test("even with an exception, everything else continues", async ({ playground, page }) => {
    await page.addInitScript(() => {
      navigator.clipboard.writeText = () => {
        throw new TypeError("no");
      };
    });
    await playground.openFinished("seed=3");
    await playground.button("Copy link").click();
    await expect(playground.problems.getByRole("textbox")).toHaveValue(/#seed=3&result=50-/);
    await playground.button("Run").click();
    await playground.expectFragment("epochs=100&seed=3");
  });
});

test("sliders that moved during a run replay to the same bits", async ({ playground }) => {
  await playground.open("epochs=400");
  await playground.expectEpochPast(20);
  await playground.type("Sparsity factor", "0.5");
  await playground.expectEpochPast(60);
  await playground.slider("Learning rate").press("ArrowRight");
  await playground.slider("Learning rate").press("ArrowRight");
  await playground.expectEpochPast(100);
  await playground.type("Sparsity target", "0.2");
  await playground.type("Sparsity factor", "0.01");
  await playground.speed("fast").check();
  await playground.expectFinished();
  const moved = await playground.copiedLink();
  expect(moved.fragment).toMatch(
    /^sparsity_factor=0\.05,0\.5@\d+,0\.01@\d+&sparsity_target=0\.05,0\.2@\d+&lr=0\.001,\S*@\d+&epochs=400&result=400-/,
  );
  const plain = moved.fragment.replace(/&result=.*/, "");
  await playground.openFinished(plain, { fast: true });
  expect(await playground.copiedLink()).toEqual(moved);
  await playground.button("Restart").click();
  // One for each epoch in which a slider was moved.
  await playground.page.getByRole("button", { name: /^Replay with its [45] moves$/ }).click();
  await expect(playground.status).toContainText("Restarted");
  await playground.expectFinished();
  expect(await playground.copiedLink()).toEqual(moved);
});

test.describe("a shared result", () => {
  test("is reproduced exactly", async ({ playground, page }) => {
    await playground.openFinished("seed=3");
    const { fragment } = await playground.copiedLink();
    await playground.open(fragment);
    await playground.expectFinished();
    await expect(page.getByText("Reproduced exactly").first()).toBeVisible();
    await expect(playground.status).toContainText("Reproduced exactly");
    await expect(page.getByText("Differs")).toHaveCount(0);
    await playground.expectFragment(fragment);
  });

  test("that differs is explained", async ({ playground, page }) => {
    await playground.openFinished("seed=3&result=50-0123456789abcdef");
    await expect(page.getByText("Differs").first()).toBeVisible();
    await expect(playground.status).toContainText("Differs");
    await expect(page.getByText("Reproduced exactly")).toHaveCount(0);
  });
});

test.describe("problems of a link are reported, and everything else is kept", () => {
  const CASES = [
    ["an unknown key", "hidden_dims=9", /hidden_dims/],
    ["a key that is nearly right", "hidden-dim=9", /hidden-dim.*hidden_dim/],
    ["a value out of range", "hidden_dim=0", /hidden_dim=0.*1 to 1,?024/],
    ["a value that is no number", "lr=fast", /lr=fast/],
    ["NaN", "sparsity_factor=NaN", /sparsity_factor=NaN/],
    ["an infinity", "lr=inf", /lr=inf/],
    ["a number that becomes infinite", "sparsity_factor=1e999", /sparsity_factor=1e999/],
    ["a fraction where a count belongs", "hidden_dim=8.5", /hidden_dim=8\.5/],
    ["an unknown name", "data=mnist", /data=mnist/],
    ["a repeated key", "hidden_dim=4&hidden_dim=5", /hidden_dim.*more than once/],
    ["a schedule whose epochs do not rise", "sparsity_factor=0.05,0.2@20,0.3@20", /sparsity_factor=.*rise/],
    ["a schedule of what cannot change", "hidden_dim=8,9@20", /hidden_dim=8,9@20/],
    ["a part without =", "hidden_dim", /“hidden_dim”/],
    ["parameters that do not go together", "n_informative=30&n_features=25", /n_informative.*n_features/],
    ["too many clusters", "n_classes=3&n_clusters_per_class=3&n_informative=3", /n_classes.*n_clusters_per_class.*n_informative/],
    ["too much memory", "n_samples=100000&n_features=1000", /MiB.*1024 MiB/],
    ["a result that is none", "result=50", /result=50/],
    ["a result of an epoch that never comes", "result=51-0123456789abcdef", /result=51/],
    ["broken percent signs", "hidden_dim=%zz", /hidden_dim=%zz/],
  ];

  test("one at a time", async ({ playground, page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await playground.open();
    for (const [what, bad, named] of CASES) {
      await page.evaluate((bad) => (location.hash = `seed=7&${bad}`), bad);
      await expect.soft(playground.problems, what).toContainText(named);
      await expect.soft(playground.number("Seed"), what).toHaveValue("7");
      // The link stays, so that the user can correct it.
      await playground.expectFragment(`seed=7&${bad}`);
    }
    await playground.type("Seed", "8");
    await playground.expectFragment(/^(n_features=1000&)?seed=8$/);
  });

  test("a status announces it", async ({ playground, page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await playground.open("hidden_dim=0&seed=7");
    await expect(playground.status).toContainText("hidden_dim=0");
  });

  test("several at once, and the message can be put away", async ({ playground }) => {
    await playground.open("hidden_dim=0&lr=fast&nonsense=1&seed=7");
    for (const name of ["hidden_dim=0", "lr=fast", "nonsense"]) await expect(playground.problems).toContainText(name);
    await playground.button("Dismiss").click();
    await expect(playground.problems).toBeHidden();
    await expect(playground.number("Seed")).toHaveValue("7");
  });

  test("a valid link removes the message", async ({ playground, page }) => {
    await playground.open("hidden_dim=0");
    await expect(playground.problems).toContainText("hidden_dim=0");
    await page.evaluate(() => (location.hash = "hidden_dim=9"));
    await expect(playground.number("Hidden units")).toHaveValue("9");
    await expect(playground.problems).toBeHidden();
  });
});

test("markup in a link stays text", async ({ playground, page }) => {
  const script = "<img src=x onerror=alert(1)>";
  // Markup that was never escaped, and markup that appears after unescaping.
  for (const fragment of [`${script}=1`, `${encodeURIComponent(script)}=1`, `seed=${encodeURIComponent(script)}`]) {
    await playground.open(fragment);
    await expect(playground.problems).toContainText("<img src");
    await expect(page.locator("img")).toHaveCount(0);
    await playground.expectFinished();
  }
});

test("links of any length and with any characters cause no failure", async ({ playground }) => {
  const rubbish = Array.from({ length: 400 }, (_, index) => `k${index}=${"ü%F0%9F%98%80#?@,;".repeat(3)}`).join("&");
  await playground.open(`${rubbish}&seed=7`);
  await expect(playground.problems).toContainText("k9: there is no such parameterand 390 more");
  await expect(playground.number("Seed")).toHaveValue("7");
  await playground.expectFinished();
});

test.describe("an address as mail and chat programs leave it", () => {
  test("is read after its ? too, and then written as a link", async ({ playground, page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await page.goto("./?hidden_dim=16&utm_source=mail");
    await expect(playground.number("Hidden units")).toHaveValue("16");
    await expect(playground.problems).toBeHidden();
    await expect(page).toHaveURL(/\/\?utm_source=mail#hidden_dim=16$/);
    await playground.type("Hidden units", "8");
    await expect(page).toHaveURL(/\/\?utm_source=mail$/);
  });

  test("is read where it was encoded once more", async ({ playground, page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await playground.open("hidden_dim%3D16%26lr%3D0.01.");
    await expect(playground.number("Hidden units")).toHaveValue("16");
    await playground.expectFragment("hidden_dim=16&lr=0.01");
  });

  test("is read without tracking parameters", async ({ playground, page }) => {
    await page.goto("./?utm_source=mail&fbclid=IwAR0");
    await expect(playground.number("Hidden units")).toHaveValue("8");
    await expect(playground.problems).toBeHidden();
  });
});

test("a decimal comma is typed where the keypad has no point", async ({ playground }) => {
  await playground.open();
  await playground.type("Learning rate", "0,05");
  await expect(playground.number("Learning rate")).toHaveValue("0.05");
  await expect(playground.problems).toBeHidden();
});

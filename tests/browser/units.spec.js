// The description of a unit in the Units view.
import { expect, expectAccessible, test } from "./page.js";

const facts = (page) => page.locator("#unit-facts > div:visible");
const strongest = (page) => page.getByRole("list", { name: "Samples that activate it most" });

test("a link opens the description of a unit of images", async ({ playground, page }) => {
  await playground.openFinished("data=digits&epochs=5&show=units&unit=7", { fast: true });
  await expect(page.locator("#unit-title")).toHaveText("Unit 7");
  await expect(page.locator("#unit-caption")).toHaveText("on all 360 test samples, after epoch 5");
  await expect(facts(page).first()).toContainText("of 360 test samples activate it");
  await expect(facts(page).last()).toContainText("change in test MSE if it is set to zero");
  const samples = strongest(page).getByRole("button");
  await expect(samples).toHaveCount(8);
  await samples.first().click();
  await expect(samples.first()).toHaveAttribute("aria-pressed", "true");
  await playground.expectFragment(/^data=digits&epochs=5&show=units&unit=7&sample=\d+$/);
  await expect(playground.canvas("Activations")).toBeVisible();
  await expectAccessible(page);
});

test("arrow keys and links move through the units", async ({ playground, page }) => {
  await playground.openFinished("epochs=3&show=units");
  await expect(page.locator("#unit-title")).toHaveText("No unit is selected");
  await playground.button("Next unit").click();
  await expect(page.locator("#unit-title")).toHaveText("Unit 0");
  await expect(playground.button("Previous unit")).toBeDisabled();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#unit-title")).toHaveText("Unit 1");
  const nearest = page.getByRole("list", { name: /^Nearest units/ }).getByRole("button").first();
  await expect(nearest).toHaveAccessibleName(/^unit \d+ −?\d\.\d\d$/);
  const name = (await nearest.textContent()).match(/unit (\d+) /)[1];
  await nearest.click();
  await expect(page.locator("#unit-title")).toHaveText(`Unit ${name}`);
  await playground.expectFragment(`epochs=3&show=units&unit=${name}`);
});

test("captions are text, and a unit of words is named by them", async ({ playground, page }) => {
  await playground.openFinished("data=words&epochs=2&show=units&unit=144", { fast: true });
  await expect(page.locator("#unit-title")).toHaveText("Unit 144");
  await expect(strongest(page).getByRole("button").first().locator("b")).not.toBeEmpty();
  await expect(page.locator("#unit-names")).toContainText(", ");
  await expectAccessible(page);
});

test("true features are named where they are known", async ({ playground, page }) => {
  await playground.openFinished("data=sparse_features&n_samples=300&epochs=5&show=units&unit=0", { fast: true });
  await expect(facts(page).filter({ hasText: "cosine with true feature" })).toHaveCount(1);
});

for (const [width, height] of [
  [1280, 720],
  [390, 844],
]) {
  test(`the description fits into a page of ${width} × ${height}`, async ({ playground, page }) => {
    await page.setViewportSize({ width, height });
    await playground.openFinished("data=digits&epochs=3&show=units&unit=7", { fast: true });
    await expect(strongest(page).getByRole("button")).toHaveCount(8);
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
      return { right: scrollWidth - clientWidth, below: scrollHeight - clientHeight };
    });
    expect(overflow.right).toBe(0);
    if (width > 1000) expect(overflow.below).toBe(0);
  });
}

// Accessibility: axe finds no violations in any state of the page, and everything works with the keyboard.
import { expect, expectAccessible, test } from "./page.js";

for (const colorScheme of ["light", "dark"]) {
  for (const [where, viewport] of [
    ["a projector", { width: 1280, height: 720 }],
    ["a phone", { width: 390, height: 844 }],
  ]) {
    test(`axe finds nothing on ${where}, ${colorScheme}`, async ({ playground, page }) => {
      test.setTimeout(60_000);
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await playground.openFinished("hidden_dim=0&result=50-0123456789abcdef", { fast: true });
      await expectAccessible(page);
      // Also with everything open that can be opened.
      await playground.more.click();
      await playground.type("Informative features", "19");
      await expect(playground.problems).toContainText("n_informative");
      await playground.canvas("Loss").focus();
      await page.keyboard.press("ArrowRight");
      await playground.figure("Hidden-unit activations").locator("summary").click();
      await expectAccessible(page);
    });
  }
}

test("every control can be reached with the Tab key and shows its focus", async ({ playground, page }) => {
  await playground.openFinished();
  await page.evaluate(() => document.body.focus());
  const reached = [];
  const unmarked = [];
  for (let press = 0; press < 80; press++) {
    await page.keyboard.press("Tab");
    const { id, name, marked, back } = await page.evaluate(() => {
      const focused = document.activeElement;
      // A radio button's label shows its focus.
      const shown = focused.type === "radio" ? focused.nextElementSibling : focused;
      const { outlineStyle, outlineWidth } = getComputedStyle(shown);
      return {
        id: focused.id,
        name: focused.getAttribute("aria-label") ?? (focused.textContent.trim() || focused.id),
        marked: outlineStyle !== "none" && parseFloat(outlineWidth) > 0,
        back: focused === document.body,
      };
    });
    if (back) break;
    reached.push(id || name);
    if (!marked) unmarked.push(id || name);
  }
  expect(unmarked).toEqual([]);
  for (const wanted of ["run", "step", "restart", "new-seed", "copy-link", "theme", "hidden_dim", "hidden_dim-slider", "seed"])
    expect(reached).toContain(wanted);
  for (const wanted of ["losses-canvas", "activations-canvas", "reconstruction-canvas", "density-canvas", "sample", "next-sample", "copy-log", "log"])
    expect(reached).toContain(wanted);
});

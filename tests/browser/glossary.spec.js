// The glossary: a term of the page explains itself, by pointer, touch and keyboard.
import { expect, test } from "./page.js";

test("a term shows its explanation when it is pressed, and Escape hides it", async ({ playground, page }) => {
  await playground.openFinished("epochs=1");
  const term = page.getByRole("region", { name: "Report" }).getByRole("button", { name: "explained variance" });
  const explanation = page.getByText("The fraction of the test samples' variance that the reconstructions explain.");
  await expect(explanation).toBeHidden();
  await term.click();
  await expect(explanation).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(explanation).toBeHidden();
  await term.press("Enter");
  await expect(explanation).toBeVisible();
});

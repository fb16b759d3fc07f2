// What every browser test starts from: `test` fails when the browser's console said anything,
// and `expectAccessible` when axe finds anything.
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect } from "@playwright/test";

export { expect };

export const test = base.extend({
  // test.use({ expectedConsole: /…/ }): the lines that a test provokes.
  expectedConsole: [/^$/, { option: true }],

  silentConsole: [
    async ({ page, expectedConsole }, use) => {
      const said = [];
      const note = (line) => expectedConsole.test(line) || said.push(line);
      page.on("console", (message) => note(`${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => note(`uncaught: ${error.message}`));
      await use();
      expect(said, "the browser's console is silent").toEqual([]);
    },
    { auto: true },
  ],
});

export async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(", ")}`);
  expect(found, "axe finds nothing").toEqual([]);
}

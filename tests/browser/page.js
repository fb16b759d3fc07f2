// The basis of every browser test: `test` provides the page as a user sees it, and fails if the browser's
// console has any message; `expectAccessible` fails if axe finds violations.
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, expect as strict } from "@playwright/test";
import { Playground } from "./playground.js";

// A busy machine should not make tests fail.
export const expect = strict.configure({ timeout: 10_000 });

export const test = base.extend({
  // "Copy link" may write, and the tests read.
  permissions: ["clipboard-read", "clipboard-write"],

  // test.use({ expectedConsole: /…/ }): the console messages that a test causes.
  expectedConsole: [/^$/, { option: true }],

  // test.use({ isFirstVisit: true }): the page shows its introduction.
  isFirstVisit: [false, { option: true }],

  introduction: [
    async ({ page, isFirstVisit }, use) => {
      if (!isFirstVisit) {
        // An empty page has no storage.
        await page.addInitScript(() => location.origin !== "null" && localStorage.setItem("introduction", "dismissed"));
      }
      await use();
    },
    { auto: true },
  ],

  silentConsole: [
    async ({ page, expectedConsole }, use) => {
      const said = [];
      const note = (line) => expectedConsole.test(line) || said.push(line);
      page.on("console", (message) => note(`${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => note(`uncaught: ${error.message}`));
      page.on("dialog", (dialog) => note(`dialog: ${dialog.message()}`) && dialog.dismiss());
      await page.addInitScript(() =>
        addEventListener("securitypolicyviolation", (event) =>
          console.error(`against the policy: ${event.effectiveDirective} ${event.blockedURI}`),
        ),
      );
      await use();
      expect(said, "the browser's console is silent").toEqual([]);
    },
    { auto: true },
  ],

  // The page before it is opened.
  playground: async ({ page }, use) => use(new Playground(page)),
});

export async function expectAccessible(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(", ")}`);
  expect(found, "axe finds nothing").toEqual([]);
}

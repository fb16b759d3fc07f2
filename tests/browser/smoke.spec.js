// The page opens under a sub-path, obeys its own policy, and is never blank.
import { expect, expectAccessible, test } from "./page.js";

test("opens under a sub-path without requests to other servers", async ({ page, baseURL }) => {
  const requested = [];
  page.on("request", (request) => requested.push(request.url()));
  await page.goto("./");
  await expect(page).toHaveTitle("Sparse Autoencoder Playground");
  await page.waitForLoadState("networkidle");
  expect(requested.filter((url) => !url.startsWith(baseURL) && !url.startsWith("blob:"))).toEqual([]);
  expect(requested.some((url) => /page-\w+_bg\.wasm$/.test(url))).toBe(true);
});

test("axe finds nothing", async ({ page }) => {
  await page.goto("./");
  await expectAccessible(page);
});

test("has neither inline script nor inline style, and a policy that forbids them", async ({ request }) => {
  const html = await (await request.get("./")).text();
  expect(html).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'");
  expect(html).not.toMatch(/unsafe-inline|unsafe-eval'? 'unsafe|<style|\sstyle=|\son\w+=/);
  for (const [tag] of html.matchAll(/<script[^>]*>/g)) expect(tag).toMatch(/ src=/);
});

test.describe("without SIMD", () => {
  test.use({ expectedConsole: /was preloaded/ });
  test("names browsers that work", async ({ page }) => {
    await page.addInitScript(() => (WebAssembly.validate = () => false));
    await page.goto("./");
    await expect(page.getByRole("alert")).toContainText("WebAssembly with SIMD");
  });
});

test.describe("when the program cannot be fetched", () => {
  test.use({ expectedConsole: /Failed to load resource|was preloaded/ });
  for (const file of ["page-*.js", "page-*_bg.wasm"]) {
    test(`says so: ${file}`, async ({ page }) => {
      await page.route(`**/${file}`, (route) => route.abort());
      await page.goto("./");
      await expect(page.getByRole("alert")).toContainText("reload the page");
    });
  }
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false, expectedConsole: /was preloaded/ });
  test("asks for it", async ({ page }) => {
    await page.goto("./");
    await expect(page.locator("noscript")).toBeVisible(); // getByText never looks into it
    expect(await page.locator("noscript").textContent()).toContain("needs JavaScript");
  });
});

test.describe("after an exception in the middle of its work", () => {
  test.use({ expectedConsole: /out of order/ });

  test("the page says so, and the address keeps the experiment", async ({ playground, page }) => {
    await playground.openFinished("hidden_dim=5");
    await page.evaluate(() => {
      performance.now = () => {
        throw new Error("out of order");
      };
    });
    await playground.button("Restart").click();
    await expect(page.getByRole("alert")).toContainText("The page has failed; reload it");
    await page.reload();
    await playground.expectFinished();
    await playground.expectFragment("hidden_dim=5");
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
});

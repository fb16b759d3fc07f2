// The page's program comes in two parts: a first visit needs only the first (scripts/two-parts.mjs).
import { expect, test } from "./page.js";

const REST = "**/page-rest-*.wasm";

// Records what the page itself asks for synchronously: workers may.
const recordWaiting = (page) =>
  page.addInitScript(() => {
    window.waited = [];
    const { open } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, address, ...others) {
      window.waited.push(String(address));
      return open.call(this, method, address, ...others);
    };
  });
const waited = (page) => page.evaluate(() => window.waited);

// The rest arrives only where a call waits for it.
async function holdBack(page) {
  await recordWaiting(page);
  await page.route(REST, (route) => route.request().resourceType() === "xhr" && route.continue());
}

test.describe("while the rest of the program is on its way", () => {
  test.describe("on a first visit", () => {
    test.use({ isFirstVisit: true });
    test("the default experiment trains without it", async ({ page, playground }) => {
      await holdBack(page);
      await page.goto("./");
      await expect(playground.status).toHaveText(/Finished: 50 epochs/);
      expect(await waited(page), "scripts/cold-functions.txt has functions that a first visit needs").toEqual([]);
    });
  });

  test.describe("what needs it", () => {
    test.use({ expectedConsole: /Synchronous XMLHttpRequest/ });
    test("waits for it and works", async ({ page, playground }) => {
      await holdBack(page);
      await page.goto("./");
      await expect(playground.status).toHaveText(/Finished: 50 epochs/);
      await page.goto("./#sparsity=topk&k=3&epochs=7");
      await expect(playground.status).toHaveText(/Finished: 7 epochs/);
      expect(await waited(page)).toHaveLength(1);
    });
  });
});

test("a link to another experiment loads both parts before it starts", async ({ page, playground }) => {
  await recordWaiting(page);
  const arrived = page.waitForResponse(REST);
  await page.goto("./#data=digits&epochs=1");
  await arrived;
  await expect(playground.status).toHaveText(/Finished/);
  expect(await waited(page)).toEqual([]);
});

test.describe("when the rest cannot be fetched at first", () => {
  test.use({ expectedConsole: /Failed to load resource/ });
  test("the page asks for it again", async ({ page, playground }) => {
    let attempts = 0;
    await page.route(REST, (route) => (attempts++ === 0 ? route.abort() : route.continue()));
    await page.goto("./");
    await expect(playground.status).toHaveText(/Finished: 50 epochs/);
    await expect.poll(() => attempts).toBe(2);
  });
});

// Slow connections, and those that break off: what is needed is loaded with its bytes in sight, and what has
// arrived is not loaded again.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "./page.js";
import { Playground } from "./playground.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

// Serves dist/ on a line of that many kB/s and 400 ms.
async function serve(...options) {
  const server = spawn("node", ["scripts/static-server.mjs", "dist", "0", "/", "--latency", "400", ...options], { cwd: root });
  const url = await new Promise((done) => server.stdout.on("data", (text) => done(/http:\S+/.exec(text)[0])));
  return { url, end: () => server.kill() };
}

async function walk(browser, rate, gzip) {
  const server = await serve("--rate", String(rate), ...(gzip ? ["--gzip"] : []));
  const page = await (await browser.newContext()).newPage();
  const playground = new Playground(page);
  const fetched = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  try {
    await page.goto(server.url);
    await expect(playground.log).toContainText("Test MSE", { timeout: 150_000 });
    await page.getByLabel("Data", { exact: true }).selectOption("digits");
    await expect(playground.status).toContainText(/Loading digits … \d+ of 47 kB/, { timeout: 20_000 });
    await expect(playground.reported("L0, of 32 units")).toHaveText(/\d/, { timeout: 60_000 });
    const csv = Array.from({ length: 60 }, (_, i) => `${Math.sin(i)},${Math.cos(i)},${i % 7}`).join("\n");
    await page.locator("#data-files").setInputFiles({ name: "own.csv", mimeType: "text/csv", buffer: Buffer.from(`a,b,c\n${csv}\n`) });
    await expect(playground.status).toContainText(/Loading the reader program … \d+ of \d+ kB/, { timeout: 20_000 });
    await page.getByRole("button", { name: "Train on it" }).click({ timeout: 120_000 });
    await expect(playground.status).toContainText("Finished", { timeout: 60_000 });
    await playground.button("Evaluate").click();
    await expect(playground.status).toContainText(/Loading the evaluation program … \d+ of \d+ kB/, { timeout: 20_000 });
    await expect(playground.status).toContainText("The evaluation is complete", { timeout: 150_000 });
    await expect(playground.problems).toBeHidden();
    const programs = fetched.filter((path) => path.endsWith(".wasm"));
    expect(new Set(programs).size, "no program is loaded twice").toBe(programs.length);
  } finally {
    server.end();
    await page.context().close();
  }
}

test("default, digits, own file and evaluation work at 20 and 50 kB/s, compressed or not", async ({ browser }) => {
  test.setTimeout(600_000);
  await Promise.all([20, 50].flatMap((rate) => [true, false].map((gzip) => walk(browser, rate, gzip))));
});

test.describe("a download", () => {
  test.use({ expectedConsole: /Failed to load resource|ERR_/ });

  test("that breaks off goes on where it stopped", async ({ page, playground }) => {
    const ranges = [];
    let whole = true;
    await page.route("**/training-*.wasm", async (route) => {
      ranges.push(route.request().headers().range ?? "all");
      if (!whole) return route.continue();
      whole = false;
      const response = await route.fetch();
      const body = (await response.body()).subarray(0, 100_000);
      // Fewer bytes than there are: the page finds out by their number.
      await route.fulfill({ status: 200, body, contentType: "application/wasm" });
    });
    await page.goto("./#optimizer=lbfgs&sparsity=l1&epochs=5");
    await expect(playground.problems).toContainText("is damaged");
    await playground.button("Start again").click();
    await playground.expectFinished();
    expect(ranges.length).toBe(2);
  });

  test("with another content is not run, and can be tried again", async ({ page, playground }) => {
    let damaged = true;
    await page.route("**/training-*.wasm", async (route) => {
      if (!damaged) return route.continue();
      damaged = false;
      const response = await route.fetch();
      const body = await response.body();
      body[body.length >> 1] ^= 1;
      await route.fulfill({ response, body });
    });
    await page.goto("./#optimizer=lbfgs&sparsity=l1&epochs=5");
    await expect(playground.problems).toContainText("is damaged, or comes from another version of this page");
    await playground.button("Start again").click();
    await playground.expectFinished();
  });
});

test.describe("in silence", () => {
  test.beforeEach(({ page }) => page.clock.install());
  test.use({ expectedConsole: /Failed to load resource|ERR_/ });

  for (const [what, pattern, link, words] of [
    ["a data file", "**/data/digits.npy.gz*", "data=digits&epochs=5", "sent nothing for 20 seconds"],
    ["a program", "**/training-*.wasm", "optimizer=lbfgs&sparsity=l1&epochs=5", "sent nothing for 20 seconds"],
  ]) {
    test(`${what} is reported after twenty seconds and can be tried again`, async ({ page, playground }) => {
      let silent = true;
      await page.route(pattern, (route) => (silent ? undefined : route.continue()));
      await page.goto(`./#${link}`);
      await expect(playground.status).toContainText("Loading");
      await page.clock.runFor(15_000);
      await expect(playground.problems).toBeHidden();
      await page.clock.runFor(8_000);
      await expect(playground.problems).toContainText(words);
      silent = false;
      await playground.button(what === "a program" ? "Start again" : "Run").click();
      await playground.expectEpochPast(0);
      await expect(playground.problems).toBeHidden();
    });
  }

  test("an evaluator that is gone is reported after twenty seconds and can be started again", async ({ page, playground }) => {
    await page.addInitScript(() => {
      window.workers = [];
      window.Worker = class extends Worker {
        constructor(...how) {
          super(...how);
          workers.push(this);
        }
      };
    });
    await playground.openFinished("epochs=2");
    await playground.button("Evaluate").click();
    await page.evaluate(() => Object.getPrototypeOf(Worker.prototype).terminate.call(workers.at(-1)));
    await page.clock.runFor(22_000);
    await expect(playground.problems).toContainText("no sign of life");
    await playground.button("Start again").click();
    await expect(playground.status).toContainText("The evaluation is complete");
    await expect(playground.problems).toBeHidden();
  });
});

test("the policy holds in workers: nothing reaches another origin", async ({ page, playground }) => {
  const asked = [];
  const other = (await import("node:http")).createServer((request, response) => (asked.push(request.url), response.end()));
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${other.address().port}`;
  const [worker] = await Promise.all([page.waitForEvent("worker"), playground.open()]);
  const refused = await worker.evaluate(async (origin) => {
    const fails = (promise) => promise.then(() => "reached", () => "refused");
    return [await fails(fetch(`${origin}/fetch`, { mode: "no-cors" })), await fails(import(`${origin}/import.js`))];
  }, origin);
  expect(refused).toEqual(["refused", "refused"]);
  expect(asked).toEqual([]);
  other.close();
});

// Slow and interrupted connections: what is needed is loaded with visible progress, and what has arrived is
// not loaded again.
import { expect, test } from "./page.js";
import { Playground } from "./playground.js";
import { serve, servePage } from "./server.js";

// Typical actions of a user, in order; each waits until its result is on the page.
const steps = {
  async default(page, playground) {
    await expect(playground.log).toContainText("Test MSE", { timeout: 150_000 });
  },
  async digits(page, playground) {
    await page.getByLabel("Data", { exact: true }).selectOption("digits");
    await expect(playground.status).toContainText(/Loading digits … \d+ of 47 kB/, { timeout: 20_000 });
    await expect(playground.reported("L0 (of 32 units)")).toHaveText(/\d/, { timeout: 60_000 });
  },
  async "own file"(page, playground) {
    const rows = Array.from({ length: 60 }, (_, i) => `${Math.sin(i)},${Math.cos(i)},${i % 7}`).join("\n");
    const file = { name: "own.csv", mimeType: "text/csv", buffer: Buffer.from(`a,b,c\n${rows}\n`) };
    await page.locator("#data-files").setInputFiles(file);
    await expect(playground.status).toContainText(/Loading the reader program … \d+ of \d+ kB/, { timeout: 20_000 });
    await page.getByRole("button", { name: "Train on it" }).click({ timeout: 120_000 });
    await playground.expectFinished();
  },
  async Evaluate(page, playground) {
    await playground.evaluate();
    await expect(playground.status).toContainText(/Loading the evaluation program … \d+ of \d+ kB/, { timeout: 20_000 });
    await expect(playground.status).toContainText("The evaluation is complete", { timeout: 150_000 });
  },
};

// Takes these steps on a connection with this many kB/s and 400 ms of latency.
async function walk(browser, rate, names, ...options) {
  const server = await servePage("--latency", "400", "--rate", String(rate), ...options);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const playground = new Playground(page);
    const programs = [];
    // A call that waits for the second part of the page's program asks synchronously, and gets it from the cache.
    const isSynchronous = (request) => request.resourceType() === "xhr";
    page.on("request", (request) => /\.wasm$/.test(request.url()) && !isSynchronous(request) && programs.push(request.url()));
    await page.goto(server.url);
    for (const name of names) await steps[name](page, playground);
    await expect(playground.problems).toBeHidden();
    expect(programs.length, "no program is loaded twice").toBe(new Set(programs).size);
  } finally {
    server.close();
    await context.close();
  }
}

test("the default experiment, digits, an own file and Evaluate work at 50 kB/s, the first two at 20 kB/s", async ({ browser }) => {
  test.setTimeout(180_000);
  await Promise.all([
    walk(browser, 50, Object.keys(steps), "--gzip"),
    walk(browser, 20, ["default", "digits"], "--gzip"),
  ]);
});

// Lets the test control the page's clock. Playwright's clock numbers timers beyond 32 bits, the width in
// which the page stores such a number, so that it could not stop them: here they are numbered from 1.
async function installClock(page) {
  await page.clock.install();
  await page.addInitScript(() => {
    const { setInterval, clearInterval } = window;
    const numbers = [];
    window.setInterval = (...how) => numbers.push(setInterval(...how));
    window.clearInterval = (number) => clearInterval(numbers[number - 1]);
  });
}

// Opens the page on a connection that fails once: of the first file whose address matches, only `part` bytes
// arrive, until the test cuts the connection. Records which ranges of that file are requested.
async function serveOnFailingLine(pattern, part) {
  const ranges = [];
  let stalled;
  const host = await servePage();
  const line = await serve(async (request, response) => {
    const range = request.headers.range;
    const answer = await fetch(new URL(request.url, host.url), { headers: range ? { range } : {} });
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (!pattern.test(request.url)) return response.end(body);
    ranges.push(range);
    if (ranges.length > 1) return response.end(body);
    stalled = response;
    response.write(body.subarray(0, part));
  });
  return { url: line.url, ranges, cut: () => stalled.destroy(), close: () => (line.close(), host.close()) };
}

test.describe("a download", () => {
  test.use({ expectedConsole: /Failed to load resource|ERR_/ });

  const link = "optimizer=lbfgs&sparsity=l1&epochs=5";
  const program = /training-\w+\.wasm$/;
  for (const [what, pattern, fragment, part, shown, name] of [
    ["a program", program, link, 100_000, "Loading the training program … 100 of", "Start again"],
    ["a data file", /digits\.npy\.gz/, "data=digits&epochs=5", 20_000, "Loading digits … 20 of", "Run"],
  ]) {
    test(`of ${what} that is interrupted continues where it stopped`, async ({ page, playground }) => {
      const line = await serveOnFailingLine(pattern, part);
      try {
        await page.goto(`${line.url}#${fragment}`);
        await expect(playground.status).toContainText(shown);
        line.cut();
        await expect(playground.problems).toContainText("broke off. Check the connection and try again.");
        await playground.button(name).click();
        await playground.expectFinished();
        expect(line.ranges).toEqual([undefined, `bytes=${part}-`]);
        await expect(playground.problems).toBeHidden();
      } finally {
        line.close();
      }
    });
  }

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
    await page.goto(`./#${link}`);
    await expect(playground.problems).toContainText("is damaged, or comes from another version of this page");
    await playground.button("Start again").click();
    await playground.expectFinished();
  });

  test("that stalls is aborted after twenty seconds of silence and continues where it stopped", async ({ page, playground }) => {
    const line = await serveOnFailingLine(program, 100_000);
    try {
      await installClock(page);
      await page.goto(`${line.url}#${link}`);
      await expect(playground.status).toContainText("Loading the training program … 100 of");
      await page.clock.runFor(18_000);
      await expect(playground.problems).toBeHidden();
      await page.clock.runFor(4_000);
      await expect(playground.problems).toContainText("sent nothing for 20 seconds");
      await playground.button("Start again").click();
      await playground.expectEpochPast(0);
      expect(line.ranges).toEqual([undefined, "bytes=100000-"]);
      await expect(playground.problems).toBeHidden();
    } finally {
      line.close();
    }
  });
});

test.describe("in silence", () => {
  test.beforeEach(({ page }) => installClock(page));
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

  test("an evaluator that was killed is reported after twenty seconds and can be started again", async ({ page, playground }) => {
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
    await playground.evaluate();
    await page.evaluate(() => Object.getPrototypeOf(Worker.prototype).terminate.call(workers.at(-1)));
    await page.clock.runFor(22_000);
    await expect(playground.problems).toContainText("no sign of life");
    await playground.button("Start again").click();
    await expect(playground.status).toContainText("The evaluation is complete");
    await expect(playground.problems).toBeHidden();
  });
});

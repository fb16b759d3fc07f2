// The longest tasks on the page's main thread in Chromium, on a machine four times slower than this one:
// node benches/long_tasks.mjs [DIST]. `longTasks` is also part of scripts/bench.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const SLOWER = 4;
const MOST_MS = 50;
// The largest models that there may be, and the largest data.
const CASES = [
  { name: "the default experiment", link: "epochs=100000" },
  { name: "1,024 units on 1,000 features", link: "n_features=1000&hidden_dim=1024&epochs=1000" },
  { name: "1,024 units of 28 × 28 pixels", link: "data=fashion&hidden_dim=1024&epochs=1000" },
  { name: "six layers of 1,024 units", link: "n_features=1000&hidden_dim=1024,1024,1024,1024,1024,1024&epochs=1000" },
  { name: "512 true features in 1,024 units", link: "data=sparse_features&n_features=512&n_true=512&hidden_dim=1024&epochs=1000" },
  { name: "own file, 100,000 × 200", rows: 100_000, columns: 200 },
];

// A NumPy file of float32 numbers.
function npy(rows, columns) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const header = Buffer.alloc(10 + 118, " ");
  header.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  header.write(text, 10);
  header.write("\n", 127);
  const values = Float32Array.from({ length: rows * columns }, (_, index) => Math.sin(index * index));
  return Buffer.concat([header, Buffer.from(values.buffer)]);
}

// For each case the longest task in milliseconds and how many are longer than 50.
export async function longTasks(browser, origin, ms = 8000) {
  const found = [];
  for (const { name, link = "", rows, columns } of CASES) {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
    await page.addInitScript(() => {
      window.tasks = [];
      new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((entry) => entry.duration)))
        .observe({ type: "longtask", buffered: true });
    });
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.goto(`${origin}/#${link}`);
    if (rows) {
      await page.waitForFunction(() => Number(document.getElementById("epoch")?.textContent) > 0, null, { timeout: 60_000 });
      // The start of the page is measured by the other cases.
      await page.evaluate(() => (window.tasks = []));
            const path = join(mkdtempSync(join(tmpdir(), "sae-")), "large.npy");
      writeFileSync(path, npy(rows, columns));
      await page.locator("input[type=file]").first().setInputFiles(path);
      await page.getByRole("button", { name: "Train on it" }).click({ timeout: 120_000 });
    }
    await page.waitForTimeout(ms);
    const tasks = await page.evaluate(() => window.tasks);
    await page.context().close();
    found.push({ name, longest: Math.max(0, ...tasks), count: tasks.filter((task) => task > MOST_MS).length });
  }
  return found;
}

// A table of what was found.
export const longTaskTable = (found) =>
  `| main thread, ${SLOWER} times slower | longest task | tasks over ${MOST_MS} ms |
| --- | ---: | ---: |
${found.map(({ name, longest, count }) => `| ${name} | ${longest ? `${Math.round(longest)} ms` : `under ${MOST_MS} ms`} | ${count} |`).join("\n")}`;

async function main(dist) {
  const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml" };
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url, "http://x").pathname);
    try {
      const body = readFileSync(join(dist, path === "/" ? "index.html" : path));
      response.writeHead(200, { "content-type": types[extname(path === "/" ? ".html" : path)] ?? (path === "/" ? "text/html" : "text/plain") }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  console.log(longTaskTable(await longTasks(browser, `http://127.0.0.1:${server.address().port}`)));
  await browser.close();
  server.close();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv[2] ?? "dist");

// Writes scripts/cold-functions.txt: the functions that a first visit does not call. Run it after
// `scripts/serve --build-only`, when the first load has become too large. It counts calls on three visits:
// on a desktop, on a phone, and in the dark.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { COLD, FEATURES, functionNames, plain, repaired } from "./two-parts.mjs";

const PORT = 8197;
const folder = "target/cold-functions";
const site = join(folder, "page");
const whole = readFileSync("target/two-parts/whole.wasm");

// Copies the built page, with a program that counts calls.
function build() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync("dist", site, { recursive: true });
  const counting = join(folder, "counting.wasm");
  execFileSync("wasm-split", ["target/two-parts/whole.wasm", "--instrument", ...FEATURES, "-o", counting, "-g"]);
  const [bindings, program] = [/^page-[0-9a-f]+\.js$/, /^page-.*_bg\.wasm$/].map((pattern) => join(site, readdirSync(site).find((name) => pattern.test(name))));
  writeFileSync(program, repaired(readFileSync(counting)));
  const text = readFileSync("target/wasm/wasm-bindgen/release/page.js", "utf8");
  writeFileSync(bindings, text.replaceAll("wasm = instance.exports;", "wasm = globalThis.counting = instance.exports;"));
}

// Returns for each function whether it was called; runs in the page and in its workers.
function called() {
  if (!globalThis.counting) return []; // another program
  const { memory, __write_profile: write } = globalThis.counting;
  const size = 1 << 20;
  const at = memory.grow(size / 65536) * 65536;
  return [...new Uint32Array(memory.buffer.slice(at + 8, at + write(at, size)))].map(Boolean);
}

// Functions that wasm-bindgen adds use the table of JavaScript's objects, which only the first part has.
const OF_BINDINGS = /externref|__wbindgen/;

const VISITS = [
  { viewport: { width: 1280, height: 720 } },
  { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  { viewport: { width: 1280, height: 720 }, colorScheme: "dark" },
];

// Workers would take their counts with them.
const keepWorkers = (page) => page.addInitScript(() => (Worker.prototype.terminate = () => {}));

// Visits the page as a newcomer does: waits for the run, points at each figure, moves a slider, changes the view.
async function visit(page) {
  await page.goto(`http://127.0.0.1:${PORT}/`);
  const finished = page.getByRole("status").getByText("Finished: 50 epochs");
  await finished.waitFor();
  for (const figure of await page.locator("canvas:visible").all()) await figure.hover();
  await page.getByRole("button", { name: "Restart" }).click();
  await page.getByRole("button", { name: "Step" }).click();
  await page.locator("input[type=range]:visible").first().press("ArrowRight");
  await page.locator("#run").click();
  await finished.waitFor();
  await page.keyboard.press("2");
  await page.keyboard.press("1");
  await page.waitForTimeout(1000);
}

build();
const server = spawn("node", ["scripts/static-server.mjs", site, String(PORT)], { stdio: "ignore" });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  const names = functionNames(whole);
  const warm = new Set();
  const count = async (programs) => {
    for (const program of programs) {
      (await program.evaluate(called)).forEach((isCalled, index) => isCalled && names[index] && warm.add(plain(names[index])));
    }
  };
  for (const options of VISITS) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await keepWorkers(page);
    await visit(page);
    await count([page, ...page.workers()]);
    await context.close();
  }
  // Workers never load the second part for what most visitors do next: choose other data.
  const page = await browser.newPage();
  await keepWorkers(page);
  await page.goto(`http://127.0.0.1:${PORT}/#data=digits&epochs=2`);
  await page.getByRole("status").getByText("Finished: 2 epochs").waitFor();
  await page.waitForTimeout(3000);
  await count(page.workers());
  const cold = [...new Set(Object.values(names).map(plain))].filter((name) => !warm.has(name) && !OF_BINDINGS.test(name)).sort();
  writeFileSync(COLD, `${cold.join("\n")}\n`);
  console.log(`${names.length} functions, ${cold.length} names not called on a first visit`);
} finally {
  await browser.close();
  server.kill();
}

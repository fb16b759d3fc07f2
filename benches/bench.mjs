// The speed of training beside its peers: scripts/bench [--write]. Prints a table; with --write it
// goes into docs/performance.md. The peers take turns, and medians are compared: machines are noisy.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { cpus } from "node:os";
import { extname, join, normalize, resolve } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { longTaskTable, longTasks } from "./long_tasks.mjs";

const ROUNDS = 5;
const { shapes: SHAPES, methods: METHODS } = JSON.parse(readFileSync("benches/shapes.json"));
const FOLDERS = { "/tf/": "benches/node_modules/@tensorflow", "/bench/": "benches", "/": "dist" };
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml" };

const server = createServer((request, response) => {
  const path = normalize(new URL(request.url, "http://x").pathname);
  const base = Object.keys(FOLDERS).find((prefix) => path.startsWith(prefix));
  try {
    const file = path === "/" ? "index.html" : path.slice(base.length);
    const body = readFileSync(join(FOLDERS[base], file));
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, "127.0.0.1");
await new Promise((listening) => server.once("listening", listening));
const origin = `http://127.0.0.1:${server.address().port}`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
// A page without the playground's policy, so that TensorFlow.js may run.
const page = await browser.newPage();
await page.route("**/empty.html", (route) => route.fulfill({ contentType: "text/html", body: "" }));
await page.goto(`${origin}/empty.html`);

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

// Speaks with a worker over the page's own protocol.
// Name, script and module of each program, as index.html lists them, and the script of all workers.
const [, listed] = /content="(\.\/worker-[^"]*)"/.exec(readFileSync("dist/index.html", "utf8"));
const [workerScript, ...entries] = listed.split(";").map((row) => row.trim());
const programs = Object.fromEntries(entries.map((row) => row.split(" ")).map(([name, script, module]) => [name, { script, module }]));
programs.page.module = readdirSync("dist").find((name) => /^page-\w+_bg\.wasm$/.test(name));
await page.addScriptTag({ path: "tests/browser/messages.js" });
await page.evaluate(([workerScript, programs]) => {
  window.converse = async (program) => {
    const worker = new Worker(workerScript, { type: "module" });
    let answer = () => {};
    worker.onmessage = ({ data }) => answer(messages.event(data[0]));
    const until = (wanted) => new Promise((done) => (answer = ({ name, body }) => name === wanted && done(body)));
    const say = (...message) => worker.postMessage(message);
    const ready = until("Ready");
    const { script, module } = programs[program];
    worker.postMessage([script, await WebAssembly.compileStreaming(fetch(module))]);
    await ready;
    say(messages.pace(2)); // fast
    return { until, say, end: () => worker.terminate() };
  };
}, [workerScript, programs]);

// Milliseconds an epoch in the worker that the page takes for it (src/page/worker.rs).
const ours = (link, light, ms) =>
  page.evaluate(
    async ([link, light, ms]) => {
      const { until, say, end } = await converse(light ? "page" : "training");
      say(messages.start(1, `${link}&epochs=1000000`));
      await until("Started");
      let known = 0;
      const look = async () => {
        say(messages.frame(1, known));
        ({ epoch: known } = await until("Frame"));
        return [performance.now(), known];
      };
      const wait = (time) => new Promise((done) => setTimeout(done, time));
      // Until the browser has compiled what is hot for the second time.
      await wait(ms);
      const [began, first] = await look();
      await wait(ms);
      const [ended, last] = await look();
      end();
      return (ended - began) / (last - first);
    },
    [link, light, ms],
  );

// Milliseconds an iteration of a whole minimisation, in the program that works in double precision.
const minimisation = (link, file) =>
  page.evaluate(
    async ([link, file]) => {
      const unpacked = (await fetch(`/data/${file}`)).body.pipeThrough(new DecompressionStream("gzip"));
      const content = new Uint8Array(await new Response(unpacked).arrayBuffer());
      const { until, say, end } = await converse("training");
      say(messages.supply(link), content);
      say(messages.start(1, link));
      await until("Started");
      const began = performance.now();
      const { epoch } = await until("Stopped");
      const took = performance.now() - began;
      end();
      return took / epoch;
    },
    [link, file],
  );

const tensorflow = (shape, ms) =>
  page.evaluate(
    ([shape, ms]) =>
      new Promise((done, failed) => {
        const worker = new Worker("/bench/tensorflow.js");
        worker.onmessage = ({ data }) => (worker.terminate(), done(data));
        worker.onerror = (error) => failed(new Error(error.message));
        worker.postMessage({ ...shape, ms });
      }),
    [shape, ms],
  );

// The difference of two lengths leaves out the making of the data.
function native({ link, file }, ms, guess) {
  const few = 2;
  const more = few + (file ? Number(new URLSearchParams(link).get("epochs")) : Math.max(2, Math.round(ms / guess)));
  const time = (epochs) => {
    const began = performance.now();
    execFileSync("target/release/sae", ["train", "--json", "--epochs", String(epochs), link], { maxBuffer: 1 << 28 });
    return performance.now() - began;
  };
  const start = time(few);
  return (time(more) - start) / (more - few);
}

// The exported script is the peer.
function pytorch({ link }, ms) {
  const python = process.env.PYTHON;
  if (!python) return NaN;
  const script = execFileSync("target/release/sae", ["export", link], { encoding: "utf8" });
  const input = JSON.stringify({ script, ms });
  const options = { input, encoding: "utf8", cwd: "www/data", maxBuffer: 1 << 28 };
  return Number(spawnSync(python.includes("/") ? resolve(python) : python, [resolve("benches/pytorch.py")], options).stdout);
}

const rows = [];
for (const shape of SHAPES) {
  const times = { ours: [], native: [], pytorch: [], tensorflow: [] };
  for (let round = 0; round < (shape.rounds ?? ROUNDS); round++) {
    const ms = shape.link.includes("hidden_dim=256") ? 3000 : 1000;
    times.ours.push(await (shape.file ? minimisation(shape.link, shape.file) : ours(shape.link, shape.light, ms)));
    times.pytorch.push(pytorch(shape, ms));
    times.tensorflow.push(shape.tensorflow ? await tensorflow(shape.tensorflow, ms) : NaN);
    times.native.push(native(shape, ms, times.ours[round]));
  }
  const [a, b, c, d] = Object.values(times).map((values) => median(values) / (shape.steps ?? 1));
  const format = (ms) => (Number.isNaN(ms) ? "–" : ms < 10 ? `${(1000 * ms).toFixed(0)} µs` : `${ms.toFixed(1)} ms`);
  const ratio = (value) => (Number.isNaN(value) ? "–" : `${value.toFixed(2)}×`);
  rows.push(`| ${[shape.name, format(a), format(b), format(c), ratio(a / c), format(d), ratio(d / a)].join(" | ")} |`);
  console.error(rows.at(-1));
}

// What a method costs beside l1, in turns.
const links = [METHODS.first, ...METHODS.others];
const costs = links.map(() => []);
for (let round = 0; round < ROUNDS; round++) {
  for (const [index, link] of links.entries()) costs[index].push(await ours(`${METHODS.base}&${link}`, false, 500));
}
const [l1, ...others] = costs.map(median);
const methods = others.map((ms, index) => `| \`${METHODS.others[index]}\` | ${(ms / l1).toFixed(2)}× |`);
console.error(methods.join("\n"));

// From opening to the first epoch in the log's place: the counter above the figures.
const opened = [];
for (let round = 0; round < ROUNDS; round++) {
  const fresh = await (await browser.newContext()).newPage();
  const began = performance.now();
  await fresh.goto(`${origin}/`);
  await fresh.waitForFunction(() => Number(document.getElementById("epoch")?.textContent) > 0);
  opened.push(performance.now() - began);
  await fresh.context().close();
}
const tasks = longTaskTable(await longTasks(browser, origin));
// What only some experiments need is loaded when it is first needed, and so are data.
const first = readdirSync("dist", { withFileTypes: true }).filter((entry) => entry.isFile() && !/^(training|reader|pictures|workbooks|evaluation|export|licences|_headers)/.test(entry.name));
const files = first.map(({ name }) => readFileSync(join("dist", name)));
const kib = (pack) => Math.round(files.reduce((sum, file) => sum + pack(file).length, 0) / 1000);
const report = `# Performance

Made by \`./scripts/bench --write\`. One epoch: forward, backward, penalty, Adam, full batch unless stated. The times of the worker and of the native program include testing on one twentieth as many samples. PyTorch runs the exported script. Medians of ${ROUNDS} rounds in which the peers take turns, one thread each.

| training samples × features | page's worker | native | PyTorch | worker ÷ PyTorch | TensorFlow.js, wasm | TensorFlow.js ÷ worker |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join("\n")}

What a method costs beside \`sparsity=l1\`, in the page's worker, on 2,560 training samples × 64, 128 units, mini-batches of 128:

| method | ÷ l1 |
| --- | ---: |
${methods.join("\n")}

Figures are drawn on the page's main thread, which should never be held up for 50 ms:

${tasks}

First load, all files: ${kib((file) => brotliCompressSync(file))} kB with brotli, ${kib((file) => gzipSync(file, { level: 9 }))} kB with gzip. From opening to the first epoch on screen, local server: ${Math.round(median(opened))} ms.

${cpus()[0].model}, ${cpus().length} processors; Chromium ${browser.version()}, @tensorflow/tfjs 4.22.0; ${new Date().toISOString().slice(0, 10)}.
`;
await browser.close();
server.close();
console.log(report);
if (process.argv.includes("--write")) writeFileSync("docs/performance.md", report);

// Serves a folder on this machine: node scripts/static-server.mjs FOLDER PORT [BASE] [OPTION...]
// BASE (/some/path/) is the path of the folder; anything else is 404, as on a real host. It sends the
// headers in the folder's `_headers` file. For tests:
//   --gzip         compresses files that compress well
//   --rate KB      sends this many kB per second in total
//   --latency MS   waits before each answer
//   --reload       tells pages that listen at `changes` when index.html has changed
//   --no-headers   ignores `_headers`, like a host that does not support it
import { existsSync, readFileSync, statSync, watchFile } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

const options = { gzip: { type: "boolean" }, rate: { type: "string" }, latency: { type: "string" }, reload: { type: "boolean" }, "no-headers": { type: "boolean" } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const [folder, port, base = "/"] = positionals;
const bytesPerMs = values.rate ? Number(values.rate) : Infinity;
const latency = Number(values.latency ?? 0);
const root = resolve(folder);
if (!existsSync(join(root, "index.html"))) fail(`no page in ${folder}/: build it with scripts/serve --build-only`);

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm", // else the browser does not compile it while it loads
  ".webmanifest": "application/manifest+json",
};

// Parses `_headers`: paths, in which `*` matches anything, each followed by its indented headers.
const rules = [];
for (const line of (values["no-headers"] ? "" : read("_headers")).split("\n").filter(Boolean)) {
  const [, name, value] = /^\s+([^:]+): (.*)$/.exec(line) ?? [];
  if (name) rules.at(-1).headers[name] = value;
  else rules.push({ matches: new RegExp(`^${line.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`), headers: {} });
}

function read(name) {
  const file = join(root, name);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function fileFor(url) {
  const path = decodeURIComponent(new URL(url, "http://host").pathname);
  if (!path.startsWith(base)) return null;
  const rest = path.slice(base.length);
  const name = rest === "" || rest.endsWith("/") ? rest + "index.html" : rest;
  const file = join(root, name);
  const stat = file.startsWith(root + sep) && statSync(file, { throwIfNoEntry: false });
  return stat && stat.isFile() ? { file, name } : null;
}

// Returns the answer to a request: status, headers and content.
function answer(request) {
  let found = null;
  try {
    found = fileFor(request.url);
  } catch {
    // An address that cannot be decoded does not exist.
  }
  if (!found) return { status: 404, headers: { "Content-Type": "text/plain" }, content: Buffer.from("Not found\n") };
  const headers = {
    "Content-Type": TYPES[extname(found.file)] ?? "application/octet-stream",
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-cache", // a rebuilt page shows at once
  };
  for (const rule of rules) if (rule.matches.test(`/${found.name}`)) Object.assign(headers, rule.headers);
  const whole = readFileSync(found.file);
  const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? "") ?? [];
  if (from !== undefined && Number(from) < whole.length) {
    headers["Content-Range"] = `bytes ${from}-${whole.length - 1}/${whole.length}`;
    return { status: 206, headers, content: whole.subarray(Number(from)) };
  }
  if (!values.gzip || !/gzip/.test(request.headers["accept-encoding"]) || /octet-stream|png/.test(headers["Content-Type"])) {
    return { status: 200, headers, content: whole };
  }
  return { status: 200, headers: { ...headers, "Content-Encoding": "gzip", Vary: "Accept-Encoding" }, content: gzipSync(whole) };
}

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// Waits until it is these bytes' turn on the connection, which all answers share.
let free = 0;
function turn(bytes) {
  const now = performance.now();
  free = Math.max(now, free) + bytes / bytesPerMs;
  return free > now ? sleep(free - now) : null;
}

// Pages that wait for a change.
const listeners = new Set();
if (values.reload) {
  let shown = read("index.html"); // the names in it have hashes, so that it changes with every other file
  watchFile(join(root, "index.html"), { interval: 200 }, () => {
    const now = read("index.html");
    if (!now || now === shown) return;
    shown = now;
    for (const listener of listeners) listener.write("data: changed\n\n");
  });
}

const server = createServer(async (request, response) => {
  if (values.reload && request.url === `${base}changes`) {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.flushHeaders();
    listeners.add(response);
    return request.on("close", () => listeners.delete(response));
  }
  const { status, headers, content } = answer(request);
  if (latency) await sleep(latency);
  response.writeHead(status, { ...headers, "Content-Length": content.length });
  if (request.method === "HEAD") return response.end();
  const PIECE = 2048;
  for (let at = 0; bytesPerMs < Infinity && at < content.length && !response.destroyed; at += PIECE) {
    const piece = content.subarray(at, at + PIECE);
    await turn(piece.length);
    response.write(piece);
  }
  response.end(bytesPerMs < Infinity ? undefined : content);
});

server.on("error", (error) => {
  const taken = error.code === "EADDRINUSE";
  fail(taken ? `port ${port} is taken; choose another with --port N` : `cannot serve: ${error.message}`);
});
server.listen(Number(port), "127.0.0.1", () => console.log(`Serving at http://127.0.0.1:${server.address().port}${base}`));

function fail(why) {
  console.error(why);
  process.exit(1);
}

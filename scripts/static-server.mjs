// Serves a folder on this machine: node scripts/static-server.mjs FOLDER PORT [BASE]
// BASE (/some/path/) is where the folder appears; anything else is 404, as on a real host.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";

const [folder, port, base = "/"] = process.argv.slice(2);
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

function fileFor(url) {
  const path = decodeURIComponent(new URL(url, "http://host").pathname);
  if (!path.startsWith(base)) return null;
  const rest = path.slice(base.length);
  const file = join(root, rest === "" || rest.endsWith("/") ? rest + "index.html" : rest);
  const inside = file.startsWith(root + sep);
  const stat = inside && statSync(file, { throwIfNoEntry: false });
  return stat && stat.isFile() ? { file, size: stat.size } : null;
}

const server = createServer((request, response) => {
  let found = null;
  try {
    found = fileFor(request.url);
  } catch {
    // An address that cannot be read names nothing.
  }
  if (!found) {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n");
    return;
  }
  response.writeHead(200, {
    "Content-Type": TYPES[extname(found.file)] ?? "application/octet-stream",
    "Content-Length": found.size,
    "Cache-Control": "no-cache", // a rebuilt page shows at once
  });
  if (request.method === "HEAD") response.end();
  else createReadStream(found.file).pipe(response);
});

server.on("error", (error) => {
  const taken = error.code === "EADDRINUSE";
  fail(taken ? `port ${port} is taken; choose another with --port N` : `cannot serve: ${error.message}`);
});
server.listen(Number(port), "127.0.0.1", () => console.log(`Serving at http://127.0.0.1:${port}${base}`));

function fail(why) {
  console.error(why);
  process.exit(1);
}

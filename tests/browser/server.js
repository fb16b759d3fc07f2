// Separate servers for single tests, besides the one that the configuration starts.
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

// Serves dist/ with options of scripts/static-server.mjs.
export async function servePage(...options) {
  const server = spawn("node", ["scripts/static-server.mjs", "dist", "0", "/", ...options], { cwd: root });
  const url = await new Promise((done) => server.stdout.on("data", (text) => done(/http:\S+/.exec(text)[0])));
  return { url, close: () => server.kill() };
}

// Answers requests as `answer` does.
export async function serve(answer) {
  const server = createServer(answer);
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

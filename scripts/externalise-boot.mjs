// Trunk's post_build hook. Trunk starts the page from an inline script, which the page's
// Content-Security-Policy forbids: www/boot.js takes its place, as a file with a hashed name.
// www/worker.js starts the worker, under its own name, which the page knows.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const staging = process.env.TRUNK_STAGING_DIR;
const page = join(staging, "index.html");
const html = readFileSync(page, "utf8");

const found = (pattern, text) => {
  const match = pattern.exec(text);
  if (!match) throw new Error(`Trunk's output has changed: no ${pattern} in index.html`);
  return match[0];
};

const inline = found(/<script type="?module"?[^>]*>[^<]*?TrunkApplicationStarted[^<]*<\/script>/, html);
const named = (script) =>
  readFileSync(script, "utf8")
    .replace("./page.js", found(/\.\/page-\w+\.js/, inline))
    .replace("./page_bg.wasm", found(/\.\/page-\w+_bg\.wasm/, inline));

const boot = named("www/boot.js");
const name = `boot-${createHash("sha256").update(boot).digest("hex").slice(0, 16)}.js`;
writeFileSync(join(staging, name), boot);
writeFileSync(join(staging, "worker.js"), named("www/worker.js"));
writeFileSync(page, html.replace(inline, `<script type="module" src="./${name}"></script>`));

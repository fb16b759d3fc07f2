// Trunk's post_build hook. It splits the page's program into two parts (scripts/two-parts.mjs), puts the
// workers' programs (scripts/programs) next to the page, under names with a hash of their content, and lists
// them in index.html with the hashes that the page checks. Trunk starts the page from an inline script, which
// the page's Content-Security-Policy forbids: www/boot.js replaces it. Servers that read a `_headers` file,
// such as Netlify, Cloudflare and scripts/static-server.mjs, get one: only a header extends the policy to
// workers. docs/hosting.md explains how to set the same elsewhere.
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { licences } from "./licences.mjs";
import { shortened } from "./short-names.mjs";
import { twoParts } from "./two-parts.mjs";

const PROGRAMS = ["training", "reader", "pictures", "workbooks", "evaluation", "export"];

// scripts/serve --dev builds quickly: names keep their length, and the page reloads when it was built again.
const isDev = Boolean(process.env.SAE_DEV);
const folder = isDev ? "target/programs-dev" : "target/programs";
const packed = (bindings, program) => (isDev ? { bindings, program } : shortened(bindings, program));

const staging = process.env.TRUNK_STAGING_DIR;
const page = join(staging, "index.html");
const html = readFileSync(page, "utf8");

const found = (pattern, text) => {
  const match = pattern.exec(text);
  if (!match) throw new Error(`Trunk's output has changed: no ${pattern} in index.html`);
  return match;
};
const replaced = (text, pattern, by) => {
  if (!pattern.test(text)) throw new Error(`wasm-bindgen's output has changed: no ${pattern} in it`);
  return text.replace(pattern, by);
};
const sha256 = (content) => createHash("sha256").update(content).digest("hex");

// Writes a file under a name with its hash, and returns its address.
const write = (name, ending, content) => {
  const hashed = `${name}-${sha256(content).slice(0, 16)}${ending}`;
  writeFileSync(join(staging, hashed), content);
  return `./${hashed}`;
};

const [inline] = found(/<script type="?module"?[^>]*>[^<]*?TrunkApplicationStarted[^<]*<\/script>/, html);
const [[oldBindings], [oldWasm]] = [found(/\.\/page-\w+\.js/, inline), found(/\.\/page-\w+_bg\.wasm/, inline)];

// The page's program, from the bindings and the program that Trunk leaves.
async function pageProgram(bindings, whole) {
  if (isDev) return { bindings, program: whole };
  const { first, second, names } = await twoParts(whole, "target/two-parts");
  const rest = write("page-rest", ".wasm", second);
  const loader = readFileSync("www/rest.js", "utf8").replace('"%table"', `"${names.get("%table")}"`);
  const joined = replaced(
    replaced(bindings, /const imports = __wbg_get_imports\(\);(\s+if \(typeof module_or_path)/, `const rest = new Rest(new URL("${rest}", import.meta.url));
    const imports = rest.imports(__wbg_get_imports());$1`),
    /(await __wbg_load\(await module_or_path, imports\);)/,
    "$1\n    await rest.joins(instance.exports);",
  );
  return shortened(joined + loader, first);
}
const program = await pageProgram(readFileSync(join(staging, oldBindings), "utf8"), readFileSync(join(staging, oldWasm)));
const [bindings, wasm] = [write("page", ".js", program.bindings), write("page", "_bg.wasm", program.program)];
for (const old of [oldBindings, oldWasm]) rmSync(join(staging, old));
const boot = readFileSync("www/boot.js", "utf8").replace("./page.js", bindings).replace("./page_bg.wasm", wasm);

const programs = PROGRAMS.map((program) => {
  const read = (ending) => readFileSync(`${folder}/${program}.${ending}`);
  const { bindings, program: compiled } = packed(read("js").toString(), read("wasm"));
  const script = write(program, ".js", bindings);
  return [program, script, write(program, ".wasm", compiled), compiled.length, sha256(compiled)].join(" ");
});
const worker = write("worker", ".js", readFileSync("www/worker.js"));
const list = [worker, `page ${bindings}`, ...programs].join("; ");

const scripts = [write("boot", ".js", boot), ...(isDev ? [write("reload", ".js", readFileSync("scripts/reload.js"))] : [])];

writeFileSync(
  page,
  html
    .replace(inline, scripts.map((script) => `<script type="module" src="${script}"></script>`).join(""))
    .replace(found(/content="?PROGRAMS"?/, html)[0], `content="${list}"`)
    .replaceAll(oldBindings, bindings)
    .replaceAll(oldWasm, wasm),
);

const [, policy] = found(/http-equiv="?Content-Security-Policy"? content="([^"]*)"/, html);
const kept = ["/*.js", "/*.wasm", "/*.css", "/*.svg", "/data/*.gz"];
writeFileSync(
  join(staging, "_headers"),
  `/*
  Content-Security-Policy: ${policy}
  X-Content-Type-Options: nosniff
${kept.map((path) => `${path}\n  Cache-Control: public, max-age=31536000, immutable\n`).join("")}`,
);
if (!isDev) writeFileSync(join(staging, "licences.txt"), licences());

// Splits the page's program into what a first visit needs and the rest, with Binaryen's wasm-split, and
// optimises both for size. scripts/cold-functions.txt names the functions of the rest;
// scripts/cold-functions.mjs writes it.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { shortenedBetween } from "./short-names.mjs";
import { Reader } from "./wasm-binary.mjs";

const run = promisify(execFile);

export const COLD = "scripts/cold-functions.txt";
// The features that rustc and wasm-bindgen use; Debian's wasm-split does not find them by itself.
export const FEATURES = ["bulk-memory", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext", "simd"].map(
  (feature) => `--enable-${feature}`,
);
const OPTIMISE = "--low-memory-unused --flatten --rereloop -Oz -Oz -Oz --coalesce-locals --reorder-locals --vacuum".split(" ");
const NAMES_OF_FUNCTIONS = 1; // the number of this part of a program's names
const PREFIX = "%"; // of what the first part exports for the rest

// Returns the name of a function without the hash that changes with every compiler.
export const plain = (name) => name.replace(/::h[0-9a-f]{16}(\.\d+)?$/, "").replace(/\[[0-9a-f]{16}\]/g, "");

// Returns the names of a program's own functions, in their order.
export function functionNames(program) {
  const module = new WebAssembly.Module(program);
  const [section] = WebAssembly.Module.customSections(module, "name");
  if (!section) throw new Error("the program has no names of functions");
  const imported = WebAssembly.Module.imports(module).filter(({ kind }) => kind === "function").length;
  const reader = new Reader(Buffer.from(section));
  const names = [];
  while (reader.at < section.byteLength) {
    const kind = reader.byte();
    const content = new Reader(reader.bytes());
    if (kind !== NAMES_OF_FUNCTIONS) continue;
    for (let count = content.number(); count > 0; count--) {
      const index = content.number();
      const name = content.bytes().toString();
      if (index >= imported) names[index - imported] = name;
    }
  }
  return names;
}

// Debian's wasm-split names the first table in the export of any table. The table of JavaScript's objects is
// the second.
export function repaired(program) {
  const name = Buffer.from("__wbindgen_externrefs");
  const at = program.indexOf(Buffer.concat([Buffer.of(name.length), name, Buffer.of(1, 0)]));
  if (at >= 0) program[at + name.length + 2] = 1;
  return program;
}

// Debian's wasm-split knows functions by the names that WebAssembly's text format allows.
const escaped = (name) => name.replace(/[^\w!#$%&'*+\-./:<=>?@\\^`|~]/g, (it) => `\\${it.charCodeAt(0).toString(16).padStart(2, "0")}`);

// Returns both parts.
export async function twoParts(program, folder) {
  mkdirSync(folder, { recursive: true });
  const file = (name) => join(folder, name);
  const cold = new Set(readFileSync(COLD, "utf8").split("\n"));
  writeFileSync(file("whole.wasm"), program);
  const names = functionNames(program).filter((name) => name && cold.has(plain(name)));
  writeFileSync(file("cold.txt"), names.flatMap((name) => [...new Set([name, escaped(name)])]).join("\n"));
  const parts = [file("first.wasm"), file("rest.wasm")];
  await run("wasm-split", [
    file("whole.wasm"), ...FEATURES, `--split-funcs=@${file("cold.txt")}`, `--export-prefix=${PREFIX}`, "-o1", parts[0], "-o2", parts[1],
  ]);
  writeFileSync(parts[0], repaired(readFileSync(parts[0])));
  await Promise.all(parts.map((part) => run("wasm-opt", [part, ...FEATURES, ...OPTIMISE, "--output", part])));
  return shortenedBetween(readFileSync(parts[0]), readFileSync(parts[1]), PREFIX);
}

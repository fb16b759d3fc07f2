// wasm-bindgen and wasm-split give imports and exports long names, with hashes in them, which compression
// cannot shrink. This gives them short names.

import { Reader, leb } from "./wasm-binary.mjs";

const IMPORTS = 2; // the number of the section in which a program lists what it imports
const EXPORTS = 7;

// Returns the program and its bindings with short names for the imports.
export function shortened(bindings, program) {
  const names = new Map();
  for (const { module, name } of WebAssembly.Module.imports(new WebAssembly.Module(program))) {
    if (module === "placeholder") continue; // these are numbers
    names.set(name, `$${names.size.toString(36)}`);
  }
  // Each name occurs once in the bindings, as the key of its function.
  const text = bindings.replace(/^( +)(__wb\w+):/gm, (line, indent, name) => {
    return names.has(name) ? `${indent}${names.get(name)}:` : line;
  });
  const missing = [...names.values()].filter((name) => !text.includes(` ${name}:`));
  if (missing.length) throw new Error(`wasm-bindgen's output has changed: ${missing.length} imports are not in the bindings`);
  return { bindings: text, program: renamed(program, IMPORTS, names) };
}

// Returns both parts of a program with short names for what the second imports from the first.
export function shortenedBetween(first, second, prefix) {
  const names = new Map();
  for (const { name } of WebAssembly.Module.exports(new WebAssembly.Module(first))) {
    if (name.startsWith(prefix)) names.set(name, `${prefix}${names.size.toString(36)}`);
  }
  return { first: renamed(first, EXPORTS, names), second: renamed(second, IMPORTS, names), names };
}

// Returns the program with other names for those of its imports or exports that are in `names`.
function renamed(program, section, names) {
  const reader = new Reader(program, 8); // behind the magic number and the version
  for (;;) {
    const begin = reader.at;
    const id = reader.byte();
    const length = reader.number();
    const end = reader.at + length;
    if (id !== section) {
      reader.at = end;
      continue;
    }
    const parts = [reader.copied(() => reader.number())];
    while (reader.at < end) {
      if (section === IMPORTS) parts.push(reader.copied(() => reader.bytes()));
      const old = reader.bytes();
      const name = Buffer.from(names.get(Buffer.from(old).toString()) ?? old);
      parts.push(leb(name.length), name, reader.copied(() => (section === IMPORTS ? reader.type() : reader.index())));
    }
    if (reader.at !== end) throw new Error("the imports or exports of a program cannot be read");
    const content = Buffer.concat(parts);
    return Buffer.concat([program.subarray(0, begin), Buffer.of(section), leb(content.length), content, program.subarray(end)]);
  }
}

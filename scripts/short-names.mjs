// wasm-bindgen and wasm-split give imports and exports long names, with hashes in them, which compression
// cannot shrink. This gives them short names.

const IMPORTS = 2; // the number of the section in which a program lists what it imports
const EXPORTS = 7;
const KINDS = { function: 0, table: 1, memory: 2, global: 3 };

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

// Reads a program in WebAssembly's binary format.
class Reader {
  constructor(program, at) {
    this.program = program;
    this.at = at;
  }

  byte() {
    return this.program[this.at++];
  }

  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  bytes() {
    const length = this.number();
    this.at += length;
    return this.program.subarray(this.at - length, this.at);
  }

  // Passes over the kind of an export and its index.
  index() {
    this.byte();
    this.number();
  }

  // Passes over the kind of an import and its type.
  type() {
    const kind = this.byte();
    if (kind === KINDS.table) this.byte(); // what it holds
    if (kind === KINDS.function) this.number();
    else if (kind === KINDS.global) this.at += 2;
    else if (this.byte() & 1) this.number(), this.number();
    else this.number();
  }

  // Returns the bytes that `read` passes over.
  copied(read) {
    const begin = this.at;
    read();
    return this.program.subarray(begin, this.at);
  }
}

// Encodes a number as in WebAssembly, seven bits per byte.
function leb(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

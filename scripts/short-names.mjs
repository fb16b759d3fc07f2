// wasm-bindgen gives imports long names that contain a hash, which compression cannot shrink. This gives them
// short names, in the program and in its bindings.

const IMPORTS = 2; // the number of the section in which a program lists what it imports

// Returns the program and its bindings with short names for the imports.
export function shortened(bindings, program) {
  const names = new Map();
  for (const { name } of WebAssembly.Module.imports(new WebAssembly.Module(program))) {
    names.set(name, `$${names.size.toString(36)}`);
  }
  // Each name occurs once in the bindings, as the key of its function.
  const text = bindings.replace(/^( +)(__wb\w+):/gm, (line, indent, name) => {
    return names.has(name) ? `${indent}${names.get(name)}:` : line;
  });
  const missing = [...names.values()].filter((name) => !text.includes(` ${name}:`));
  if (missing.length) throw new Error(`wasm-bindgen's output has changed: ${missing.length} imports are not in the bindings`);
  return { bindings: text, program: renamed(program, names) };
}

// Returns the program with other names for its imports.
function renamed(program, names) {
  let at = 8; // behind the magic number and the version
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = program[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  const bytes = () => {
    const length = number();
    at += length;
    return program.subarray(at - length, at);
  };
  for (;;) {
    const begin = at;
    if (program[at++] !== IMPORTS) {
      bytes();
      continue;
    }
    const length = number();
    const end = at + length;
    const first = at;
    const count = number();
    const parts = [program.subarray(first, at)];
    for (let i = 0; i < count; i++) {
      const module = bytes();
      const name = names.get(Buffer.from(bytes()).toString());
      const type = at;
      if (program[at++] !== 0) throw new Error("a program imports something other than functions");
      number();
      parts.push(leb(module.length), module, leb(name.length), Buffer.from(name), program.subarray(type, at));
    }
    if (at !== end) throw new Error("the imports of a program cannot be read");
    const content = Buffer.concat(parts);
    return Buffer.concat([program.subarray(0, begin), Buffer.of(IMPORTS), leb(content.length), content, program.subarray(end)]);
  }
}

// Encodes a number as in WebAssembly, seven bits per byte.
function leb(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

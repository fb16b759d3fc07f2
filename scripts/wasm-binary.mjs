// Reading and writing WebAssembly's binary format.

const KINDS = { function: 0, table: 1, memory: 2, global: 3 };

// Reads a program, or one of its sections, from a position on.
export class Reader {
  constructor(program, at = 0) {
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
export function leb(value) {
  const bytes = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

// Messages between the page and its workers, as far as tests and benchmarks read or write them, in the binary
// format of nanoserde (see src/protocol). This is a plain script, because it is inserted into pages: it
// defines `messages`.
self.messages = (() => {
  // In the order of the variants.
  const COMMANDS = ["Start", "Supply", "LoadWeights", "SaveWeights", "Running", "Step", "Change", "Pace"];
  COMMANDS.push("Frame", "Unit", "Baselines", "Try", "CheckGradients", "OpenFiles", "ReadFiles", "Evaluate", "Export");
  const EVENTS = ["Ready", "Started", "Refused", "Changed", "Frame", "Unit", "Stopped", "Watched", "Baselines", "Loaded"];
  EVENTS.push("NotLoaded", "Evaluating", "Evaluated", "Saved", "Gradients", "Reading", "Opened", "NotRead", "Read", "Tried", "Exported", "Crashed");

  const numbers = { u8: ["Uint8", 1], u16: ["Uint16", 2], u32: ["Uint32", 4], u64: ["BigUint64", 8] };

  // The first fields of each, as far as they are needed.
  const FIELDS = {
    Command: { Start: { run: "u32", link: "text" }, Pace: { pace: "u16" } },
    Event: {
      Started: { run: "u32", link: "text" },
      Frame: { run: "u32", epoch: "u32", running: "bool", tested: "bool", settled: "bool" },
      Stopped: { run: "u32", epoch: "u32", ended: "bool" },
    },
  };

  const reader = (bytes) => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    const read = (kind) => {
      if (kind === "bool") return read("u8") === 1;
      if (kind === "text") {
        const length = Number(read("u64"));
        at += length;
        return new TextDecoder().decode(bytes.subarray(at - length, at));
      }
      const [name, size] = numbers[kind];
      at += size;
      return view[`get${name}`](at - size, true);
    };
    return read;
  };

  // Returns { name, body } of a message's bytes; `names` are the names of its kind.
  const decode = (kind, names) => (bytes) => {
    const read = reader(bytes);
    const name = names[read("u16")];
    const fields = Object.entries(FIELDS[kind][name] ?? {});
    return { name, body: Object.fromEntries(fields.map(([field, kind]) => [field, read(kind)])) };
  };

  // Returns the bytes of values, each with its type.
  const encode = (names, name, values = []) => {
    const bytes = [];
    const write = (kind, value) => {
      if (kind === "text") {
        const text = new TextEncoder().encode(value);
        write("u64", BigInt(text.length));
        bytes.push(...text);
        return;
      }
      const [setter, size] = numbers[kind];
      const view = new DataView(new ArrayBuffer(size));
      view[`set${setter}`](0, value, true);
      bytes.push(...new Uint8Array(view.buffer));
    };
    write("u16", names.indexOf(name));
    for (const [kind, value] of values) write(kind, value);
    return Uint8Array.from(bytes);
  };

  const command = (name, values) => encode(COMMANDS, name, values);
  const NOTHING = ["u64", 0n];
  return {
    command: decode("Command", COMMANDS),
    event: decode("Event", EVENTS),
    pace: (index) => command("Pace", [["u16", index]]),
    supply: (link) => command("Supply", [["text", link], NOTHING]),
    start: (run, link) => command("Start", [["u32", run], ["text", link], ["u8", 1], ["u32", 0], ["u8", 0], NOTHING]),
    frame: (run, known) => command("Frame", [["u32", run], ["u32", known], ["u32", 0], ["u8", 0]]),
    step: (run) => command("Step", [["u32", run]]),
    ready: (build) => encode(EVENTS, "Ready", [["u64", build]]),
    stopped: (run, epoch) => encode(EVENTS, "Stopped", [["u32", run], ["u32", epoch], ["u8", 0]]),
  };
})();

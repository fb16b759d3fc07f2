// The page's program comes in two parts: what a first visit needs, and the rest (scripts/two-parts.mjs). A
// call from the first into the rest leads here until the rest has arrived. The build puts this into the
// program's bindings.
class Rest {
  #address;
  #exports;
  #isHere = false;

  constructor(address) {
    this.#address = address;
  }

  // Returns the imports of the first part. For each function of the rest, the first part imports one that loads
  // the rest and then calls the real one. Its name is a place in the table of functions, where the rest puts
  // the real one.
  imports(others) {
    const call = (place, args) => {
      this.#start(new WebAssembly.Module(this.#bytes()));
      return this.#exports["%table"].get(Number(place))(...args);
    };
    return { ...others, placeholder: new Proxy({}, { get: (_, place) => (...args) => call(place, args) }) };
  }

  // Loads the rest. On a first visit the page starts meanwhile; otherwise it waits. A worker loads the rest when
  // it first calls into it.
  async joins(exports) {
    this.#exports = exports;
    if (typeof document === "undefined") return;
    const loading = this.#load();
    if (Rest.#isPlainVisit()) loading.catch(() => this.#tryAgain());
    else await loading;
  }

  #tryAgain() {
    setTimeout(() => this.#load().catch(() => this.#tryAgain()), 5000);
  }

  static #isPlainVisit() {
    try {
      return !location.hash && !location.search && sessionStorage.length === 0;
    } catch {
      return false; // storage may be forbidden
    }
  }

  async #load() {
    const response = await fetch(this.#address, { priority: "low" });
    if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
    this.#start(await WebAssembly.compile(await response.arrayBuffer()));
  }

  #start(module) {
    if (this.#isHere) return;
    new WebAssembly.Instance(module, { primary: this.#exports });
    this.#isHere = true;
  }

  // Fetches the rest synchronously, because a call cannot be suspended. This happens only in the first seconds
  // on a slow connection. Pages may not ask for bytes in this way, only for text, so each character is a byte.
  #bytes() {
    const request = new XMLHttpRequest();
    request.open("GET", this.#address, false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${request.status} ${request.statusText}`);
    return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0));
  }
}

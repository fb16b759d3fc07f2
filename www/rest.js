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

  // The imports of the first part: for each function of the rest, one that loads the rest and calls it. Its
  // name is its place in the table of functions, where the rest overwrites it.
  imports(others) {
    const call = (place, args) => {
      this.#start(new WebAssembly.Module(this.#bytes()));
      return this.#exports["%table"].get(Number(place))(...args);
    };
    return { ...others, placeholder: new Proxy({}, { get: (_, place) => (...args) => call(place, args) }) };
  }

  // Loads the rest: on a first visit after the page has started, otherwise before. A worker loads what it
  // needs when it needs it.
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

  // The rest, at once: whoever calls a function cannot wait. It is needed only for the first seconds on a slow
  // connection. Pages may not ask for bytes in this way, but for text in which each character is a byte.
  #bytes() {
    const request = new XMLHttpRequest();
    request.open("GET", this.#address, false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${request.status} ${request.statusText}`);
    return Uint8Array.from(request.responseText, (character) => character.charCodeAt(0));
  }
}

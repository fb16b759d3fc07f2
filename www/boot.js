// The first code that runs. It starts the page, or explains why it cannot: never a blank page. The build
// inserts the two names (scripts/externalise-boot.mjs).
const BINDINGS = "./page.js";
const WASM = "./page_bg.wasm";

// The smallest module with a SIMD instruction in it.
const SIMD_MODULE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
);

const hasSimd = () => typeof WebAssembly === "object" && WebAssembly.validate(SIMD_MODULE);

const starting = () => document.getElementById("starting");

function say(text) {
  starting()?.remove();
  const problem = document.createElement("p");
  problem.setAttribute("role", "alert");
  problem.className = "boot-problem";
  problem.textContent = text;
  document.body.prepend(problem);
}

// A trap or an exception may interrupt the page's program at any point. Its own panics are reported by
// themselves; errors of other scripts, such as extensions, do not concern the page.
function listenForFailures() {
  const here = new URL(".", import.meta.url).href;
  const fail = (error) => {
    const isOwn = error instanceof WebAssembly.RuntimeError || String(error?.stack ?? "").includes(here);
    if (!isOwn || document.querySelector(".boot-problem")) return;
    say(`The page has failed; reload it, the address keeps the experiment. (${error})`);
  };
  addEventListener("error", ({ error }) => fail(error));
  addEventListener("unhandledrejection", ({ reason }) => fail(reason));
}

async function boot() {
  if (!hasSimd()) {
    say(
      "This browser cannot run the playground: it lacks WebAssembly with SIMD. " +
        "Please use a current Firefox, Chrome, Edge or Safari (16.4 or later).",
    );
    return;
  }
  try {
    const { default: start } = await import(BINDINGS);
    await start({ module_or_path: new URL(WASM, import.meta.url) });
    starting()?.remove();
    listenForFailures();
  } catch (error) {
    say(`The playground could not be loaded. Please check the connection and reload the page. (${error})`);
  }
}

boot();

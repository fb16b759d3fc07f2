// The first code of a worker that runs the page's own program, which the page has compiled and sends.
// The build puts the name in (scripts/externalise-boot.mjs).
import start from "./page.js";

const compiled = await new Promise((arrived) => addEventListener("message", ({ data }) => arrived(data), { once: true }));
await start({ module_or_path: compiled });

// The first code of every worker. The page sends it a program: the address of its bindings, and the compiled
// program itself. If the program cannot run, the reason is returned to the page as text.
const [bindings, compiled] = await new Promise((arrived) =>
  addEventListener("message", ({ data }) => arrived(data), { once: true }),
);
try {
  const { default: start } = await import(bindings);
  await start({ module_or_path: compiled });
} catch (error) {
  postMessage(String(error));
}

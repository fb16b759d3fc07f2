// The first code of every worker. The page sends it a program: the address of its bindings, and the program
// itself, compiled. What keeps the program from running goes back to the page as a text.
const [bindings, compiled] = await new Promise((arrived) =>
  addEventListener("message", ({ data }) => arrived(data), { once: true }),
);
try {
  const { default: start } = await import(bindings);
  await start({ module_or_path: compiled });
} catch (error) {
  postMessage(String(error));
}

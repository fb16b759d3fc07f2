// How busy the machine is with other things: limits in milliseconds hold on one that is not.
import { availableParallelism, loadavg } from "node:os";
import { test } from "../../tests/browser/page.js";

// A limit for this machine at this moment. The page and the browser alone keep two cores busy.
export function limit(ms) {
  const load = loadavg()[0] / Math.max(2, availableParallelism());
  return ms * Math.max(1, load / 1.5);
}

// Writes numbers into the report.
export function report(what, numbers, unit = "ms") {
  const rounded = numbers.map((number) => Math.round(number)).join(", ");
  test.info().annotations.push({ type: what, description: `${rounded} ${unit} (load ${loadavg()[0].toFixed(1)})` });
  console.log(`${what}: ${rounded} ${unit} (load ${loadavg()[0].toFixed(1)})`);
}

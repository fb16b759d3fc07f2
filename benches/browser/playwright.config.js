// Times what a viewer waits for, on the page in dist/: npx playwright test --config benches/browser
// These measurements depend on the machine and on what else it does, so they are no tests; scripts/bench runs them.
import base from "../../tests/browser/playwright.config.js";

export default { ...base, testDir: ".", testMatch: "*.bench.js", workers: 1, retries: 0, use: { ...base.use, trace: "off" } };

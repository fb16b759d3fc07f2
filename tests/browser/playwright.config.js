// Tests the page in dist/ under a sub-path, as a static host may serve it:
// npx playwright test --config tests/browser
import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { defineConfig } from "@playwright/test";

const root = fileURLToPath(new URL("../..", import.meta.url));
const base = "/some/path/";

// Uses Debian's browsers or the user's own, because Playwright's builds cannot be downloaded everywhere.
const find = "source scripts/lib.sh && find_chromium && type -P geckodriver";
const [chromium, geckodriver] = execFileSync("bash", ["-c", find], { cwd: root, encoding: "utf8" }).split("\n");
process.env.GECKODRIVER = geckodriver;

// Each worker process reads this file again: the first to choose a port chooses for all.
process.env.PAGE_PORT ??= await freePort();
const url = `http://127.0.0.1:${process.env.PAGE_PORT}${base}`;

export default defineConfig({
  testDir: ".",
  outputDir: `${root}/test-results`,
  workers: 1, // the page itself keeps two cores busy, and some tests look at the clock
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0, // a shared machine may hold a test up; it is then named as flaky
  reporter: "list",
  webServer: { command: `node scripts/static-server.mjs dist ${process.env.PAGE_PORT} ${base}`, cwd: root, url },
  use: {
    baseURL: url,
    viewport: { width: 1280, height: 720 },
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox", // Chromium as root
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(String(port)));
    });
  });
}

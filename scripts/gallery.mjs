// Draws the pictures of the gallery (www/gallery) from the built page in dist/: the figure that shows the
// point of each example, 320 by 200 pixels. Usage: node scripts/gallery.mjs [STEM...]
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const PORT = 8099;
const FIGURES = {
  digits: "activations",
  words: "activations",
  edges: "units",
  clothes: "units",
  denoising: "reconstruction",
  heartbeats: "reconstruction",
  tumours: "roc",
  "ground-truth": "similarity",
  pentagon: "plane",
  superposition: "similarity",
  table: "losses",
};
// The views of the figures that are not in the training view.
const VIEWS = { units: "units", roc: "evaluation", similarity: "ground_truth", plane: "ground_truth" };

const links = Object.fromEntries(
  [...readFileSync("src/experiment/examples.rs", "utf8").matchAll(/picture: "([^"]+)",[^}]*?link: "([^"]*)"/g)].map(([, stem, link]) => [stem, link]),
);
const stems = process.argv.slice(2);
const server = spawn("node", ["scripts/static-server.mjs", "dist", String(PORT)]);
await new Promise((resolve) => setTimeout(resolve, 1000));
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
try {
  mkdirSync("www/gallery", { recursive: true });
  for (const [stem, figure] of Object.entries(FIGURES)) {
    if (stems.length > 0 && !stems.includes(stem)) continue;
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1 });
    const view = VIEWS[figure] ? `&show=${VIEWS[figure]}` : "";
    await page.goto(`http://127.0.0.1:${PORT}/#${links[stem]}${view}`);
    await page.locator("#speed-fast").check({ force: true });
    const status = page.getByRole("status");
    await status.filter({ hasText: "Finished" }).waitFor({ timeout: 300_000 });
    if (figure === "roc") {
      await page.getByRole("button", { name: "Evaluate", exact: true }).click();
      await status.filter({ hasText: "The evaluation is complete" }).waitFor({ timeout: 120_000 });
    }
    await page.waitForTimeout(500);
    const url = await page.locator(`#${figure}-canvas`).evaluate((canvas) => {
      const small = new OffscreenCanvas(320, 200);
      const context = small.getContext("2d");
      context.fillStyle = "white";
      context.fillRect(0, 0, 320, 200);
      const scale = Math.min(320 / canvas.width, 200 / canvas.height);
      const [width, height] = [canvas.width * scale, canvas.height * scale];
      context.imageSmoothingQuality = "high";
      context.drawImage(canvas, (320 - width) / 2, (200 - height) / 2, width, height);
      return small.convertToBlob({ type: "image/webp", quality: 0.85 }).then(
        (blob) => new Promise((resolve) => {
          const reader = new FileReader();
          reader.onload = () => resolve(reader.result);
          reader.readAsDataURL(blob);
        }),
      );
    });
    const bytes = Buffer.from(url.split(",")[1], "base64");
    writeFileSync(`www/gallery/${stem}.webp`, bytes);
    console.log(`${stem}.webp: ${bytes.length} bytes`);
    await page.close();
  }
} finally {
  await browser.close();
  server.kill();
}

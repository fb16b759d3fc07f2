// The layout: one screen of a projector, one column on a phone, and no layout shifts.
import { expect, test } from "./page.js";

const PICTURES = "test-results/look";

const PHONE = { width: 390, height: 844 };
const FIGURES = ["Loss", "Original and reconstructed", "Hidden-unit activations", "Sparsity"];

// Named boxes that a user reads or uses.
async function boxes(playground) {
  const { page } = playground;
  const parts = {
    title: page.getByRole("heading", { level: 1 }),
    status: playground.status,
    Run: playground.button("Run"),
    Step: playground.button("Step"),
    Restart: playground.button("Restart"),
    "New seed": playground.button("New seed"),
    "Copy link": playground.button("Copy link"),
    Speed: page.getByRole("group", { name: "Speed" }),
    progress: playground.progress,
  };
  for (const label of ["Hidden units", "Sparsity factor", "Sparsity target", "Learning rate", "Epochs", "Seed"]) {
    parts[label] = playground.slider(label);
    parts[`${label}, number`] = playground.number(label);
  }
  for (const name of FIGURES) {
    parts[name] = playground.canvas(name);
    parts[`${name}, title`] = playground.figure(name).getByRole("heading");
    parts[`${name}, save`] = playground.figure(name).locator("summary");
  }
  parts.lin = page.locator("label", { hasText: /^lin$/ });
  parts.log = page.locator("label", { hasText: /^log$/ });
  parts["previous sample"] = playground.button("Previous sample");
  parts["next sample"] = playground.button("Next sample");
  parts["sample's number"] = playground.sample;
  parts["report's title"] = page.getByRole("heading", { name: "Report" });
  for (const term of ["test MSE", "train MSE", "baseline: mean", "PCA", "R²", "explained variance", "L0", "dead units", "time per epoch"])
    parts[term] = playground.reported(term);
  parts["copy log"] = playground.button("Copy log");
  parts["the log"] = playground.log;
  const found = {};
  for (const [name, part] of Object.entries(parts)) found[name] = await part.boundingBox();
  return found;
}

function overlapping(boxes) {
  const named = Object.entries(boxes);
  const found = [];
  for (const [index, [name, a]] of named.entries()) {
    for (const [other, b] of named.slice(index + 1)) {
      const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      if (width > 1 && height > 1) found.push(`${name} and ${other}`);
    }
  }
  return found;
}

function outside(boxes, { width, height }) {
  return Object.entries(boxes)
    .filter(([, box]) => box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height)
    .map(([name]) => name);
}

// Returns parts that extend beyond their card, and text that is cut off.
function cut(page) {
  return page.evaluate(() => {
    const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, .save[open]");
    const name = (element) => element.id || element.className || element.textContent.trim();
    const found = [];
    for (const card of document.querySelectorAll(".card, header")) {
      const room = card.getBoundingClientRect();
      for (const part of card.querySelectorAll("button, summary, input, canvas, h2, dd, dt")) {
        const box = part.getBoundingClientRect();
        if (shown(part) && (box.left < room.left || box.right > room.right + 1)) found.push(`${name(part)} sticks out`);
      }
    }
    for (const words of document.querySelectorAll("h1, h2, h3, label, .caption, .legend, dt, dd, button, #status, #log, #worse"))
      if (shown(words) && words.scrollWidth > words.clientWidth + 1 && getComputedStyle(words).display !== "inline")
        found.push(`${name(words)} is cut off`);
    return found;
  });
}

test.describe("on a projector, 1280×720", () => {
  test("everything is on one screen, complete and without overlaps", async ({ playground, page }) => {
    await playground.openFinished();
    const found = await boxes(playground);
    expect.soft(outside(found, page.viewportSize()), "outside the screen").toEqual([]);
    expect.soft(overlapping(found), "one over the other").toEqual([]);
    expect.soft(await cut(page)).toEqual([]);
    expect.soft(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(page.viewportSize().width);
    await page.screenshot({ path: `${PICTURES}/whole.png`, fullPage: true });
    for (const name of FIGURES) expect.soft(found[name].height, name).toBeGreaterThan(120);
  });

  test("the note on a changed parameter has enough space", async ({ playground, page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await playground.open("hidden_dim=25&sparsity_factor=0.001,100@20,0.25@30&sparsity_target=0.125&lr=0.00025&seed=4294967295&epochs=123456");
    await expect(playground.row("seed").getByText("changed")).toBeVisible();
    expect(await cut(page)).toEqual([]);
  });

  test("nothing shifts during a run", async ({ playground, page }) => {
    await page.addInitScript(() => {
      window.shifts = [];
      new PerformanceObserver((list) => {
        for (const { value, hadRecentInput, sources } of list.getEntries())
          if (!hadRecentInput) shifts.push({ value, what: sources.map(({ node }) => node?.id || node?.parentElement?.id || String(node)) });
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.emulateMedia({ reducedMotion: "reduce" });
    await playground.open();
    await expect(playground.reported("baseline: mean")).toHaveText(/^\d/);
    // A real click would excuse layout shifts in the half second after it.
    await page.evaluate(() => {
      shifts.length = 0;
      document.querySelector("#run").click();
    });
    await playground.expectFinished();
    const shifts = await page.evaluate(() => shifts);
    const sum = shifts.reduce((sum, { value }) => sum + value, 0);
    expect(sum, JSON.stringify(shifts)).toBeLessThan(0.001);
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`has a ${colorScheme} theme`, async ({ playground, page }) => {
      await page.emulateMedia({ colorScheme });
      await playground.openFinished();
      const luminance = await backgroundLuminance(page);
      if (colorScheme === "dark") expect(luminance).toBeLessThan(60);
      else expect(luminance).toBeGreaterThan(195);
      await page.screenshot({ path: `${PICTURES}/${colorScheme}.png` });
      const loss = await playground.pixels("Loss");
      await page.getByRole("button", { name: /theme/i }).click();
      const other = await backgroundLuminance(page);
      expect(Math.abs(other - luminance), "the button changes the theme").toBeGreaterThan(100);
      await expect.poll(() => playground.pixels("Loss"), "the figures too").not.toBe(loss);
    });
  }
});

function backgroundLuminance(page) {
  return page.evaluate(() => {
    const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
}

test.describe("on a phone, 390×844", () => {
  test.use({ viewport: PHONE });

  test("is one column without sideways scrolling", async ({ playground, page }) => {
    await playground.openFinished();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(width).toBeLessThanOrEqual(PHONE.width);
    const found = await boxes(playground);
    expect.soft(outside(found, { ...PHONE, height: Infinity })).toEqual([]);
    expect.soft(overlapping(found)).toEqual([]);
    expect.soft(await cut(page)).toEqual([]);
    await page.screenshot({ path: `${PICTURES}/phone.png`, fullPage: true });
  });

  test("the run's buttons stay in reach", async ({ playground, page }) => {
    await playground.openFinished();
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await expect(playground.button("Restart")).toBeInViewport({ ratio: 1 });
    await playground.button("Run").click({ timeout: 3000 });
    await expect.poll(() => playground.epoch()).toBe(100);
  });

  test("hidden units and sparsity factor come before the figures, then all others after them", async ({ playground, page }) => {
    await playground.open();
    const y = async (part) => (await part.boundingBox()).y;
    const first = Math.min(...(await Promise.all(FIGURES.map((name) => y(playground.figure(name))))));
    const last = Math.max(...(await Promise.all(FIGURES.map((name) => y(playground.figure(name))))));
    expect(await y(playground.slider("Hidden units"))).toBeLessThan(first);
    expect(await y(playground.slider("Sparsity factor"))).toBeLessThan(first);
    expect(await y(playground.slider("Sparsity target"))).toBeGreaterThan(last);
    // The keyboard follows the visual order.
    const order = await page.evaluate(() =>
      [...document.querySelectorAll("#hidden_dim, #losses-canvas, #sparsity_target")].map(({ id }) => id),
    );
    expect(order).toEqual(["hidden_dim", "losses-canvas", "sparsity_target"]);
  });

  test("turning the screen rearranges it", async ({ playground, page }) => {
    await playground.openFinished();
    await page.setViewportSize({ width: 1280, height: 720 });
    const found = await boxes(playground);
    expect(outside(found, { width: 1280, height: 720 })).toEqual([]);
    expect(await playground.number("Hidden units").count()).toBe(1);
  });
});

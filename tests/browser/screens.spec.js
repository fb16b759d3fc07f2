// Figures on other screens and on paper, and outdated figures.
import { expect, test } from "./page.js";

// The figures of the training view.
const FIGURES = ["Loss", "Original and reconstructed", "Hidden-unit activations", "Sparsity"];

// Returns, for every visible figure, the width of its canvas in pixels, and in CSS pixels its own and its
// container's.
function widths(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll(".room > canvas")]
      .filter((canvas) => canvas.checkVisibility())
      .map(({ id, width, clientWidth, parentElement }) => ({ id, width, own: clientWidth, room: parentElement.clientWidth })),
  );
}

// Returns the brightness of a figure's darkest pixel, from 0 to 255.
function darkest(playground, name) {
  return playground.canvas(name).evaluate((canvas) => {
    // This reads a copy: the console warns about repeated reading of the canvas itself.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let darkest = 255;
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] === 255) darkest = Math.min(darkest, (data[at] + data[at + 1] + data[at + 2]) / 3);
    return darkest;
  });
}

test("figures are redrawn within a second when only the pixel ratio changes", async ({ playground, page, context }) => {
  await playground.openFinished();
  await expect.poll(async () => (await widths(page)).length).toBe(FIGURES.length);
  const screen = await context.newCDPSession(page);
  for (const ratio of [2, 1.5, 1]) {
    await screen.send("Emulation.setDeviceMetricsOverride", { width: 1280, height: 720, deviceScaleFactor: ratio, mobile: false });
    const blurred = async () => (await widths(page)).filter(({ width, own }) => width !== Math.round(own * ratio));
    await expect.poll(blurred, { timeout: 1000, intervals: [50] }).toEqual([]);
  }
});

test.describe("on a screen 2560 pixels wide", () => {
  test.use({ viewport: { width: 2560, height: 1440 } });

  test("text is a quarter larger, figures are sharp and the pointer is where it seems to be", async ({ playground, page }) => {
    await playground.openFinished();
    expect(await page.evaluate(() => Number(getComputedStyle(document.body).zoom))).toBe(1.25);
    const blurred = (await widths(page)).filter(({ width, own }) => Math.abs(width - own * 1.25) > 1);
    expect(blurred).toEqual([]);
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(excess, "nothing is wider than the window").toBeLessThanOrEqual(0);
    // The axis of 50 epochs reaches from near the left edge to near the right one.
    for (const [x, epoch] of [[0.955, /^epoch 4[789]$/], [0.48, /^epoch 2[2-6]$/]]) {
      await playground.pointAt("Loss", x, 0.4);
      await expect(playground.tooltip("Loss").locator(".tooltip-title")).toHaveText(epoch);
      const [tip, canvas] = [await playground.tooltip("Loss").boundingBox(), await playground.canvas("Loss").boundingBox()];
      expect(tip.x).toBeGreaterThanOrEqual(canvas.x - 1);
      expect(tip.x + tip.width).toBeLessThanOrEqual(canvas.x + canvas.width + 1);
      const pointer = canvas.x + canvas.width * x;
      const gap = Math.min(Math.abs(tip.x - pointer), Math.abs(tip.x + tip.width - pointer));
      expect(gap, "the tooltip is beside the pointer").toBeLessThan(40);
    }
  });
});

test("two fingers on a figure zoom", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } });
  const page = await context.newPage();
  await page.goto("./");
  const canvas = page.getByRole("figure", { name: "Loss" }).getByRole("img");
  await canvas.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await canvas.boundingBox();
  const fingers = await context.newCDPSession(page);
  const touch = (type, apart) => {
    const middle = { x: x + width / 2, y: y + height / 2 };
    const touchPoints = apart ? [-apart, apart].map((by, id) => ({ ...middle, x: middle.x + by, id })) : [];
    return fingers.send("Input.dispatchTouchEvent", { type, touchPoints });
  };
  expect(await page.evaluate(() => visualViewport.scale)).toBe(1);
  await touch("touchStart", 20);
  for (let apart = 25; apart <= 100; apart += 5) await touch("touchMove", apart);
  await touch("touchEnd");
  await expect.poll(() => page.evaluate(() => visualViewport.scale)).toBeGreaterThan(1.5);
  await context.close();
});

test.describe("on paper", () => {
  test.use({ colorScheme: "dark" });

  test("figures fill their space, dark on white, in any theme", async ({ playground, page }) => {
    await playground.openFinished();
    const before = await widths(page);
    expect(await darkest(playground, "Original and reconstructed"), "ink is light on the screen").toBeGreaterThan(40);
    // Runs when the browser starts to print, because this listener is called after the page's own.
    await page.evaluate(() => {
      addEventListener("beforeprint", () => {
        window.onPaper = [...document.querySelectorAll(".room > canvas")]
          .filter((canvas) => canvas.checkVisibility())
          .map((canvas) => [canvas.id, canvas.width / devicePixelRatio - canvas.parentElement.clientWidth]);
      });
    });
    await page.pdf({ format: "A4" });
    const onPaper = await page.evaluate(() => window.onPaper);
    expect(onPaper.map(([id]) => id), "and those of the other views").toEqual([
      "losses-canvas",
      "reconstruction-canvas",
      "activations-canvas",
      "density-canvas",
      "units-canvas",
    ]);
    expect(onPaper.filter(([, excess]) => Math.abs(excess) > 1)).toEqual([]);
    await expect.poll(() => widths(page), "the screen is as before").toEqual(before);

    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await expect.poll(() => darkest(playground, "Original and reconstructed")).toBeLessThan(40);
    const printed = await page.evaluate(() => {
      const luminance = ([red, green, blue]) => {
        const part = (byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
        return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
      };
      const pale = [];
      let widest = 0;
      for (const element of document.querySelectorAll("body *")) {
        const seen = element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen");
        if (!seen) continue;
        widest = Math.max(widest, element.getBoundingClientRect().right);
        const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        const color = getComputedStyle(element).color.match(/[\d.]+/g).map(Number);
        if (own && 1.05 / (luminance(color) + 0.05) < 4.5) pale.push(`${element.id || element.className}: ${element.textContent}`);
      }
      return { pale, widest };
    });
    expect(printed.pale).toEqual([]);
    expect(printed.widest, "a sheet of A4 with margins of 12 mm").toBeLessThanOrEqual(703);
  });

  test("everything is there that the screen shows only by scrolling", async ({ playground, page }) => {
    await playground.openFinished();
    await page.emulateMedia({ media: "print" });
    await expect(page.locator("html")).toHaveAttribute("data-printing", "");
    const cut = await page.evaluate(() =>
      [...document.querySelectorAll("main *")]
        .filter((element) => element.checkVisibility() && !element.closest(".unseen, select, svg"))
        .filter((element) => getComputedStyle(element).overflowY !== "visible")
        .filter(({ scrollHeight, clientHeight }) => clientHeight > 0 && scrollHeight > clientHeight + 1)
        .map(({ id, className }) => id || className),
    );
    expect(cut).toEqual([]);
  });
});

test.describe("the scale of the activations", () => {
  const maximum = (page) => page.locator("#activations-maximum");
  const HEATMAP = "Hidden-unit activations";

  async function openNext(playground, page, fragment) {
    await page.evaluate((fragment) => (location.hash = fragment), fragment);
    await expect(playground.status).not.toContainText("Finished");
    await playground.expectFinished();
  }

  test("is kept while a parameter changes, until Rescale is pressed", async ({ playground, page }) => {
    await playground.openFinished();
    const kept = await maximum(page).innerText();
    await openNext(playground, page, "sparsity_factor=0");
    await expect(maximum(page)).toHaveText(`≥ ${kept}`);
    const rescale = playground.button("Rescale colours and bars");
    await rescale.focus();
    const before = await playground.pixels(HEATMAP);
    await page.keyboard.press("Enter");
    await expect(maximum(page)).not.toContainText(kept);
    expect(await playground.pixels(HEATMAP)).not.toBe(before);
    const wider = await maximum(page).innerText();
    await openNext(playground, page, "sparsity_factor=5");
    await expect(maximum(page)).toHaveText(wider);
  });

  test("differs for another size of the model", async ({ playground, page }) => {
    await playground.openFinished();
    await openNext(playground, page, "hidden_dim=64&lr=0.05");
    const after = await maximum(page).innerText();
    await playground.openFinished("hidden_dim=64&lr=0.05");
    await expect(maximum(page)).toHaveText(after);
  });
});

test.describe("the evaluation", () => {
  const caption = (page) => page.locator("#evaluation-caption");
  const section = (page) => page.locator("#evaluation");
  const top = (page) => section(page).evaluate((element) => element.getBoundingClientRect().top);

  async function evaluate(playground, page) {
    await playground.evaluate();
    await expect(caption(page)).toHaveText(/^as of epoch/, { timeout: 60_000 });
  }

  test("scrolls its results into view on a phone", async ({ playground, page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await playground.openFinished();
    await playground.show("Evaluation");
    await page.evaluate(() => scrollTo(0, 0));
    expect(await top(page)).toBeGreaterThan(200);
    await evaluate(playground, page);
    await expect.poll(() => top(page)).toBeLessThan(120);
    expect(await top(page), "not under the bar at the top").toBeGreaterThanOrEqual(52);
    await expect(page.locator("#verdicts .verdict").first()).toBeInViewport();
  });

  test("of another model is greyed out and names the model", async ({ playground, page }) => {
    await playground.openFinished();
    await evaluate(playground, page);
    await expect(section(page)).not.toHaveAttribute("data-stale");
    await playground.type("Hidden units", "16");
    await expect(caption(page)).toHaveText(
      "Measured at epoch 50 with Hidden units 8. The model shown now is another. Evaluate again.",
    );
    await expect(section(page)).toHaveAttribute("data-stale", "");
    await expect(page.locator("#map-canvas")).toHaveCSS("filter", "grayscale(1)");
    await expect(playground.status).toContainText("Finished");
    await evaluate(playground, page);
    await expect(section(page)).not.toHaveAttribute("data-stale");
    await playground.button("Step").click();
    await expect(caption(page)).toHaveText(
      "Measured at epoch 50. The model shown now is at epoch 51. Evaluate again.",
    );
  });
});

test("a tooltip ends when the page is scrolled", async ({ playground, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await playground.openFinished();
  await playground.canvas("Loss").focus();
  await page.keyboard.press("ArrowRight");
  await expect(playground.tooltip("Loss")).toBeVisible();
  await page.evaluate(() => scrollBy(0, 200));
  await expect(playground.tooltip("Loss")).toBeHidden();
  await page.keyboard.press("ArrowRight");
  await expect(playground.tooltip("Loss"), "it comes again").toBeVisible();
});

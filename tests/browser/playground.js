// Helpers for tests of the page: its parts by name, and actions that most tests need.
import { expect } from "./page.js";

export class Playground {
  constructor(page) {
    this.page = page;
    this.status = page.getByRole("status");
    this.problems = page.getByRole("region", { name: "Problems" });
    this.log = page.getByRole("log", { name: "Training log" });
    this.progress = page.getByRole("progressbar", { name: "Epochs trained" });
    this.more = page.locator("summary", { hasText: "More" });
    this.sample = page.getByRole("spinbutton", { name: "sample" });
  }

  // Opens an experiment's link, a fragment without `#`, in a new page.
  async open(fragment = "") {
    // In a page that is already open, this would only change the fragment.
    if (this.page.url() !== "about:blank") await this.page.goto("about:blank");
    await this.page.goto(fragment ? `./#${fragment}` : "./");
    await expect(this.status).not.toContainText("Starting");
  }

  // Opens a link and trains to the end, at the fast pace if the run is longer than a second.
  async openFinished(fragment = "", { fast = false } = {}) {
    await this.open(fragment);
    if (fast) await this.speed("fast").check();
    await this.expectFinished();
  }

  async expectFinished() {
    await expect(this.status).toContainText("Finished", { timeout: 30_000 });
    await expect(this.button("Run")).toBeVisible();
    // Figures are drawn once per frame, and the log's lines follow. Views other than Training have no log.
    if (await this.log.isVisible()) await expect(this.log).toContainText("Test MSE");
  }

  tab(name) {
    return this.page.getByRole("tab", { name, exact: true });
  }

  // Shows a view: "Training", "Units", "Evaluation" or "Ground truth".
  async show(name) {
    await this.tab(name).click();
    await expect(this.page.getByRole("tabpanel", { name })).toBeVisible();
  }

  button(name) {
    return this.page.getByRole("button", { name, exact: true });
  }

  // Presses "Evaluate" in its view.
  async evaluate() {
    await this.show("Evaluation");
    await this.button("Evaluate").click();
  }

  // Opens an example of the gallery.
  async example(name) {
    await this.button("Examples…").click();
    await this.page.locator(".example", { has: this.page.getByText(name, { exact: true }) }).click();
  }

  slider(label) {
    return this.page.getByRole("slider", { name: label, exact: true });
  }

  number(label) {
    return this.page.getByRole("textbox", { name: label, exact: true });
  }

  // Returns a parameter's row: name, control, note, tooltip.
  row(name) {
    return this.page.locator(`[data-parameter=${name}]`);
  }

  async type(label, text) {
    await this.number(label).fill(text);
    await this.number(label).press("Enter");
  }

  speed(name) {
    return this.page.getByRole("radio", { name, exact: true });
  }

  // Returns the number of complete epochs shown on the page.
  async epoch() {
    return Number(await this.progress.getAttribute("value"));
  }

  async expectEpochPast(epoch) {
    await expect.poll(() => this.epoch(), { intervals: [20], timeout: 15_000 }).toBeGreaterThan(epoch);
  }

  async logLines() {
    return (await this.log.innerText()).split("\n").filter(Boolean);
  }

  // Returns a number of the report by the text next to it.
  reported(term) {
    const entry = this.page.getByRole("region", { name: "Report" }).locator("dl > div");
    return entry.filter({ has: this.page.locator("dt", { hasText: term }) }).locator("dd");
  }

  figure(name) {
    return this.page.getByRole("figure", { name });
  }

  canvas(name) {
    return this.figure(name).getByRole("img");
  }

  tooltip(name) {
    return this.figure(name).locator(".tooltip");
  }

  // Points at a position in a figure, given as fractions of its width and height.
  async pointAt(name, x, y) {
    const { width, height } = await this.canvas(name).boundingBox();
    await this.canvas(name).hover({ position: { x: x * width, y: y * height } });
  }

  // Returns all pixels of a figure as text, so that equal texts mean equal figures.
  pixels(name) {
    return this.canvas(name).evaluate((canvas) => canvas.toDataURL());
  }

  // Returns the address' fragment without `#`.
  async fragment() {
    return new URL(this.page.url()).hash.slice(1);
  }

  async expectFragment(wanted) {
    if (wanted instanceof RegExp) await expect.poll(() => this.fragment()).toMatch(wanted);
    else await expect.poll(() => this.fragment()).toBe(wanted);
  }

  // Presses a copy button and returns the clipboard's content.
  async copied(name) {
    await this.page.evaluate(() => navigator.clipboard.writeText("nothing"));
    await this.button(name).click();
    const read = () => this.page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(read).not.toBe("nothing");
    return read();
  }

  // Returns the fragment copied by "Copy link", and the result in it.
  async copiedLink() {
    const { hash } = new URL(await this.copied("Copy link"));
    const fragment = hash.slice(1);
    const [, epoch, fingerprint] = /(?:^|&)result=(\d+)-(\w+)(?=&|$)/.exec(fragment) ?? [];
    return { fragment, epoch: Number(epoch), fingerprint };
  }
}

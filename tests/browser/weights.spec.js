// Weights files: saved, loaded again, and rejected.
import { readFile } from "node:fs/promises";
import { expect, test } from "./page.js";

const FILE = "weights.safetensors";

async function saved(playground) {
  const [download] = await Promise.all([
    playground.page.waitForEvent("download"),
    playground.button("Save weights").click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

async function load(playground, buffer, name = FILE) {
  const [chooser] = await Promise.all([
    playground.page.waitForEvent("filechooser"),
    playground.button("Load weights").click(),
  ]);
  await chooser.setFiles({ name, mimeType: "application/octet-stream", buffer });
}

const started = (playground) => playground.page.getByRole("region", { name: "Report" }).getByText("Started from");

test("saved weights give the same test MSE on a new page", async ({ playground }) => {
  await playground.openFinished("hidden_dim=4&epochs=30");
  const mse = await playground.reported("test MSE").innerText();
  const { name, bytes } = await saved(playground);
  expect(name).toBe("sparse-autoencoder-epoch-30.safetensors");

  await playground.open("hidden_dim=4&epochs=30");
  await playground.expectFinished();
  await playground.type("Learning rate", "0.01");
  await load(playground, bytes, name);
  await expect(started(playground)).toContainText(`Started from weights ${name}`);
  await expect(started(playground)).toContainText("epoch 30 of #hidden_dim=4&epochs=30");
  await expect.poll(() => playground.epoch()).toBe(0);
  await expect(playground.reported("test MSE")).toHaveText(mse);
  await expect(playground.button("Run")).toBeVisible();

  // Restart starts from them; a new seed draws others.
  await playground.button("Run").click();
  await playground.expectFinished();
  await expect(playground.reported("test MSE")).not.toHaveText(mse);
  await playground.button("Restart").click();
  await playground.expectFinished();
  await expect(started(playground)).toBeVisible();
  await playground.button("New seed").click();
  await expect(started(playground)).toHaveCount(0);
});

test("a link cannot carry loaded weights, and the page says so", async ({ playground }) => {
  await playground.openFinished();
  const { bytes } = await saved(playground);
  await load(playground, bytes);
  await expect(started(playground)).toContainText("epoch 50 of the default experiment");
  await playground.button("Run").click();
  await playground.expectFinished();
  const { fragment } = await playground.copiedLink();
  expect(fragment).toBe("");
  await expect(playground.status).toContainText("without the loaded weights");
  await playground.copied("Copy as PyTorch");
  await expect(playground.status).toContainText("The PyTorch script, without the loaded weights, is copied");
});

test("weights that no longer fit are dropped", async ({ playground }) => {
  await playground.openFinished();
  await load(playground, (await saved(playground)).bytes);
  await expect(started(playground)).toBeVisible();
  await playground.page.goto("./#hidden_dim=5");
  await expect(started(playground)).toHaveCount(0);
});

for (const [what, spoil, words] of [
  ["a file of something else", () => Buffer.from("<b>no weights</b>".repeat(100)), "It is not a whole safetensors file"],
  ["an empty file", () => Buffer.alloc(0), "It is not a whole safetensors file"],
  ["a truncated file", (bytes) => bytes.subarray(0, bytes.length - 10), "It is not a whole safetensors file"],
  ["a file with a hostile header", () => {
    const header = Buffer.from("[".repeat(100_000));
    return Buffer.concat([Buffer.from(new BigUint64Array([BigInt(header.length)]).buffer), header]);
  }, "its header is not JSON of that format"],
  ["a damaged file", (bytes) => { bytes[bytes.length - 2] ^= 1; return bytes; }, "it is damaged"],
]) {
  test(`${what} is refused and the run goes on`, async ({ playground }) => {
    await playground.open("epochs=100000");
    await playground.expectEpochPast(2);
    await load(playground, spoil((await saved(playground)).bytes), "<img src=x>.safetensors");
    await expect(playground.problems).toContainText("The weights of <img src=x>.safetensors are not loaded; the run goes on");
    await expect(playground.problems).toContainText(words);
    await playground.expectEpochPast((await playground.epoch()) + 2);
    await expect(started(playground)).toHaveCount(0);
    await playground.problems.getByRole("button", { name: "Dismiss" }).click();
    await expect(playground.problems).toBeHidden();
  });
}

test("L-BFGS continues from weights that Adam has trained", async ({ playground, page }) => {
  await playground.openFinished("sparsity=none&activation=tanh");
  const mse = await playground.reported("test MSE").innerText();
  await load(playground, (await saved(playground)).bytes);
  await expect(started(playground)).toBeVisible();
  await playground.more.click();
  await page.getByRole("combobox", { name: "Optimiser", exact: true }).selectOption("lbfgs");
  await expect(page).toHaveURL(/optimizer=lbfgs/);
  await expect(started(playground)).toBeVisible();
  await expect(playground.reported("test MSE")).toHaveText(mse);
  await playground.button("Run").click();
  await playground.expectFinished();
  expect(Number(await playground.reported("test MSE").innerText())).toBeLessThan(Number(mse));
});

test("weights of another model name the experiment to open", async ({ playground }) => {
  await playground.openFinished("hidden_dim=4&epochs=10");
  const { bytes } = await saved(playground);
  await playground.openFinished("epochs=10");
  await load(playground, bytes);
  await expect(playground.problems).toContainText("encoder.weight has the shape [4, 20], the experiment's model [8, 20]");
  await expect(playground.problems).toContainText("#hidden_dim=4&epochs=10");
});

test("a file can be dropped anywhere", async ({ playground, page }) => {
  await playground.openFinished();
  const { bytes } = await saved(playground);
  const data = await page.evaluateHandle(([bytes, name]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name));
    return transfer;
  }, [[...bytes], FILE]);
  await page.dispatchEvent("#losses", "dragover", { dataTransfer: data });
  await page.dispatchEvent("#losses", "drop", { dataTransfer: data });
  await expect(started(playground)).toContainText(FILE);
});

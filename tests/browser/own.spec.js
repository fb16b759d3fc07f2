// A user's own data: chosen or dropped, previewed, trained on, and rejected.
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { crc32, deflateSync, gzipSync } from "node:zlib";
import { expect, expectAccessible, test } from "./page.js";

const file = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(buffer) });
const times = (count, of) => Array.from({ length: count }, (_, i) => of(i));

// With a header, semicolons and decimal commas.
const CSV = file(
  "blüten & co.csv",
  "länge;breite;nummer;art\n" + times(90, (i) => `${i % 9},5;${(i * i) % 13};${i};${["rose", "tulpe", "nelke"][i % 3]}\n`).join(""),
);

function idx(shape, bytes) {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.set([0, 0, 8, shape.length]);
  shape.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return gzipSync(Buffer.concat([header, Buffer.from(bytes)]));
}

function npy(rows, columns) {
  const text = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const header = Buffer.from(text.padEnd(117) + "\n");
  const length = Buffer.from(new Uint16Array([header.length]).buffer);
  const numbers = Buffer.from(new Float64Array(times(rows * columns, (i) => Math.sin(i))).buffer);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, header, numbers]);
}

function png(width, height, value = (x, y) => (x * y + 7 * x) % 256) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const size = Buffer.alloc(8);
    size.writeUInt32BE(data.length);
    size.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([size.subarray(0, 4), body, size.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8);
  const line = (y) => [0, ...times(width, (x) => value(x, y))];
  const pixels = deflateSync(Buffer.from(times(height, line).flat()));
  const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([magic, chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

async function choose(playground, ...files) {
  const [chooser] = await Promise.all([
    playground.page.waitForEvent("filechooser"),
    playground.button("Your data…").click(),
  ]);
  await chooser.setFiles(files);
}

async function drop(playground, ...files) {
  const data = await playground.page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    const bytes = (text) => Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
    for (const { name, content } of files) transfer.items.add(new File([bytes(content)], name));
    return transfer;
  }, files.map(({ name, buffer }) => ({ name, content: buffer.toString("base64") })));
  await playground.page.dispatchEvent("#losses", "drop", { dataTransfer: data });
}

const preview = (playground) => playground.page.getByRole("dialog");

async function train(playground, name = "Train on it") {
  await preview(playground).getByRole("button", { name }).click();
  await expect(preview(playground)).toBeHidden();
}

test("a CSV file is previewed and trained on", async ({ playground, page }) => {
  await playground.open("epochs=20");
  await choose(playground, CSV);
  const dialog = preview(playground);
  await expect(dialog).toContainText("CSV: 90 rows, 4 columns. Your data stay in this browser.");
  await expect(dialog.getByRole("row", { name: /^Learn länge/ })).toContainText("numbers");
  await expect(dialog.getByRole("combobox", { name: "Labels" })).toHaveValue("art");
  await expect(dialog.getByRole("checkbox", { name: "Learn art" })).toBeDisabled();
  await expectAccessible(page);
  await dialog.getByRole("checkbox", { name: "Learn nummer" }).uncheck();
  await train(playground);
  await playground.expectFragment(/^data=file&file=bl%C3%BCten%20%26%20co.csv:90x2x3:[0-9a-f]{16}&label=art&leave_out=nummer&content=/);
  await playground.expectFinished();
  await expect(playground.row("data")).toContainText("90 rows of 2 numbers.");
  await expect(playground.reported("baseline: mean")).not.toHaveText("…");

  // The same file can be chosen again.
  await playground.button("Columns…").click();
  await expect(dialog.getByRole("checkbox", { name: "Learn nummer" })).not.toBeChecked();
  await dialog.getByRole("combobox", { name: "Labels" }).selectOption("");
  await train(playground);
  await playground.expectFragment(/:90x2x0:/);
  await playground.expectFinished();

  const [download] = await Promise.all([page.waitForEvent("download"), playground.button("Save data").click()]);
  expect(download.suggestedFilename()).toBe("blüten___co.npy");
  expect((await readFile(await download.path())).subarray(0, 6).toString("latin1")).toBe("\x93NUMPY");
});

test("IDX.gz pictures and their labels are two files", async ({ playground }) => {
  await playground.open("epochs=20");
  const images = file("train-images-idx3-ubyte.gz", idx([60, 8, 8], times(60 * 64, (i) => (i * i) % 256)));
  const labels = file("train-labels-idx1-ubyte.gz", idx([60], times(60, (i) => i % 4)));
  await choose(playground, labels, images);
  await expect(preview(playground).getByRole("combobox", { name: "Show each row as" })).toHaveValue("picture");
  await train(playground);
  await playground.expectFragment(/:60x64x4:.*view=8x8.*defaults=2/);
  await playground.expectFinished();
  // The scaling of images does not apply to the next file.
  await playground.page.getByLabel("Data", { exact: true }).selectOption("wdbc");
  await playground.expectFragment("data=wdbc&epochs=20");
});

test("an NPY file can be dropped, and be a series", async ({ playground }) => {
  await playground.open("epochs=20");
  await drop(playground, file("waves.npy", npy(40, 32)));
  await preview(playground).getByRole("combobox", { name: "Show each row as" }).selectOption("series");
  await train(playground);
  await playground.expectFragment(/file=waves.npy:40x32x0:.*view=series/);
  await playground.expectFinished();
});

test("data without labels show none", async ({ playground, page }) => {
  await playground.open("epochs=20");
  await drop(playground, file("waves.npy", npy(40, 32)));
  await train(playground);
  await playground.expectFinished();
  await expect(page.locator("#activations-caption")).toHaveText("each row a unit, each column a test sample");
});

test("choosing \"your own file\" from the list asks for a file", async ({ playground, page }) => {
  await playground.open("epochs=20");
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByLabel("Data", { exact: true }).selectOption("file"),
  ]);
  await expect(page.getByLabel("Data", { exact: true })).toHaveValue("classification");
  await chooser.setFiles([CSV]);
  await train(playground);
  await playground.expectFragment(/^data=file&file=/);
  await playground.expectFinished();
});

test("every other row is suggested when there are too many", async ({ playground }) => {
  await playground.open("epochs=1");
  await choose(playground, file("long.csv", "a,b\n" + times(200_001, (i) => `${i % 7},${i % 5}\n`).join("")));
  const dialog = preview(playground);
  await dialog.getByRole("button", { name: "Train on it" }).click();
  await expect(dialog.getByRole("alert")).toContainText("One in 2 is chosen now.");
  await train(playground);
  await playground.expectFragment(/file=long.csv:100001x2x0:.*every=2/);
  await playground.expectFinished();
});

test("a photo becomes patches", async ({ playground }) => {
  await playground.open("epochs=20");
  await drop(playground, file("photo.png", png(96, 64)));
  await expect(preview(playground)).toContainText("A picture of 96 × 64 pixels.");
  await train(playground, "Train on its patches");
  await playground.expectFragment(/file=photo.png:96x64:/);
  await playground.expectFinished();
});

test("values that do not fit are reported in the preview", async ({ playground }) => {
  await playground.open();
  await drop(playground, CSV);
  const dialog = preview(playground);
  await dialog.getByRole("combobox", { name: "Show each row as" }).selectOption("picture");
  await dialog.getByRole("spinbutton", { name: "width" }).fill("28");
  await dialog.getByRole("button", { name: "Train on it" }).click();
  await expect(dialog.getByRole("alert")).toContainText("view 28x");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  await playground.expectFragment("");
});

test("malformed files are reported and the run continues", async ({ playground }) => {
  await playground.open("epochs=100000");
  await playground.expectEpochPast(2);
  for (const [bad, words] of [
    [file("ragged.csv", "a,b\n1,2\n3\n"), "row 3 has 1 cells"],
    [file("empty.csv", ""), "the file is empty"],
    [file("cut.npy", npy(40, 32).subarray(0, 500)), "it is cut off or damaged"],
    [file("<img src=x>.png", png(9, 9).subarray(0, 60)), "the PNG picture is damaged"],
    [file("cut.idx.gz", idx([60], times(60, (i) => i)).subarray(0, 20)), "gzip data are damaged"],
  ]) {
    await drop(playground, bad);
    await expect(playground.problems).toContainText(`${bad.name} cannot be used; everything else continues.`);
    await expect(playground.problems).toContainText(words);
    await playground.expectEpochPast((await playground.epoch()) + 2);
  }
  await playground.expectFragment("epochs=100000");
});

test("data without usable features are rejected before the run ends", async ({ playground }) => {
  await playground.open("epochs=100000");
  await playground.expectEpochPast(2);
  for (const [bad, words] of [
    [file("one.csv", "a,b\n1,2\n"), "none is left to train on"],
    [file("holes.csv", "a,b\n1,2\n,3\n4,\n"), "none is left to train on"],
    [file("flat.png", png(40, 40, () => 90)), "All patches are flat"],
  ]) {
    await drop(playground, bad);
    const dialog = preview(playground);
    await dialog.getByRole("button", { name: "Train on it" }).click();
    await expect(dialog.getByRole("alert")).toContainText(words);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await playground.expectEpochPast((await playground.epoch()) + 2);
  }
  await playground.expectFragment("epochs=100000");
});

test("every malformed file has the message of the command line", async ({ playground }) => {
  test.setTimeout(180_000); // each of them starts a worker
  execFileSync("cargo", ["test", "--quiet", "--test", "files", "broken"], { stdio: "ignore" });
  const cases = JSON.parse(await readFile("target/tmp/broken/cases.json", "utf8"));
  await playground.open("epochs=1000000");
  await playground.expectEpochPast(2);
  for (const [number, { names, message }] of cases.entries()) {
    const bytes = (_, place) => readFile(`target/tmp/broken/${number}-${place}`);
    const contents = await Promise.all(names.map(bytes));
    await drop(playground, ...names.map((name, place) => file(name, contents[place])));
    await expect(playground.problems).toContainText(message);
  }
  await playground.expectEpochPast((await playground.epoch()) + 2);
  await playground.expectFragment("epochs=1000000");
});

test("a link carries small data, and asks for others", async ({ playground }) => {
  await playground.open("epochs=20");
  await choose(playground, CSV);
  await train(playground);
  await playground.expectFinished();
  const { fragment } = await playground.copiedLink();

  await playground.openFinished(fragment);
  await expect(playground.status).toContainText("Reproduced exactly.");

  const without = fragment.replace(/&content=[^&]*/, "");
  await playground.open(without);
  await expect(playground.problems).toContainText("This experiment uses blüten & co.csv (90 rows of 2 numbers).");
  await playground.button("Run").click();
  await expect(playground.status).toContainText("First choose blüten & co.csv");
  await drop(playground, { ...CSV, buffer: Buffer.from(CSV.buffer.toString().replace("0,5;0;0", "9,5;0;0")) });
  await expect(preview(playground).getByRole("alert")).toContainText("is not the file of this link");
  await preview(playground).getByRole("button", { name: "Cancel" }).click();
  const [chooser] = await Promise.all([
    playground.page.waitForEvent("filechooser"),
    playground.problems.getByRole("button", { name: "Choose file…" }).click(),
  ]);
  await chooser.setFiles([CSV]);
  await playground.expectFinished();
  await expect(playground.status).toContainText("Reproduced exactly.");
  await expect(playground.problems).toBeHidden();
});

const golden = async (name) => file(name, await readFile(new URL(`../golden/files/${name}`, import.meta.url)));

test("a sheet of an Excel workbook is chosen in the preview", async ({ playground }) => {
  await playground.open("epochs=5");
  await choose(playground, await golden("book.xlsx"));
  const dialog = preview(playground);
  await expect(dialog).toContainText("Excel: 12 rows, 5 columns.");
  await expect(dialog.getByRole("row", { name: /^Learn tiny/ })).toContainText("numbers");
  await dialog.getByRole("combobox", { name: "Sheet, tensor or array" }).selectOption("Other");
  await expect(dialog).toContainText("Excel: 4 rows, 3 columns.");
  await dialog.getByRole("combobox", { name: "Sheet, tensor or array" }).selectOption("Measured");
  await expect(dialog).toContainText("Excel: 12 rows, 5 columns.");
  await train(playground);
  await playground.expectFragment(/^data=file&file=book.xlsx:11x3x3:[0-9a-f]{16}&label=who/);
  await playground.expectFinished();
});

test("dropped tensors are data, and dropped weights are loaded", async ({ playground, page }) => {
  await playground.open("epochs=5");
  await drop(playground, await golden("float16.safetensors"));
  await expect(preview(playground)).toContainText("not the weights of a model of this page, so they are read as data");
  await preview(playground).getByRole("button", { name: "Cancel" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), playground.button("Save weights").click()]);
  const weights = file("w.safetensors", await readFile(await download.path()));
  for (const files of [[weights, CSV], [CSV, weights]]) {
    await drop(playground, ...files);
    await expect(playground.problems).toContainText("w.safetensors holds the weights of a model");
  }
  await drop(playground, weights);
  await expect(playground.status).toContainText("Restarted from weights w.safetensors");
});

test("a hundred dropped files are rejected and few are named", async ({ playground }) => {
  await playground.open("epochs=5");
  await drop(playground, ...times(100, (i) => file(`t${i}.csv`, "a,b\n1,2\n")));
  await expect(playground.problems).toContainText("t0.csv, t1.csv and 98 more cannot be used");
  await expect(playground.problems).toContainText("t0.csv: 100 files were given; choose one");
  await expect(playground.problems).not.toContainText("t2.csv");
});

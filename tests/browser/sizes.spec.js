// Limits for the size of downloads, so that growth is noticed.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const LATER = /^(page-rest|training|reader|pictures|workbooks|evaluation|export|licences|_headers)/;
const files = readdirSync(dist, { withFileTypes: true }).filter((entry) => entry.isFile());
const size = (pack, matches) => {
  const sizes = files.filter(({ name }) => matches(name)).map(({ name }) => pack(readFileSync(dist + name)).length);
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1000);
};

// When this fails, scripts/cold-functions.mjs counts again which functions a first visit needs.
test("the first load stays below 350 kB with brotli", () => {
  expect(size(brotliCompressSync, (name) => !LATER.test(name))).toBeLessThan(350);
});

test("the additional download for a user's table stays below 350 kB with gzip", () => {
  expect(size((file) => gzipSync(file, { level: 9 }), (name) => name.startsWith("reader-"))).toBeLessThan(350);
});

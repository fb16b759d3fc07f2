// The licence texts of everything that is compiled into the page and its workers, from the packages
// themselves. A licence that deny.toml does not allow is an error.
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";

// Packages without a licence text. Each of them is, or may be used, under the MIT licence.
const MISSING = "The package holds no licence text; it is used under the MIT licence, whose text stands first in this file, with its own authors as copyright holders.";
const LICENCE_FILE = /^(licen[cs]e|copying|copyright|notice|unlicense)/i;

// Returns all packages that the wasm32 programs are linked from.
function linked() {
  const options = ["--format-version", "1", "--locked", "--filter-platform", "wasm32-unknown-unknown"];
  const metadata = JSON.parse(execFileSync("cargo", ["metadata", ...options], { encoding: "utf8", maxBuffer: 1 << 28 }));
  const packages = new Map(metadata.packages.map((found) => [found.id, found]));
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const reached = new Set();
  const visit = (id) => {
    // Dependencies of macros run in the compiler only.
    const isMacro = packages.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));
    if (isMacro || reached.has(id)) return;
    reached.add(id);
    for (const { pkg, dep_kinds } of nodes.get(id).deps) if (dep_kinds.some(({ kind }) => kind === null)) visit(pkg);
  };
  metadata.workspace_members.forEach(visit);
  for (const own of metadata.workspace_members) reached.delete(own);
  return [...reached].map((id) => packages.get(id)).sort((a, b) => (a.id < b.id ? -1 : 1));
}

// Returns whether a package may be used under licences that deny.toml allows: one of each `OR`, all of each `AND`.
function isAllowed(expression, allowed) {
  const text = (expression ?? "").replaceAll("/", " OR ").replace(/[()]/g, " $& ");
  const words = text.split(/\s+/).filter(Boolean);
  const any = () => {
    let result = all();
    while (words[0] === "OR") (words.shift(), (result = all() || result));
    return result;
  };
  const all = () => {
    let result = one();
    while (words[0] === "AND") (words.shift(), (result = one() && result));
    return result;
  };
  const one = () => {
    const word = words.shift();
    if (word === "(") {
      const result = any();
      words.shift();
      return result;
    }
    const exception = words[0] === "WITH" ? ` ${words.splice(0, 2).join(" ")}` : "";
    return allowed.has(`${word}${exception}`);
  };
  return any();
}

export function licences() {
  const [, list] = /\[licenses\][^[]*allow = \[([^\]]*)\]/.exec(readFileSync("deny.toml", "utf8"));
  const allowed = new Set([...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name));
  const packages = linked();
  const refused = packages.filter(({ license }) => !isAllowed(license, allowed));
  if (refused.length) throw new Error(`deny.toml does not allow: ${refused.map(({ name, license }) => `${name} (${license})`).join(", ")}`);

  // A text that several packages share is written once.
  const texts = new Map();
  const note = (text, who) => texts.set(text, [...(texts.get(text) ?? []), who]);
  for (const { name, version, license, authors, manifest_path } of packages) {
    const folder = dirname(manifest_path);
    const files = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isFile() && LICENCE_FILE.test(file.name));
    const who = `${name} ${version} (${license})`;
    for (const file of files) note(readFileSync(join(folder, file.name), "utf8").replaceAll("\r\n", "\n").trim(), who);
    if (!files.length) note(`${MISSING} Authors: ${authors.join(", ") || "not named"}.`, who);
  }
  const own = ["LICENSE-MIT", "LICENSE-APACHE"].map((file) => readFileSync(file, "utf8").trim());
  const head =
    "Sparse Autoencoder Playground, MIT OR Apache-2.0, and the standard library of Rust, Copyright (c) The Rust Project " +
    "Contributors, under the same licences.";
  const others = [...texts].map(([text, who]) => `${who.join(", ")}\n\n${text}`);
  const rule = `\n\n${"=".repeat(80)}\n\n`;
  return [head, ...own, "The data files: see data/README.md.", ...others].join(rule) + "\n";
}

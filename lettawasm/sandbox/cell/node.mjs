// A cell under Node. Untrusted code runs in a context of its own, into which only texts and numbers pass; this file
// is the wall. Behind it Node's own flags see to it that there is nothing to be had: no files, no processes, no
// threads, no code made of texts, and no intrinsics that could be changed.
//
// Usage: node … node.mjs <folder of Pyodide> <folder of our Python> [<file with a memory>]
// Texts come in at stdin and leave at stdout, one a line: see cell.js. The first line is {"memory": size}, as soon as
// Python has started, and so many bytes follow it: the memory that the next start may begin with.
import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { createInterface } from "node:readline";
import { createContext, SourceTextModule } from "node:vm";

const PARTS = "href origin protocol username password host hostname port pathname search hash".split(" ");
const [runtime, ourPython, memoryFile] = process.argv.slice(2);
const context = createContext(Object.create(null), { codeGeneration: { strings: true, wasm: true } });
const modules = new Map();
const timers = new Map();

process.on("unhandledRejection", () => {}); // theirs; to look at it would be to run it
process.on("uncaughtException", () => process.exit(70));

const { furnish, room } = await load("./realm.js");
const { fire, post } = furnish({
  post: (text) => void process.stdout.write(`${text}\n`),
  later: (id, milliseconds) => void timers.set(id, setTimeout(ring, milliseconds, id)),
  never: (id) => clearTimeout(timers.get(id)),
  random: (count) => randomBytes(count).toString("hex"),
  now: () => performance.now(),
  parse: partsOf,
});
const { open } = await load("./open.js"); // Pyodide looks around where it is
const memory = memoryFile ? bytesOf(memoryFile) : null;
const { hear, started } = open(
  post,
  bytesOf(`${runtime}/pyodide.asm.wasm`),
  bytesOf(stdlib()),
  ours(),
  memory,
);
const { memory: made } = await started;
process.stdout.write(`${JSON.stringify({ memory: made?.length ?? 0 })}\n`);
if (made) process.stdout.write(made);
for await (const line of createInterface({ input: process.stdin })) hear(line);
process.exit(); // whatever they left running

async function load(specifier) {
  const module = moduleOf(specifier);
  await module.link(moduleOf);
  await module.evaluate();
  return module.namespace;
}

function moduleOf(specifier) {
  const path = `${specifier.startsWith("./pyodide.") ? runtime : import.meta.dirname}/${specifier}`;
  if (!modules.has(path)) {
    const initializeImportMeta = (meta) => void (meta.url = "file:///cell/");
    modules.set(path, new SourceTextModule(readFileSync(path, "utf8"), { context, initializeImportMeta }));
  }
  return modules.get(path);
}

function stdlib() {
  const name = readdirSync(runtime).find((each) => /^(python_)?stdlib\.zip$/.test(each));
  return `${runtime}/${name}`;
}

function ours() {
  const names = readdirSync(ourPython).filter((name) => name.endsWith(".py"));
  return JSON.stringify(
    Object.fromEntries(names.map((name) => [name, readFileSync(`${ourPython}/${name}`, "utf8")])),
  );
}

/** A file's bytes, in the context. */
function bytesOf(path) {
  const file = openSync(path);
  const bytes = room(fstatSync(file).size);
  for (let at = 0; at < bytes.length;) at += readSync(file, bytes, { offset: at });
  closeSync(file);
  return bytes;
}

function ring(id) {
  timers.delete(id);
  try {
    fire(id);
  } catch {
    process.exit(70); // Python has come to its end, or they have asked for it
  }
}

function partsOf(address, base) {
  if (!URL.canParse(address, base || undefined)) return "";
  const url = new URL(address, base || undefined);
  return JSON.stringify(Object.fromEntries(PARTS.map((name) => [name, url[name]])));
}

// The cells of a page, each a frame in an origin of its own that is nobody's. This frame belongs to the site, so it
// can fetch, offline too, what those must be handed; they can fetch nothing at all.

/** In the order in which they import each other. */
const MODULES = [
  "../runtime/pyodide.asm.mjs",
  "../runtime/pyodide.mjs",
  "cell/cell.js",
  "cell/fetch.js",
  "cell/javascript.js",
  "cell/python.js",
  "cell/open.js",
  "cell/worker.js",
];
const INSIDE = ["__init__", "arguments", "problems", "results", "runner", "state"].map(
  (name) => `${name}.py`,
);

const POLICY = "default-src 'none'; script-src HASH blob: 'unsafe-eval' 'wasm-unsafe-eval'; worker-src blob:";
const POLICIES = `${POLICY}; connect-src 'none'; base-uri 'none'; form-action 'none'`;

const LOOK_EVERY = 500; // milliseconds

/** @typedef {Awaited<ReturnType<typeof load>>} Parts */

/** @type {Promise<Parts> | null} */
let parts = null;
/** @type {Uint8Array | null} */
let memory = null;

/** @type {Map<HTMLIFrameElement, () => void>} */
const ends = new Map(); // of the cells there are
setInterval(look, LOOK_EVERY);

// Whoever embeds this may have cells, which hold nothing but what they are sent.
addEventListener("message", ({ source, data, ports: [texts, life] }) => {
  if (source === parent && data === "open") openCell(texts, life);
});
parent.postMessage("ready", "*");

/** @param {MessagePort} texts @param {MessagePort} life */
async function openCell(texts, life) {
  try {
    parts ??= load();
    const { document: text, modules, wasm, stdlib, inside } = await parts;
    const frame = await show(text);
    const end = () => {
      frame.remove();
      tellEnd(life);
    };
    life.addEventListener("close", end);
    life.onmessage = end;
    listen(frame, end);
    ends.set(frame, end);
    frame.contentWindow?.postMessage({ modules, parts: { wasm, stdlib, inside, memory } }, "*", [texts]);
  } catch (error) {
    parts = null; // it may be there another time
    tellEnd(life);
    throw error;
  }
}

/** Not every browser tells the other end of closing. @param {MessagePort} life */
function tellEnd(life) {
  life.postMessage("end");
  life.close();
}

/**
 * The first thing that a cell's document says is the memory it began with, the last that its end has come.
 * @param {HTMLIFrameElement} frame @param {() => void} end
 */
function listen(frame, end) {
  addEventListener("message", function hear({ source, data }) {
    if (!frame.isConnected) return removeEventListener("message", hear);
    if (source !== frame.contentWindow) return;
    if (data === "end") end();
    else memory ??= data;
  });
}

/**
 * A browser that can gives all cells together a process of their own. Should that end, by what a tool did in it, nobody
 * is told; but then the frame within each cell's document is gone.
 */
function look() {
  for (const [frame, end] of ends) {
    if (frame.contentWindow?.length) continue;
    ends.delete(frame);
    end();
  }
}

/** @param {string} text @returns {Promise<HTMLIFrameElement>} */
function show(text) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.srcdoc = text;
  return new Promise((resolve) => {
    frame.onload = () => resolve(frame);
    document.body.append(frame);
  });
}

async function load() {
  const texts = await Promise.all(MODULES.map(textOf));
  const inside = await Promise.all(INSIDE.map(async (name) => [name, await textOf(`inside/${name}`)]));
  return {
    document: await documentOf(await textOf("inner.js")),
    modules: Object.fromEntries(texts.map((text, n) => [MODULES[n].split("/").at(-1), text])),
    wasm: await bytesOf("../runtime/pyodide.asm.wasm"),
    stdlib: await bytesOf("../runtime/stdlib.zip"),
    inside: JSON.stringify(Object.fromEntries(inside)),
  };
}

/** @param {string} script */
async function documentOf(script) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(script)));
  const hash = `'sha256-${btoa(String.fromCharCode(...digest))}'`;
  const policy = POLICIES.replace("HASH", hash);
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${script}</script>`;
}

/** @param {string} path */
async function textOf(path) {
  return (await fetched(path)).text();
}

/** @param {string} path */
async function bytesOf(path) {
  return new Uint8Array(await (await fetched(path)).arrayBuffer());
}

/** @param {string} path  below this folder */
async function fetched(path) {
  const response = await fetch(new URL(path, import.meta.url));
  if (!response.ok) throw new Error(`${path} could not be fetched (HTTP ${response.status}).`);
  return response;
}

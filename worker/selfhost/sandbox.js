// The one worker of a process for tools: gives each line to an isolate that it loads without a network and without a
// binding. Asked for nothing, it says whether it can go on.
import sources from "isolate.json";
import asm from "text/pyodide.asm.mjs";
import pyodide from "text/pyodide.mjs";
import wasm from "./pyodide.asm.wasm";
import stdlib from "./stdlib.zip";

/**
 * @typedef {{ getEntrypoint: () => { fetch: typeof fetch } }} Isolate
 * @typedef {{ get: (name: string, code: () => object) => Isolate, load: (code: object) => Isolate }} Loader
 */

const MOST = 6; // isolates with Python in them, of which none is ever unloaded: then another process takes over
const UPGRADE = { headers: { Upgrade: "websocket" } };
const SOURCES = Object.fromEntries(Object.entries(sources).map(([name, js]) => [name, { js }]));
const PYTHON = codeOf("tools.js", {
  "pyodide.asm.mjs": { js: asm },
  "pyodide.asm.wasm": { wasm },
  "pyodide.mjs": { js: pyodide },
  "stdlib.zip": { data: stdlib },
});

/** @type {Set<string>} */
const loaded = new Set();

export default {
  /** @param {Request} request @param {{ LOADER: Loader }} env */
  async fetch(request, { LOADER }) {
    if (!request.headers.has("Upgrade"))
      return new Response(null, { status: loaded.size < MOST ? 204 : 503 });
    const { pathname: key, search } = new URL(request.url);
    if (search === "?script")
      return between((job) => lineTo(LOADER.load(codeOf("script.js", { "job.txt": { text: job } }))));
    loaded.add(key);
    return LOADER.get(key, () => PYTHON)
      .getEntrypoint()
      .fetch(request);
  },
};

/** @param {string} mainModule @param {object} modules */
function codeOf(mainModule, modules) {
  return {
    compatibilityDate: "2026-11-01",
    mainModule,
    modules: { ...SOURCES, ...modules },
    env: {},
    globalOutbound: null,
  };
}

/** @param {Isolate} isolate */
async function lineTo(isolate) {
  const response = await isolate.getEntrypoint().fetch("http://isolate/", UPGRADE);
  return /** @type {{ webSocket: AcceptedSocket }} */ (/** @type {unknown} */ (response)).webSocket;
}

/**
 * A line that goes on to whatever the first message on it, which is passed on too, opens.
 * @param {(first: string) => Promise<AcceptedSocket>} open
 */
function between(open) {
  const { 0: theirs, 1: ours } = new WebSocketPair();
  /** @type {Promise<AcceptedSocket> | undefined} */
  let inner;
  ours.addEventListener("message", async ({ data }) => {
    const opening = (inner ??= open(data).then((socket) => joined(socket, ours)));
    await opening.then(
      (socket) => socket.send(data),
      () => ours.close(1011),
    );
  });
  ours.addEventListener("close", async () => (await inner)?.close());
  ours.accept();
  return new Response(null, /** @type {ResponseInit} */ ({ status: 101, webSocket: theirs }));
}

/** @param {AcceptedSocket} inner @param {WebSocket} ours */
function joined(inner, ours) {
  inner.addEventListener("message", ({ data }) => ours.send(data));
  inner.addEventListener("close", () => ours.close(1000));
  inner.accept();
  return inner;
}

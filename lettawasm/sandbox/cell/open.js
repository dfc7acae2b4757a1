// Opens a cell: Python begins to start, and JavaScript is there.
import { Cell } from "./cell.js";
import { fetchOver } from "./fetch.js";
import { runJavaScript } from "./javascript.js";
import { startPython } from "./python.js";

/**
 * @param {(text: string) => void} post
 * @param {Uint8Array<ArrayBuffer>} wasm
 * @param {Uint8Array<ArrayBuffer>} stdlib
 * @param {string} inside  our own Python in JSON, by file name
 * @param {Uint8Array<ArrayBuffer> | null} memory  of an earlier start
 * @returns {{ hear: (text: string) => void, started: ReturnType<typeof startPython> }}
 */
export function open(post, wasm, stdlib, inside, memory) {
  /** @type {(...request: any[]) => Promise<any>} */
  let fetchNow = async () => ({ ok: true, arrayBuffer: async () => stdlib }); // all that Pyodide asks for
  Object.assign(globalThis, { fetch: (/** @type {any[]} */ ...request) => fetchNow(...request) }); // for good
  const started = startPython({ wasm, inside: JSON.parse(inside), memory });
  /** @type {Record<string, () => Promise<import("./cell.js").Engine>>} */
  const engines = { python: () => started, javascript: async () => ({ run: runJavaScript }) };
  const cell = new Cell(post, (language) => engines[language]());
  started.then(() => (fetchNow = fetchOver(cell.ask)));
  return { hear: (text) => void cell.hear(text), started };
}

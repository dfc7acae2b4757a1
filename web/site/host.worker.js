// The host worker: Python, its database and the app. It boots at once and waits; when its page has won
// the election it is promoted, opens the files and answers. Requests that come earlier wait in line.
import { serveOver } from "./bridge.js";
import { openFiles, opfsFileSystem } from "./opfs.js";
import { boot } from "./runtime.js";
import { dropSnapshots } from "./snapshot.js";
import { NEWER, channelName, workerLock } from "./names.js";

/** @typedef {import("./bridge.js").App} App */

const FOLDER = ["lettawasm", "spaces", "default"];
const DATABASE = "space.db";
const MOUNT = "/data";
const READS = /\/v1\/(runs\/[^/]+\/stream|agents\/import\/inspect|.*\/search|.*backup(\/verify)?)\/?$/; // POSTs that write nothing

const alive = workerLock(crypto.randomUUID());
const changes = new BroadcastChannel(channelName);
/** @type {PromiseWithResolvers<void>} */
const promoted = Promise.withResolvers();

/** Held for as long as the worker lives: its release tells everyone that it died. */
const living = new Promise((resolve) => {
  navigator.locks.request(alive, () => {
    resolve(undefined);
    postMessage({ type: "alive", lock: alive });
    return new Promise(() => {});
  });
});

const booted = boot((stage, fraction) => postMessage({ type: "progress", stage, fraction }));
booted.then(({ restored }) => postMessage({ type: "booted", restored })).catch(() => {}); // `handle` fails too
const files = promoted.promise.then(openDatabase);
const handle = Promise.all([booted, files]).then(([runtime, files]) => start(runtime, files));
handle.catch(fail);

addEventListener("message", async ({ data, ports: [port] }) => {
  if (data.type === "promote") promoted.resolve();
  if (data.type !== "connect") return;
  await living;
  serveOver(port, app);
  port.postMessage({ type: "hello", alive });
});

/** @type {App} */
async function app(scope, body, reply, gone) {
  const ask = await handle;
  const isChange = scope.method !== "GET" && scope.method !== "HEAD" && !READS.test(scope.path);
  const tell = () => isChange && changes.postMessage({ type: "changed", path: scope.path });
  tell(); // a turn is worth watching from its start
  try {
    await ask(scope, body, reply, gone);
  } catch (error) {
    if (isFatal(error)) close(); // the page starts a new worker
    throw error;
  } finally {
    tell();
  }
}

/** Python itself has come to an end: no memory left, or worse. @param {unknown} error */
function isFatal(error) {
  return error instanceof WebAssembly.RuntimeError || /fatally failed/.test(String(error));
}

async function openDatabase() {
  let folder = await navigator.storage.getDirectory();
  for (const name of FOLDER) folder = await folder.getDirectoryHandle(name, { create: true });
  return openFiles(
    folder,
    ["", "-wal", "-journal"].map((suffix) => DATABASE + suffix),
  );
}

/**
 * @param {import("./runtime.js").Runtime} runtime
 * @param {Awaited<ReturnType<typeof openFiles>>} files
 * @returns {App}
 */
function start({ pyodide, restored, keep }, files) {
  postMessage({ type: "progress", stage: "storage", fraction: 0 });
  const { FS } = /** @type {any} */ (pyodide);
  FS.mkdirTree(MOUNT);
  FS.mount(opfsFileSystem(FS, files), {}, MOUNT);
  const { start } = pyodide.pyimport("lettawasm.hosts.browser");
  const ask = start(`${MOUNT}/${DATABASE}`, crypto, engine, cell, lookAround);
  postMessage({ type: "ready", restored });
  changes.postMessage({ type: "changed", path: "/" }); // what the last host left undone has been closed
  keep().catch((error) => console.warn("No snapshot was kept; the next start will be slower.", error));
  return ask;
}

/** Models that run in this tab. @param {string} name @param {(text: string) => void} hear */
async function engine(name, hear) {
  const { connect } = await import("./engines/engines.js");
  return connect(name, hear);
}

/** An interpreter of the sandbox. @param {(text: string | null) => void} hear */
async function cell(hear) {
  const { openCell } = await import("./sandbox/wire.js");
  return openCell(hear);
}

const lookAround = () => import("./engines/surroundings.js");

/** The database was written by a newer version, and was left as it is. @param {unknown} error  Python's has a type */
function isNewer(error) {
  return /** @type {any} */ (error)?.type === NEWER;
}

/** @param {unknown} error */
async function fail(error) {
  const { restored } = await booted.catch(() => ({ restored: false }));
  if (restored && !isNewer(error)) await dropSnapshots(); // it may be the cause, and is easily made again
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  postMessage({ type: "failed", name: isNewer(error) ? NEWER : name, message });
}

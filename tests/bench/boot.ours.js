// Rides along in our own page, as one more of its files, and tells when the page had its first answer from the
// API and when a person could use it. Times are milliseconds since the navigation.

/** @typedef {import("../../web/site/lettawasm.js").Lettawasm} Lettawasm */

/** @param {unknown} value */
const say = (value) => fetch("/said/visited", { method: "POST", body: JSON.stringify(value) });

const runtime = /** @type {Lettawasm} */ (/** @type {any} */ (globalThis).lettawasm);
const answered = runtime
  .fetch(`${runtime.baseURL}/v1/health/`)
  .then((response) => response.json())
  .then(() => performance.now());
const usable = seen(() => document.body.classList.contains("ready")).then(() => performance.now());

const times = { answered: await answered, usable: await usable };
await navigator.serviceWorker.ready; // everything is kept for the next visit
await eventually(findSnapshot);
if (location.hash === "#forget") await eventually(forgetSnapshot);
await say({ ...times, restored: runtime.status.restored });

/** @param {() => boolean} holds  about the body's attributes */
function seen(holds) {
  return new Promise((resolve) => {
    const look = () => holds() && resolve(undefined);
    new MutationObserver(look).observe(document.body, { attributes: true });
    look();
  });
}

/** @template T @param {() => Promise<T | undefined>} find @returns {Promise<T>} */
async function eventually(find) {
  for (;;) {
    const found = await find();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The whole snapshot: one that is being written lies beside it, in Chromium under a name of this ending. */
async function findSnapshot() {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("lettawasm-runtime").catch(() => undefined);
  for await (const file of folder?.values() ?? []) {
    const isWhole = file.kind === "file" && !file.name.endsWith(".crswap") && (await file.getFile()).size > 0;
    if (isWhole) return /** @type {any} */ (file);
  }
}

/** Its file may still be in use. */
async function forgetSnapshot() {
  const snapshot = await findSnapshot();
  await snapshot?.remove().catch(() => {});
  return !(await findSnapshot());
}

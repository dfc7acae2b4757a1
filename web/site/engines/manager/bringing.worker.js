// The worker of one model on its way: it holds the model's lock, and tells all tabs how far it is.
import { copyModel, fetchModel } from "./bringing.js";
import { CHANNEL, lockOf, readNote, writeNote } from "./store.js";

/** @typedef {import("./manager.js").News} News */

const EVERY = 250; // ms between two news
const tabs = new BroadcastChannel(CHANNEL);
const stopping = new AbortController();

addEventListener("message", ({ data: { name, entry, files } }) => {
  tabs.onmessage = ({ data }) => data.stop === name && stopping.abort(new Error(""));
  const bring = async () => {
    if (files) return copyModel(entry, files, care(name));
    const note = await readNote(name);
    await writeNote({ ...note, problem: undefined });
    return fetchModel(note, care(name));
  };
  navigator.locks
    .request(lockOf(name), { ifAvailable: true }, (lock) => {
      postMessage("begun"); // perhaps by another tab
      return lock && brought(name, bring);
    })
    .finally(close);
});

/** @param {string} name @param {() => Promise<void>} bring */
async function brought(name, bring) {
  try {
    await bring();
    tell({ name, state: "here" });
  } catch (error) {
    const problem = stopping.signal.aborted ? "" : sentenceOf(error);
    await readNote(name)
      .then((note) => writeNote({ ...note, problem }))
      .catch(() => {}); // a copy has none
    tell({ name, state: "stopped", problem });
  }
}

/** Tells how far it is, and how fast, as long as something happens. @param {string} name @returns {import("./bringing.js").Care} */
function care(name) {
  /** @type {Required<Pick<News, "state" | "here" | "size">>} */
  let now = { state: "fetching", here: 0, size: 0 };
  let last = now;
  setInterval(() => {
    if (now === last) return;
    const came = now.state === last.state && last.here > 0 ? now.here - last.here : 0;
    tell({ name, ...now, speed: (1000 * Math.max(0, came)) / EVERY });
    last = now;
  }, EVERY);
  return {
    signal: stopping.signal,
    open: (file) => /** @type {any} */ (file).createSyncAccessHandle(),
    tell: (state, here, size) => (now = { state, here, size }),
  };
}

/** @param {News} news */
function tell(news) {
  tabs.postMessage(news);
}

/** @param {unknown} error */
function sentenceOf(error) {
  return error instanceof Error && error.message ? error.message : String(error);
}

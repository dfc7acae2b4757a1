// The models of this browser, for its pages: what is here, what is on its way, and how both begin and end. What a page
// asks for is done in workers and told to all tabs. The messages of errors are codes, as those of a download are.
import { channelName } from "../../names.js";
import { spawn } from "../../spawn.js";
import { entriesOf } from "../models.js";
import { eraseCompiled, eraseFragments } from "./compiled.js";
import { isProjector } from "./gguf.js";
import { pinned } from "./hashes.js";
import { CHANNEL, allNotes, erase, hide, lockOf, sizeHere, sizeOf, writeNote } from "./store.js";

/** @typedef {import("../models.js").Entry} Entry */
/** @typedef {import("./store.js").Note} Note */

/**
 * @typedef {object} News
 * @property {string} name
 * @property {"fetching" | "checking" | "here" | "stopped" | "gone"} state
 * @property {number} [here]  bytes
 * @property {number} [size]  bytes
 * @property {number} [speed]  bytes a second
 * @property {string} [problem]  a code, or an engine's sentence; empty where a person stopped it
 */

/** @typedef {{ note: Note, here: number, size: number, isGoing: boolean }} OnItsWay */
/**
 * Addresses may end with `#sha256=` and what the file has to hash to; of a split one, its first part.
 * @typedef {object} Wanted
 * @property {string} url
 * @property {string} [projector]  the address of the file that gives it eyes
 * @property {string} [name]
 * @property {number} [context]
 * @property {number} [size]
 */

const SHARD = /-(\d{5})-of-(\d{5})\.gguf$/i;

/** @returns {Promise<{ models: Entry[], underway: OnItsWay[] }>} */
export async function inventory() {
  const [chat, compiled, notes, { held = [] }] = await Promise.all([
    entriesOf("wllama"),
    entriesOf("webllm"),
    allNotes(),
    navigator.locks.query(),
  ]);
  const models = [...chat, ...compiled];
  const locks = new Set(held.map(({ name }) => name));
  const open = notes.filter(({ entry }) => !models.some(({ name }) => name === entry.name));
  const underway = open.map(async (note) => ({
    note,
    here: await sizeHere(note.entry),
    size: sizeOf(note),
    isGoing: locks.has(lockOf(note.entry.name)),
  }));
  return { models, underway: await Promise.all(underway) };
}

/** Hear of every model on its way in any tab, until `signal` ends it. @param {(news: News) => void} hear @param {AbortSignal} signal */
export function listen(hear, signal) {
  const tabs = new BroadcastChannel(CHANNEL);
  tabs.onmessage = ({ data }) => data.state && hear(data);
  signal.addEventListener("abort", () => tabs.close());
}

/** Begin to fetch a GGUF file; of a split one, all parts. Its name in this browser. @param {Wanted} wanted */
export async function fetchGguf({ url, projector, name, context = 0, size = 0 }) {
  const parts = partsOf(url);
  const eyes = projector ? partsOf(projector).map((part) => ({ ...part, file: `mmproj-${part.file}` })) : [];
  const entry = await fresh({ name: name ?? nameOf(parts[0].file), source: url, context, size });
  await writeNote({ entry, parts: [...parts, ...eyes] });
  await goOn(entry.name);
  return entry.name;
}

/** WebLLM fetches its models by itself. @param {{ name: string, source: string, library?: string, context: number, size: number, sees?: boolean }} compiled */
export async function fetchCompiled({ name, source, library, context, size, sees }) {
  const entry = { ...(await fresh({ name, source, context, size })), engine: "webllm", library, sees };
  await writeNote({ entry, parts: [] });
  await goOn(name);
}

/** Copy a file of the disk, or all parts of a split one, and the projector that may come with it. Its name in this browser. @param {File[]} files */
export async function keepFiles(files) {
  const areEyes = await Promise.all(files.map(isProjector));
  const parts = files.filter((_, at) => !areEyes[at]).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const eyes = files.filter((_, at) => areEyes[at]);
  if (!parts.length) throw new Error("onlyProjector");
  const [{ name }] = parts;
  const [, , of] = SHARD.exec(name) ?? [];
  if (Number(of ?? 1) !== parts.length) throw new Error(of ? `allParts:${Number(of)}` : "oneModel");
  if (eyes.length > 1) throw new Error("oneProjector");
  const size = files.reduce((sum, file) => sum + file.size, 0);
  const entry = await fresh({ name: nameOf(name), source: name, context: 0, size });
  await bring({ name: entry.name, entry, files: [...parts, ...eyes] });
  return entry.name;
}

/** Until it has begun. @param {string} name */
export function goOn(name) {
  return bring({ name });
}

/** It can go on later. @param {string} name */
export function stop(name) {
  say({ stop: name });
}

/** Delete a model, or what is there of it. What can't be deleted now stays on the list as what is left. @param {string} name */
export async function remove(name) {
  stop(name);
  free(); // an engine that holds its files would be in the way
  await navigator.locks.request(lockOf(name), async () => {
    const { models, underway } = await inventory();
    const all = [...models, ...underway.map(({ note }) => note.entry)];
    const entry = all.find((each) => each.name === name);
    const others = all.filter((each) => each.name !== name && each.engine === "webllm");
    const isQuiet = !underway.some(({ note, isGoing }) => isGoing && others.includes(note.entry));
    if (entry) await writeNote({ entry, parts: [], problem: "left" });
    try {
      await hide(name);
      if (entry?.engine === "webllm") await eraseCompiled(entry, others);
      if (isQuiet) await eraseFragments();
      await erase(name);
    } catch {
      say({ name, state: "stopped", problem: "left" });
      throw new Error("left");
    }
  });
  say({ name, state: "gone" });
}

/** Have all engines let go of the memory that they hold. */
export function free() {
  const pages = new BroadcastChannel(channelName);
  pages.postMessage({ type: "free" });
  pages.close();
}

/** @param {Pick<Entry, "name" | "source" | "context" | "size">} known @returns {Promise<Entry>} */
async function fresh(known) {
  const { models, underway } = await inventory();
  const names = [...models, ...underway.map(({ note }) => note.entry)].map(({ name }) => name);
  const { held = [] } = await navigator.locks.query();
  if (names.includes(known.name) || held.some(({ name }) => name === lockOf(known.name))) {
    throw new Error(`known:${known.name}`);
  }
  await erase(known.name); // a copy that was broken off has left it
  return { ...known, engine: "wllama", kind: "chat" };
}

/** In a worker of its own, which goes when it is done. @param {{ name: string, entry?: Entry, files?: File[] }} what */
async function bring(what) {
  const worker = spawn(new URL("bringing.worker.js", import.meta.url), lockOf(what.name));
  await new Promise((resolve) => {
    worker.onmessage = resolve;
    worker.onerror = resolve;
    worker.postMessage(what);
  });
}

/** @param {object} message */
function say(message) {
  const tabs = new BroadcastChannel(CHANNEL);
  tabs.postMessage(message);
  tabs.close();
}

/** @param {string} address  with what its file has to hash to, perhaps */
function partsOf(address) {
  const { url, sha256 } = pinned(address);
  const parts = shards(url).map((each) => ({ url: each, file: fileName(each), seen: null }));
  return parts.map((part, at) => (at === 0 && sha256 ? { ...part, sha256 } : part));
}

/** Whether it is the address of one part of several. @param {string} address */
export function isSplit(address) {
  return shards(pinned(address).url).length > 1;
}

/** @param {string} url */
function shards(url) {
  const [text, , of] = SHARD.exec(new URL(url).pathname) ?? [];
  if (!text) return [url];
  const numbers = Array.from({ length: Number(of) }, (_, index) => String(index + 1).padStart(5, "0"));
  return numbers.map((number) => url.replace(text, `-${number}-of-${of}.gguf`));
}

/** @param {string} url */
function fileName(url) {
  const last = decodeURIComponent(new URL(url).pathname).split("/").at(-1) ?? "";
  return last.replace(/[^\w.-]+/g, "-") || "model.gguf";
}

/** @param {string} file */
function nameOf(file) {
  const name = file.replace(SHARD, "").replace(/\.gguf$/i, "");
  return name.replace(/[^\w.-]+/g, "-").replace(/^[.-]+/, "") || "model";
}

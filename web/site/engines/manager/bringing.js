// Brings one model into this browser, from the network or from files of a person's, and checks it. It runs in a worker.
import { filesOf } from "../models.js";
import { sizeOfCompiled } from "./compiled.js";
import { Refused, append, download } from "./download.js";
import { aboutOf, mustBeWhole } from "./gguf.js";
import { toldBy } from "./hashes.js";
import { digestOf } from "./sha256.js";
import { complete, erase, folderOf, sizeOf, writeNote } from "./store.js";

/** @typedef {import("../models.js").Entry} Entry */
/** @typedef {import("./download.js").Sink} Sink */
/** @typedef {import("./store.js").Note} Note */
/** @typedef {(state: "fetching" | "checking", here: number, size: number) => void} Tell */
/** @typedef {Sink & { flush: () => void, close: () => void }} Open */
/** @typedef {{ tell: Tell, signal: AbortSignal, open: (file: FileSystemFileHandle) => Promise<Open> }} Care */

/** Go on with what a note says. @param {Note} note @param {Care} care */
export async function fetchModel(note, care) {
  if (note.entry.engine === "webllm") return fetchByEngine(note.entry, care);
  const folder = await folderOf(note.entry.name, true);
  let before = 0;
  for (const part of note.parts) {
    const sink = await care.open(await folder.getFileHandle(part.file, { create: true }));
    const report = () => care.tell("fetching", before + sink.getSize(), sizeOf(note));
    const remember = (/** @type {import("./download.js").Seen} */ seen) => {
      part.seen = seen;
      return writeNote(note);
    };
    try {
      await download(part.url, sink, part.seen, { signal: care.signal, report, remember });
      sink.flush();
      before += sink.getSize();
    } finally {
      sink.close();
    }
  }
  await finish(note.entry, await hashesOf(note, care.signal), care);
}

/** What its files have to hash to, where somebody says it. @param {Note} note @param {AbortSignal} signal */
async function hashesOf({ parts }, signal) {
  const hashes = new Map();
  for (const { url, file, sha256 } of parts) hashes.set(file, sha256 ?? (await toldBy(url, signal)));
  return hashes;
}

/** Files of the disk are copied: a browser may take back the leave to read them. @param {Entry} entry @param {File[]} files @param {Care} care */
export async function copyModel(entry, files, care) {
  await aboutOf(files[0]);
  const folder = await folderOf(entry.name, true);
  let before = 0;
  try {
    for (const file of files) {
      const sink = await care.open(await folder.getFileHandle(file.name, { create: true }));
      try {
        for await (const bytes of file.stream()) {
          care.signal.throwIfAborted();
          append(sink, /** @type {Uint8Array<ArrayBuffer>} */ (bytes));
          care.tell("fetching", before + sink.getSize(), entry.size);
        }
        sink.flush();
        before += sink.getSize();
      } finally {
        sink.close();
      }
    }
    await finish(entry, new Map(), care);
  } catch (error) {
    await erase(entry.name); // a half of it is of no use: the whole lies elsewhere
    throw error;
  }
}

/** @param {Entry} entry @param {Map<string, string | undefined>} hashes  of files @param {Care} care */
async function finish(entry, hashes, { tell, signal }) {
  const files = await filesOf(entry.name);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  tell("checking", 0, size);
  const { context, ...known } = await aboutAll(files).catch((error) => refuse(entry, error));
  let before = 0;
  for (const file of files) {
    const expected = hashes.get(file.name);
    const report = (/** @type {number} */ read) => tell("checking", before + read, size);
    if (expected && (await digestOf(file, report, signal)) !== expected) {
      await refuse(entry, new Refused("unexpected"));
    }
    before += file.size;
  }
  await complete({ ...entry, ...known, context: entry.context || context, size });
}

/** What a model is. Of several files the first tells it; a projector among them gives it eyes. @param {File[]} files */
async function aboutAll(files) {
  const abouts = [];
  for (const file of files) {
    abouts.push(await aboutOf(file)); // one by one, for each is read in a large piece
    await mustBeWhole(file);
  }
  const model = abouts.find(({ kind }) => kind !== "projector");
  if (!model) throw new Refused("onlyProjector");
  const kind = /** @type {Entry["kind"]} */ (model.kind);
  return { kind, context: model.context, sees: abouts.some(({ sees }) => sees) };
}

/** What is no model is not kept, but its note is: it says why. @param {Entry} entry @param {unknown} error @returns {Promise<never>} */
async function refuse(entry, error) {
  const folder = await folderOf(entry.name);
  for await (const name of folder.keys()) await folder.removeEntry(name);
  throw error;
}

/** WebLLM keeps files of its own, and goes on with those that are whole. @param {Entry} entry @param {Care} care */
async function fetchByEngine(entry, { tell, signal }) {
  const { WebLLMEngine } = await import("../webllm.js");
  const engine = new WebLLMEngine();
  const report = (/** @type {number} */ fraction) => tell("fetching", fraction * entry.size, entry.size);
  try {
    await engine.start(entry, report, signal);
  } finally {
    await engine.unload();
  }
  await complete({ ...entry, size: (await sizeOfCompiled(entry)) || entry.size });
}

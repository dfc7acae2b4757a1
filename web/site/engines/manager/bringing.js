// Brings one model into this browser, from the network or from files of a person's, and checks it. It runs in a worker.
import { filesOf } from "../models.js";
import { Refused, append, download } from "./download.js";
import { aboutOf } from "./gguf.js";
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
  await finish(note.entry, care);
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
    await finish(entry, care);
  } catch (error) {
    await erase(entry.name); // a half of it is of no use: the whole lies elsewhere
    throw error;
  }
}

/** @param {Entry} entry @param {Care} care */
async function finish(entry, { tell, signal }) {
  const files = await filesOf(entry.name);
  const size = files.reduce((sum, file) => sum + file.size, 0);
  tell("checking", 0, size);
  const { kind, context } = await aboutOf(files[0]).catch((error) => refuse(entry, error));
  if (entry.sha256) {
    const sha256 = await digestOf(files[0], (read) => tell("checking", read, size), signal);
    if (sha256 !== entry.sha256) await refuse(entry, new Refused("unexpected"));
  }
  await complete({ ...entry, kind, context: entry.context || context, size });
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
  await complete(entry);
}

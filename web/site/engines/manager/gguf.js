// What a GGUF file says of itself, at its beginning. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import { Refused } from "./download.js";

/** `sees` is true of the projector that turns pictures into tokens; `context` is 0 there. @typedef {{ kind: "chat" | "embedding" | "projector", context: number, license: string, sees: boolean }} About */

const HEAD = 64 << 20; // bytes that hold all of it; vocabularies are long
const PROJECTOR_HEAD = 1 << 20; // it has no vocabulary
const CHAT_CONTEXT = 8192; // tokens: more take memory that a tab hasn't
const EMBEDDING_CONTEXT = 512;
const ALIGNMENT = 32;
const STRING = 8;
const ARRAY = 9;

/** Bytes and reader of each type of a number. @type {Record<number, [number, (view: DataView, at: number) => number | boolean]>} */
const NUMBERS = {
  0: [1, (view, at) => view.getUint8(at)],
  1: [1, (view, at) => view.getInt8(at)],
  2: [2, (view, at) => view.getUint16(at, true)],
  3: [2, (view, at) => view.getInt16(at, true)],
  4: [4, (view, at) => view.getUint32(at, true)],
  5: [4, (view, at) => view.getInt32(at, true)],
  6: [4, (view, at) => view.getFloat32(at, true)],
  7: [1, (view, at) => view.getUint8(at) === 1],
  10: [8, (view, at) => Number(view.getBigUint64(at, true))],
  11: [8, (view, at) => Number(view.getBigInt64(at, true))],
  12: [8, (view, at) => view.getFloat64(at, true)],
};

/** Throws Refused where it is no such file. @param {Blob} file @returns {Promise<About>} */
export async function aboutOf(file) {
  const magic = await file.slice(0, 4).text();
  if (magic !== "GGUF") throw new Refused("notGguf");
  return about(await inHead(file, (reader) => reader.all()));
}

/** Throws Refused where it ends before its last tensor begins: not every server tells that it has more. @param {Blob} file */
export async function mustBeWhole(file) {
  if ((await inHead(file, (reader) => reader.lastTensor())) >= file.size) throw new Refused("short");
}

/** @template T @param {Blob} file @param {(reader: Reader) => T} read */
async function inHead(file, read) {
  try {
    return read(new Reader(await file.slice(0, HEAD).arrayBuffer()));
  } catch (error) {
    if (error instanceof RangeError) throw new Refused("damaged");
    throw error;
  }
}

/** Whether it holds the eyes of a model, or its ears. @param {Blob} file */
export async function isProjector(file) {
  const { kind } = await aboutOf(file.slice(0, PROJECTOR_HEAD)).catch(() => ({ kind: "" }));
  return kind === "projector";
}

/** @param {Map<string, any>} told @returns {About} */
function about(told) {
  const architecture = told.get("general.architecture");
  const license = String(told.get("general.license") ?? "");
  if (architecture === "clip") {
    return { kind: "projector", context: 0, license, sees: told.get("clip.has_vision_encoder") === true };
  }
  const isEmbedding = told.has(`${architecture}.pooling_type`) || /bert/.test(architecture);
  const context = Number(told.get(`${architecture}.context_length`) ?? CHAT_CONTEXT);
  return {
    kind: isEmbedding ? "embedding" : "chat",
    context: Math.min(context, isEmbedding ? EMBEDDING_CONTEXT : CHAT_CONTEXT),
    license,
    sees: false,
  };
}

class Reader {
  #at = 8; // after the magic and the version
  #tensors = 0;
  #view;

  /** @param {ArrayBuffer} bytes */
  constructor(bytes) {
    this.#view = new DataView(bytes);
  }

  /** All keys; of lists only how long they are. */
  all() {
    this.#tensors = Number(this.#number(10));
    const told = new Map();
    for (let left = Number(this.#number(10)); left > 0; left -= 1) {
      const key = this.#string();
      told.set(key, this.#value(Number(this.#number(4))));
    }
    return told;
  }

  /** Where its bytes begin in the file; -1 where there are no tensors. */
  lastTensor() {
    const alignment = Number(this.all().get("general.alignment") ?? ALIGNMENT);
    let last = -Infinity;
    for (let left = this.#tensors; left > 0; left -= 1) {
      this.#string(); // its name
      for (let sides = Number(this.#number(4)); sides > 0; sides -= 1) this.#number(10);
      this.#number(4); // its type
      last = Math.max(last, Number(this.#number(10)));
    }
    return last < 0 ? -1 : Math.ceil(this.#at / alignment) * alignment + last;
  }

  /** @param {number} type @returns {any} */
  #value(type) {
    if (type === STRING) return this.#string();
    return type === ARRAY ? this.#list() : this.#number(type);
  }

  #list() {
    const type = Number(this.#number(4));
    const length = Number(this.#number(10));
    if (type in NUMBERS) this.#at += length * NUMBERS[type][0];
    else for (let left = length; left > 0; left -= 1) this.#value(type);
    return length;
  }

  /** @param {number} type */
  #number(type) {
    if (!(type in NUMBERS)) throw new RangeError(`no type ${type}`);
    const [size, read] = NUMBERS[type];
    this.#at += size;
    return read(this.#view, this.#at - size);
  }

  #string() {
    const length = Number(this.#number(10));
    const bytes = new Uint8Array(this.#view.buffer, this.#at, length);
    this.#at += length;
    return new TextDecoder().decode(bytes);
  }
}

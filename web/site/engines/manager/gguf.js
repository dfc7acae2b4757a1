// What a GGUF file says of itself, at its beginning. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
import { Refused } from "./download.js";

/** @typedef {{ kind: "chat" | "embedding", context: number, license: string }} About */

const HEAD = 64 << 20; // bytes that hold all of it; vocabularies are long
const CHAT_CONTEXT = 8192; // tokens: more take memory that a tab hasn't
const EMBEDDING_CONTEXT = 512;
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
  try {
    return about(new Reader(await file.slice(0, HEAD).arrayBuffer()).all());
  } catch (error) {
    if (error instanceof RangeError) throw new Refused("damaged");
    throw error;
  }
}

/** @param {Map<string, any>} told @returns {About} */
function about(told) {
  const architecture = told.get("general.architecture");
  const isEmbedding = told.has(`${architecture}.pooling_type`) || /bert/.test(architecture);
  const context = Number(told.get(`${architecture}.context_length`) ?? CHAT_CONTEXT);
  return {
    kind: isEmbedding ? "embedding" : "chat",
    context: Math.min(context, isEmbedding ? EMBEDDING_CONTEXT : CHAT_CONTEXT),
    license: String(told.get("general.license") ?? ""),
  };
}

class Reader {
  #at = 8; // after the magic and the version
  #view;

  /** @param {ArrayBuffer} bytes */
  constructor(bytes) {
    this.#view = new DataView(bytes);
  }

  /** All keys; of lists only how long they are. */
  all() {
    this.#number(10); // how many tensors
    const told = new Map();
    for (let left = Number(this.#number(10)); left > 0; left -= 1) {
      const key = this.#string();
      told.set(key, this.#value(Number(this.#number(4))));
    }
    return told;
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

// llama.cpp, compiled to WebAssembly: any GGUF file, on the processor and, where there is WebGPU, on the graphics card.
import { entriesOf, entryOf, filesOf } from "./models.js";
import { UNDECODED, decodable } from "./pictures.js";
import { EngineError } from "./protocol.js";

/** @typedef {import("./models.js").Entry} Entry */
/** @typedef {import("./protocol.js").Report} Report */
/** @typedef {import("@wllama/wllama/esm/index.js").Wllama} Wllama */
/** @typedef {{ model: string, wllama: Wllama }} Loaded */

const WASM = { default: new URL("../vendor/wllama/esm/wasm/wllama.wasm", import.meta.url).href };
const SILENCE = { debug() {}, log() {}, warn() {}, error() {} }; // a console is no place for what people say
const MEMORY = /memory|allocat|out of bounds/i;
const CRASH = /RuntimeError|has crashed/;
const UNREADABLE = /Failed to load image/;
const OVERFLOW = /context (size|length)|exceed_context|too large to process/i;

/** Keeps one model loaded that talks and one that embeds, for a talk that searches needs both. */
export class WllamaEngine {
  name = "wllama";
  /** @type {Map<Entry["kind"], Loaded>} */
  #loaded = new Map();

  models() {
    return entriesOf(this.name);
  }

  /** @param {string} model @param {Report} report */
  async load(model, report) {
    const entry = await entryOf(this.name, model);
    if (this.#loaded.get(entry.kind)?.model === model) return;
    await this.#drop(entry.kind);
    try {
      await this.#start(entry, report);
    } catch (error) {
      if (!this.#loaded.size || !MEMORY.test(String(error))) throw error;
      await this.unload(); // the other one makes room
      await this.#start(entry, report);
    }
  }

  /** @param {any} body @param {AbortSignal} signal */
  async *chat({ model, messages, ...body }, signal) {
    const wllama = this.#of("chat", model);
    const sees = wllama.supportInputModality("image");
    /** @type {any} */
    const asked = {
      ...body,
      messages: await Promise.all(messages.map((/** @type {any} */ message) => withBytes(message, sees))),
      stream: true,
      abortSignal: signal,
    };
    try {
      /** @type {any} */
      const chunks = await wllama.createChatCompletion(asked);
      for await (const chunk of chunks) yield withUsage(chunk);
    } catch (error) {
      throw await this.#after(error, "chat");
    }
  }

  /** One by one: of several it would answer only the first, and might never end. @param {any} body @param {AbortSignal} signal */
  async embed({ model, input }, signal) {
    const wllama = this.#of("embedding", model);
    const data = [];
    try {
      for (const [index, text] of input.entries()) {
        signal.throwIfAborted();
        data.push({ ...(await embedded(wllama, text)), index });
      }
    } catch (error) {
      throw await this.#after(error, "embedding");
    }
    return { object: "list", data };
  }

  async unload() {
    for (const kind of [...this.#loaded.keys()]) await this.#drop(kind);
  }

  /** @param {Error} error */
  explain({ name, message }) {
    if (OVERFLOW.test(message)) return new EngineError("context_overflow", message);
    if (UNREADABLE.test(message)) return new EngineError("bad_request", UNDECODED);
    if (MEMORY.test(message)) {
      return new EngineError(
        "server_error",
        "There is not enough memory for this model. Choose a smaller one.",
      );
    }
    return new EngineError("server_error", `llama.cpp in this tab failed: ${message || name}`);
  }

  /** @param {Entry["kind"]} kind @param {string} model */
  #of(kind, model) {
    const loaded = this.#loaded.get(kind);
    if (loaded?.model === model) return loaded.wllama;
    const does = kind === "chat" ? "talk" : "embed texts";
    throw new EngineError("bad_request", `This model can't ${does}. Choose another one.`);
  }

  /** @param {Entry} entry @param {Report} report */
  async #start(entry, report) {
    const files = await filesOf(entry.name);
    const { Wllama } = await import("../vendor/wllama/esm/index.min.js");
    const wllama = new Wllama(WASM, { logger: SILENCE, suppressNativeLog: true });
    wllama.setCompat(null); // its way for older browsers leads over other people's servers
    report(0);
    try {
      await wllama.loadModel(counted(files, report), await parameters(entry));
      if (entry.sees && !wllama.supportInputModality("image")) throw misfit(entry);
    } catch (error) {
      await wllama.exit();
      throw error;
    }
    this.#loaded.set(entry.kind, { model: entry.name, wllama });
  }

  /** After a crash nothing in that memory can be trusted. @param {unknown} error @param {Entry["kind"]} kind */
  async #after(error, kind) {
    if (CRASH.test(String(error))) await this.#drop(kind);
    return error;
  }

  /** @param {Entry["kind"]} kind */
  async #drop(kind) {
    const loaded = this.#loaded.get(kind);
    this.#loaded.delete(kind);
    await loaded?.wllama.exit();
  }
}

/** llama.cpp loads a model also without the projector that it couldn't load, and crashes later. @param {Entry} entry */
function misfit({ name }) {
  const sentence = `The projector of ${name} doesn't fit it, or is damaged.`;
  return new EngineError("bad_request", `${sentence} Delete the model, and bring it again with its own.`);
}

/** @param {Entry} entry @returns {Promise<any>} */
async function parameters({ kind, context, template, pooling }) {
  const adapter = await navigator.gpu?.requestAdapter();
  return {
    n_ctx: context,
    n_parallel: 1,
    n_gpu_layers: adapter && !adapter.info?.isFallbackAdapter ? undefined : 0,
    ...(template && { chat_template: template }),
    ...(kind === "embedding" && { embeddings: true, n_ubatch: context, pooling_type: pooling }),
  };
}

/** Files that report how much of all of them has been read, in whichever order. @param {File[]} files @param {Report} report */
function counted(files, report) {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let read = 0;
  const count = (/** @type {number} */ more) => report(Math.min(0.99, (read += more) / total));
  return files.map((file) => new CountedFile(file, count));
}

class CountedFile extends File {
  #report;

  /** @param {File} file @param {(more: number) => void} report */
  constructor(file, report) {
    super([file], file.name);
    this.#report = report;
  }

  /** @override @param {number} [start] @param {number} [end] @param {string} [type] */
  slice(start = 0, end = this.size, type) {
    const piece = super.slice(start, end, type);
    this.#report(piece.size);
    return piece;
  }
}

/**
 * The beginning of a text, where the whole is too long for the model.
 * @param {Wllama} wllama
 * @param {string} text
 * @returns {Promise<any>}
 */
async function embedded(wllama, text) {
  try {
    return (await wllama.createEmbedding({ input: text })).data[0];
  } catch (error) {
    if (text.length < 2 || !OVERFLOW.test(String(error))) throw error;
    return embedded(wllama, text.slice(0, text.length / 2));
  }
}

/** @param {any} message @param {boolean} sees */
async function withBytes({ content, ...message }, sees) {
  if (!Array.isArray(content)) return { ...message, content };
  if (!sees) throw new EngineError("bad_request", "This model sees no pictures. Choose one that does.");
  const parts = content.map((part) => (part.type === "image_url" ? image(part) : part));
  return { ...message, content: await Promise.all(parts) };
}

/** @param {any} part */
async function image({ image_url }) {
  return { type: "image", data: await decodable(image_url.url) };
}

/** llama.cpp counts tokens, but under names of its own. @param {any} chunk */
function withUsage({ timings, ...chunk }) {
  if (!timings) return chunk;
  const { cache_n = 0, prompt_n = 0, predicted_n = 0 } = timings;
  const usage = {
    prompt_tokens: cache_n + prompt_n,
    completion_tokens: predicted_n,
    total_tokens: cache_n + prompt_n + predicted_n,
    prompt_tokens_details: { cached_tokens: cache_n },
  };
  return { ...chunk, usage };
}

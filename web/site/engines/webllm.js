// WebLLM: compiled models on the graphics card, in a worker of their own below this one. It is asked in its own words:
// no tools, which it refuses for nearly all models, and its own form of a schema, because it ignores OpenAI's.
import { spawn } from "../spawn.js";
import { entriesOf, entryOf } from "./models.js";
import { mustBeHere } from "./pictures.js";
import { EngineError } from "./protocol.js";

/** @typedef {import("./models.js").Entry} Entry */
/** @typedef {import("./protocol.js").Report} Report */
/** @typedef {{ model: string, engine: import("@mlc-ai/web-llm").WebWorkerMLCEngine, worker: Worker, died: Promise<never> }} Loaded */

const OVERFLOW = /ContextWindowSizeExceeded|context window size/i;
const REFUSED = /^(Error: )?(\w*Order|Unsupported|Invalid|Multiple|Custom|UserMessageContent)\w*Error/;
const MEMORY = /DeviceLost|out of memory|OOM|allocat/i;

export class WebLLMEngine {
  name = "webllm";
  /** @type {Loaded | null} */
  #loaded = null;

  models() {
    return entriesOf(this.name);
  }

  /** @param {string} model @param {Report} report @param {AbortSignal} signal */
  async load(model, report, signal) {
    if (this.#loaded?.model === model) return;
    await this.start(await entryOf(this.name, model), report, signal);
  }

  /** Fetches what isn't here yet. @param {Entry} entry @param {Report} report @param {AbortSignal} signal */
  async start(entry, report, signal) {
    const model = entry.name;
    await this.unload();
    await requireGraphics();
    const worker = spawn(new URL("webllm_model.worker.js", import.meta.url), "webllm model");
    const died = death(worker);
    try {
      report(0);
      const engine = await Promise.race([started(worker, entry, report), died, aborted(signal)]);
      this.#loaded = { model, engine, worker, died };
    } catch (error) {
      worker.terminate();
      throw error instanceof EngineError ? error : notLoaded(model, String(error));
    }
  }

  /** @param {any} body @param {AbortSignal} signal */
  async *chat(body, signal) {
    if (!this.#loaded) throw new EngineError("server_error", "WebLLM has no model loaded.");
    const { engine, died } = this.#loaded;
    signal.addEventListener("abort", () => engine.interruptGenerate());
    try {
      const stream = await Promise.race([engine.chat.completions.create(asked(body)), died]);
      const chunks = stream[Symbol.asyncIterator]();
      const next = () => Promise.race([chunks.next(), died]);
      for (let { done, value } = await next(); !done; { done, value } = await next()) yield value;
    } catch (error) {
      if (error instanceof EngineError || MEMORY.test(String(error))) await this.unload();
      throw error;
    }
  }

  /** @returns {Promise<never>} */
  async embed() {
    throw new EngineError("bad_request", "WebLLM embeds no texts here. Choose a model of wllama for that.");
  }

  /** A worker that has gone takes all of its memory with it. */
  async unload() {
    this.#loaded?.worker.terminate();
    this.#loaded = null;
  }

  /** @param {Error} error */
  explain({ message }) {
    if (OVERFLOW.test(message)) return new EngineError("context_overflow", message);
    if (MEMORY.test(message)) {
      return new EngineError(
        "server_error",
        "The graphics card has too little memory for this. Choose a smaller model.",
      );
    }
    if (REFUSED.test(message))
      return new EngineError("bad_request", `WebLLM refused the request: ${message}`);
    return new EngineError("server_error", `WebLLM in this tab failed: ${message}`);
  }
}

/** That there is `navigator.gpu` says nothing yet. */
async function requireGraphics() {
  if (await navigator.gpu?.requestAdapter()) return;
  throw new EngineError(
    "unreachable",
    "This browser lets no page use the graphics card (WebGPU). Choose a model of wllama, which needs none.",
  );
}

/** @param {Worker} worker @param {Entry} entry @param {Report} report */
async function started(worker, entry, report) {
  const { CreateWebWorkerMLCEngine } = await import("../vendor/web-llm/lib/index.js");
  const appConfig = await configOf(entry);
  const initProgressCallback = (/** @type {{ progress: number }} */ { progress }) =>
    report(Math.min(0.99, progress));
  return CreateWebWorkerMLCEngine(
    worker,
    entry.name,
    { appConfig, initProgressCallback },
    { context_window_size: entry.context },
  );
}

/** Where WebLLM finds a model, and keeps it. @param {Entry} entry */
async function configOf({ name, source, library, sees }) {
  const { ModelType, prebuiltAppConfig } = await import("../vendor/web-llm/lib/index.js");
  const model_type = sees ? ModelType.VLM : ModelType.LLM;
  const own = library ? [{ model: source, model_id: name, model_lib: library, model_type }] : [];
  return {
    ...prebuiltAppConfig,
    cacheBackend: /** @type {const} */ ("opfs"),
    model_list: [...own, ...prebuiltAppConfig.model_list],
  };
}

/** @param {any} body  of OpenAI's @returns {import("@mlc-ai/web-llm").ChatCompletionRequestStreaming} */
function asked({ messages, temperature, top_p, max_tokens, stop, seed, response_format }) {
  return {
    messages: messages.map(spoken),
    temperature,
    top_p,
    max_tokens,
    stop,
    seed,
    response_format: translated(response_format),
    stream: true,
    stream_options: { include_usage: true },
  };
}

/** It takes one text and, after it, pictures. @param {any} message */
function spoken({ content, ...message }) {
  if (!Array.isArray(content)) return { ...message, content };
  const text = content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
  const pictures = content.filter(({ type }) => type === "image_url").map(picture);
  return { ...message, content: pictures.length ? [{ type: "text", text }, ...pictures] : text };
}

/** Without a wish for detail, which it refuses. @param {any} part */
function picture({ type, image_url }) {
  return { type, image_url: { url: mustBeHere(image_url.url) } };
}

/** @param {any} format */
function translated(format) {
  if (format?.type !== "json_schema") return format;
  return { type: "json_object", schema: JSON.stringify(format.json_schema.schema) };
}

/** @param {string} model @param {string} reason */
function notLoaded(model, reason) {
  if (MEMORY.test(reason)) return new Error(reason); // explained later
  const sentence = `WebLLM could not load ${model}. Look at your connection, or fetch the model again under Models.`;
  return new EngineError("not_found", `${sentence} (${reason})`);
}

/** @param {Worker} worker @returns {Promise<never>} */
function death(worker) {
  const died = new Promise((_, reject) => {
    const sentence = "WebLLM's worker has crashed. Please try again.";
    worker.addEventListener("error", (event) => {
      event.preventDefault(); // or it would end this worker, too
      reject(new EngineError("server_error", sentence));
    });
  });
  died.catch(() => {}); // whoever waits for something says so
  return /** @type {Promise<never>} */ (died);
}

/** @param {AbortSignal} signal @returns {Promise<never>} */
function aborted(signal) {
  const left = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  left.catch(() => {});
  return /** @type {Promise<never>} */ (left);
}

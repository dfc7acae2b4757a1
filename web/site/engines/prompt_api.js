// The model that the browser brings along, where it does (Chrome's Prompt API). It can be reached from a page alone,
// so this engine lives there. https://github.com/webmachinelearning/prompt-api
import { blobOfDataUrl } from "./pictures.js";
import { EngineError, serve } from "./protocol.js";

/** @typedef {import("./protocol.js").Report} Report */

const MODEL = "built-in";
const CONTEXT = 9216; // tokens; what it really is, it tells only once it is loaded
const LANGUAGES = ["de", "en", "es", "fr", "ja"]; // others are refused
const NEEDS_CLICK = "The browser fetches its model only after a click. Load it under Models.";

/** @param {MessagePort} port */
export function serveOver(port) {
  serve(port, new PromptApiEngine());
}

export class PromptApiEngine {
  name = "chrome";

  async models() {
    if (!api() || (await api().availability(optionsFor([]))) === "unavailable") return [];
    const [kind, source] = [/** @type {const} */ ("chat"), "the browser"];
    return [{ name: MODEL, engine: this.name, kind, source, size: 0, context: CONTEXT }];
  }

  /** @param {string} model @param {Report} report @param {AbortSignal} signal */
  async load(model, report, signal) {
    const availability = api() && model === MODEL ? await api().availability(optionsFor([])) : "unavailable";
    if (availability === "available") return;
    if (availability === "unavailable") {
      throw new EngineError("not_found", "This browser has no model of its own here. Choose another one.");
    }
    report(0);
    const monitor = (/** @type {EventTarget} */ download) =>
      download.addEventListener("downloadprogress", (event) =>
        report(Math.min(0.99, /** @type {any} */ (event).loaded)),
      );
    (await api().create({ ...optionsFor([]), monitor, signal })).destroy();
  }

  /** @param {any} body @param {AbortSignal} signal */
  async *chat({ messages, response_format }, signal) {
    const prompts = messages.map(prompt);
    const last = prompts.pop();
    const full = new AbortController(); // it would forget what was said first, and say nothing of it
    const until = AbortSignal.any([signal, full.signal]);
    const session = await api().create({ ...optionsFor(messages), initialPrompts: prompts, signal: until });
    const forgets = () => full.abort(new EngineError("context_overflow", "The context is full."));
    session.addEventListener("contextoverflow", forgets);
    try {
      const asked = session.contextUsage + (await session.measureContextUsage([last]));
      const pieces = session.promptStreaming([last], { signal: until, ...constraint(response_format) });
      for await (const content of pieces) yield chunk({ content });
      yield { ...chunk({}, "stop"), usage: usage(asked, session.contextUsage - asked) };
    } finally {
      session.destroy();
    }
  }

  /** @returns {Promise<never>} */
  async embed() {
    throw new EngineError(
      "bad_request",
      "The browser's own model embeds no texts. Choose a model of wllama for that.",
    );
  }

  /** When to do so is the browser's own affair. */
  async unload() {}

  /** @param {Error} error */
  explain({ name, message }) {
    if (name === "QuotaExceededError") return new EngineError("context_overflow", message);
    if (name === "NotAllowedError") return new EngineError("unreachable", NEEDS_CLICK);
    if (name === "NotSupportedError")
      return new EngineError("bad_request", `The browser's model can't do this: ${message}`);
    return new EngineError("server_error", `The browser's own model failed: ${message || name}`);
  }
}

/** Not in every browser, and in no type library yet. @returns {any} */
function api() {
  return /** @type {any} */ (globalThis).LanguageModel;
}

/** To be given whenever something is asked of it. @param {any[]} messages */
function optionsFor(messages) {
  const sees = messages.some(({ content }) => Array.isArray(content));
  const [language] = navigator.language.split("-");
  const languages = [LANGUAGES.includes(language) ? language : "en"];
  return {
    expectedInputs: [{ type: "text" }, ...(sees ? [{ type: "image" }] : [])],
    expectedOutputs: [{ type: "text", languages }],
  };
}

/** @param {any} message  of OpenAI's */
function prompt({ role, content }) {
  return { role, content: Array.isArray(content) ? content.map(part) : (content ?? "") };
}

/** @param {any} part */
function part({ type, text, image_url }) {
  return type === "text" ? { type, value: text } : { type: "image", value: blobOfDataUrl(image_url.url) };
}

/** @param {any} format */
function constraint(format) {
  if (format?.type === "json_schema") return { responseConstraint: format.json_schema.schema };
  return format?.type === "json_object" ? { responseConstraint: { type: "object" } } : {};
}

/** @param {object} delta @param {string | null} finish_reason */
function chunk(delta, finish_reason = null) {
  return { choices: [{ index: 0, delta, finish_reason }] };
}

/** @param {number} prompt_tokens @param {number} completion_tokens */
function usage(prompt_tokens, completion_tokens) {
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

// WebLLM's own handler, the checks it makes of requests and the store of its files, and behind them a model that is
// played. See sample.js.
import {
  ModelType,
  WebWorkerMLCEngineHandler,
  postInitAndCheckFieldsChatCompletion,
  webRuntime,
} from "../vendor/web-llm/lib/index.js";

class PlayedEngine {
  /** @param {(report: object) => void} report */
  constructor(report) {
    this.report = report;
  }

  /** @param {string[]} models @param {any[]} options */
  async reload(models, options) {
    if (models[0] === "missing") throw new TypeError("Failed to execute 'add' on 'Cache': Request failed");
    this.model = models[0];
    this.window = options[0].context_window_size;
    this.record = this.config.model_list.find(({ model_id }) => model_id === this.model);
    const report = (progress) => this.report({ progress, timeElapsed: 0, text: "" });
    report(0.5);
    if (this.record.model.includes("/compiled/")) await fetched(this.record, report);
    report(1);
  }

  setAppConfig(config) {
    this.config = config;
  }

  setLogLevel() {}

  interruptGenerate() {
    this.isStopped = true;
  }

  /** @param {any} request */
  async chatCompletion(request) {
    postInitAndCheckFieldsChatCompletion(request, this.model, this.record.model_type ?? ModelType.LLM);
    const { messages, response_format } = request;
    const size = Math.ceil(JSON.stringify(messages).length / 4);
    if (size > this.window) {
      throw Object.assign(new Error(`Prompt tokens exceed context window size: ${size}`), {
        name: "ContextWindowSizeExceededError",
      });
    }
    const words = await heard(messages.at(-1).content);
    if (words === "Crash, please.") setTimeout(() => crash());
    this.isStopped = false;
    return this.chunks(played(response_format?.schema && JSON.parse(response_format.schema), words), size);
  }

  /** @param {string} text @param {number} prompt_tokens */
  async *chunks(text, prompt_tokens) {
    const chunk = (delta, finish_reason = null) => ({ choices: [{ index: 0, delta, finish_reason }] });
    for (const content of pieces(text)) {
      await computed();
      if (this.isStopped) break;
      yield chunk({ role: "assistant", content });
    }
    yield chunk({}, this.isStopped ? "abort" : "stop");
    yield { choices: [], usage: { prompt_tokens, completion_tokens: pieces(text).length } };
  }
}

/** The files of a model in the order in which WebLLM fetches them, through its own store. */
async function fetched({ model, model_lib }, report) {
  const keep = (scope, url, type) =>
    webRuntime.createArtifactCache(`webllm/${scope}`, { cacheType: "opfs" }).fetchWithCache(url, type);
  const at = (name) => `${model}/resolve/main/${name}`;
  await keep("config", at("mlc-chat-config.json"), "json");
  await keep("wasm", model_lib, "arraybuffer");
  await keep("model", at("tokenizer.json"), "arraybuffer");
  const { records } = await keep("model", at("tensor-cache.json"), "json");
  for (const [index, { dataPath }] of records.entries()) {
    await keep("model", at(dataPath), "arraybuffer");
    report((index + 1) / records.length);
  }
}

/** Pictures are read as WebLLM reads them. */
async function heard(content) {
  if (typeof content === "string") return content;
  const parts = content.map(async ({ text, image_url }) => {
    if (!image_url) return text;
    const response = await fetch(image_url.url, { mode: "cors" });
    const { width, height } = await createImageBitmap(await response.blob());
    return `[${width} × ${height}]`;
  });
  return (await Promise.all(parts)).join(" ");
}

function crash() {
  throw new Error("The worker has crashed.");
}

const handler = new WebWorkerMLCEngineHandler();
handler.engine = new PlayedEngine(handler.engine.getInitProgressCallback());
addEventListener("message", (event) => handler.onmessage(event));

// WebLLM's own handler and the checks it makes of requests, and behind them a model that is played. See sample.js.
import {
  ModelType,
  WebWorkerMLCEngineHandler,
  postInitAndCheckFieldsChatCompletion,
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
    for (const progress of [0.5, 1]) this.report({ progress, timeElapsed: 0, text: "" });
  }

  setAppConfig() {}

  setLogLevel() {}

  interruptGenerate() {
    this.isStopped = true;
  }

  /** @param {any} request */
  async chatCompletion(request) {
    postInitAndCheckFieldsChatCompletion(request, this.model, ModelType.LLM);
    const { messages, response_format } = request;
    const size = Math.ceil(JSON.stringify(messages).length / 4);
    if (size > this.window) {
      throw Object.assign(new Error(`Prompt tokens exceed context window size: ${size}`), {
        name: "ContextWindowSizeExceededError",
      });
    }
    const words = messages.at(-1).content;
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

function crash() {
  throw new Error("The worker has crashed.");
}

const handler = new WebWorkerMLCEngineHandler();
handler.engine = new PlayedEngine(handler.engine.getInitProgressCallback());
addEventListener("message", (event) => handler.onmessage(event));

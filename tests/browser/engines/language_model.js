// The Prompt API as Chrome has it since version 148, with a model that is played. See sample.js; it runs before a page.
{
  const WINDOW = 6000; // tokens
  const ROLES = ["system", "user", "assistant"];
  const TYPES = ["text", "image", "audio"];

  const check = (prompts) => {
    for (const { role, content } of prompts) {
      if (!ROLES.includes(role)) throw new TypeError(`'${role}' is not a valid enum value`);
      if (content === undefined) throw new TypeError("Required member 'content' is undefined.");
      for (const part of typeof content === "string" ? [] : content) {
        if (!TYPES.includes(part.type)) throw new TypeError(`'${part.type}' is not a valid enum value`);
        if (part.type === "image" && !(part.value instanceof Blob)) throw new TypeError("This is no image.");
      }
    }
    if (prompts.slice(1).some(({ role }) => role === "system"))
      throw new TypeError("The system comes first.");
    return prompts;
  };
  const words = ({ content }) =>
    typeof content === "string"
      ? content
      : content.map(({ value }) => (value.size ? `[${value.type}]` : value)).join(" ");
  const size = (prompts) => Math.ceil(prompts.map(words).join("").length / 4);

  class LanguageModel extends EventTarget {
    static needs = "available"; // what the next `availability` answers

    static async availability({ expectedInputs = [], expectedOutputs = [] } = {}) {
      if (![...expectedInputs, ...expectedOutputs].every(({ type }) => TYPES.includes(type)))
        throw new TypeError();
      return LanguageModel.needs;
    }

    static async create({ initialPrompts = [], expectedInputs = [], monitor, signal } = {}) {
      signal?.throwIfAborted();
      if (LanguageModel.needs === "unavailable") throw new DOMException("No service.", "NotSupportedError");
      if (LanguageModel.needs === "a click")
        throw new DOMException("Requires a user gesture.", "NotAllowedError");
      const download = new EventTarget();
      monitor?.(download);
      if (LanguageModel.needs === "downloadable") {
        for (const loaded of [0, 0.5, 1]) {
          download.dispatchEvent(Object.assign(new Event("downloadprogress"), { loaded, total: 1 }));
        }
        LanguageModel.needs = "available";
      }
      const session = new LanguageModel();
      session.inputs = expectedInputs.map(({ type }) => type);
      session.contextUsage = size(check(initialPrompts));
      if (session.contextUsage > WINDOW)
        throw new DOMException("The prompts are too large.", "QuotaExceededError");
      return session;
    }

    contextWindow = WINDOW;

    async measureContextUsage(prompts) {
      return size(prompts);
    }

    destroy() {
      this.isDestroyed = true;
    }

    promptStreaming(prompts, { signal, responseConstraint } = {}) {
      check(prompts);
      const text = played(responseConstraint, words(prompts.at(-1)));
      return new ReadableStream({
        start: async (controller) => {
          try {
            if (this.isDestroyed) throw new DOMException("It was destroyed.", "InvalidStateError");
            if (size(prompts) > WINDOW)
              throw new DOMException("The prompt is too large.", "QuotaExceededError");
            if (words(prompts.at(-1)) === "Crash, please.")
              throw new DOMException("It died.", "UnknownError");
            this.contextUsage += size(prompts);
            if (this.contextUsage > WINDOW) this.dispatchEvent(new Event("contextoverflow"));
            for (const piece of pieces(text)) {
              await computed();
              signal?.throwIfAborted();
              controller.enqueue(piece);
            }
            this.contextUsage += Math.ceil(text.length / 4);
            controller.close();
          } catch (error) {
            controller.error(error);
          }
        },
      });
    }
  }

  Object.defineProperty(window, "LanguageModel", { value: LanguageModel, configurable: true });
}

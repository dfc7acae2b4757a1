// Stands in for Workers AI: models that speak as the real ones do, each in a dialect of its own.
import { WorkerEntrypoint } from "cloudflare:workers";

const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

/** @param {unknown[]} events @param {boolean} ends */
function stream(events, ends = true) {
  const encoder = new TextEncoder();
  const texts = events.map((event) => `data: ${JSON.stringify(event)}\n\n`);
  return new ReadableStream({
    start(controller) {
      for (const text of [...texts, ...(ends ? ["data: [DONE]\n\n"] : [])])
        controller.enqueue(encoder.encode(text));
      if (ends) controller.close();
    },
  });
}

export default class extends WorkerEntrypoint {
  /** @param {string} model @param {any} input */
  async run(model, input) {
    const said = input.messages.at(-1).content;
    if (model === "@cf/test/full") throw new Error("3040: No more data centers to forward the request to");
    if (model === "@cf/test/silent") return stream([{ response: "Hel" }], false);
    if (model === "@cf/test/whole" || !input.stream)
      return { response: `You said: ${said}`, tool_calls: null, usage: USAGE };
    return stream([{ response: "You said: ", p: "abc" }, { response: said }, { response: "", usage: USAGE }]);
  }
}

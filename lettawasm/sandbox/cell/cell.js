// A cell's conversation with the core: texts of JSON, and nothing else ever crosses. The core numbers its jobs, so
// that nothing an earlier one left running can be taken for the answer to a later one.
//
//   core to cell: {job: n, language, …}   {answer: id, status, headers, body}  or  {answer: id, problem}
//   cell to core: {ran: n, how}           {ask: id, method, url, headers, body}
//
// `how` is null where the engine came to its end.

/** @typedef {{ run: (job: string) => Promise<string> }} Engine  A job and how it went, both in JSON. */
/** @typedef {{ method: string, url: string, headers: Record<string, string>, body: string | null }} Asked */
/** @typedef {{ status: number, headers: Record<string, string>, body: string, problem?: string }} Answer */
/** @typedef {(request: Asked) => Promise<Answer>} Ask */

export class Cell {
  /** @type {Map<number, (answer: Answer) => void>} */
  #asked = new Map();
  #asks = 0;
  #post;
  #engineFor;

  /**
   * @param {(text: string) => void} post
   * @param {(language: string) => Promise<Engine>} engineFor
   */
  constructor(post, engineFor) {
    this.#post = post;
    this.#engineFor = engineFor;
  }

  /** @param {string} text */
  async hear(text) {
    const message = JSON.parse(text);
    if ("answer" in message) return this.#answer(message);
    const engine = await this.#engineFor(message.language);
    const how = await engine.run(text).catch(() => null);
    this.#post(`{"ran":${message.job},"how":${how}}`);
  }

  /** Have a request sent. @type {Ask} */
  ask = (request) => {
    const id = ++this.#asks;
    return new Promise((resolve) => {
      this.#asked.set(id, resolve);
      this.#post(JSON.stringify({ ask: id, ...request }));
    });
  };

  /** @param {Answer & { answer: number }} message */
  #answer(message) {
    this.#asked.get(message.answer)?.(message);
    this.#asked.delete(message.answer);
  }
}

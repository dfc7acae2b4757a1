// Hears what a person says: on this device where the browser can, elsewhere only if the person agreed to that.

/** The browser's own recognition of speech, which TypeScript doesn't know of. @typedef {any} Recognition */

/** Whether speech can be recognised on this device; what that needs is fetched. @param {Recognition} Recognition @param {string} language */
export async function hearsHere(Recognition, language) {
  const wish = { langs: [language], processLocally: true };
  const state = await Recognition.available?.(wish).catch(() => "unavailable");
  if (state === "downloadable" || state === "downloading")
    return Boolean(await Recognition.install(wish).catch(() => false));
  return state === "available";
}

/** Events: "heard" with { text, isFinal }, "failed" with { reason }: the browser's name for it, or "only-elsewhere"; "end". */
export class Listener extends EventTarget {
  /** @type {any} */
  #recognition = null;

  /** @param {Recognition} Recognition @param {{ language: string, mayLeave: boolean }} wish  `mayLeave`: what is said may be recognised elsewhere */
  constructor(Recognition, { language, mayLeave }) {
    super();
    this.Recognition = Recognition;
    this.language = language;
    this.mayLeave = mayLeave;
  }

  get isListening() {
    return this.#recognition !== null;
  }

  async start() {
    const isHere = await hearsHere(this.Recognition, this.language);
    if (!isHere && !this.mayLeave) return this.#tell("failed", { reason: "only-elsewhere" });
    const recognition = new this.Recognition();
    Object.assign(recognition, {
      lang: this.language,
      interimResults: true,
      ...(isHere && { processLocally: true }),
    });
    recognition.onresult = (/** @type {any} */ { results }) => this.#hear([...results]);
    recognition.onerror = (/** @type {any} */ { error }) => this.#tell("failed", { reason: error });
    recognition.onend = () => {
      this.#recognition = null;
      this.#tell("end", {});
    };
    this.#recognition = recognition;
    recognition.start();
  }

  stop() {
    this.#recognition?.stop();
  }

  /** @param {any[]} results */
  #hear(results) {
    const text = results
      .map(([best]) => best.transcript)
      .join("")
      .trim();
    this.#tell("heard", { text, isFinal: results.every(({ isFinal }) => isFinal) });
  }

  /** @param {string} name @param {object} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

// <lw-composer>: where a message is written, with what goes along.
import { LitElement, html, nothing } from "../lib/lit.js";
import { base } from "../style/base.js";
import { bytes } from "../words/words.js";
import { tab } from "../kept.js";
import { composerStyle } from "./style/composer.js";

/** @typedef {import("./log.js").Words} Words */
/** @typedef {import("./attachments/files.js").Given} Given */

const DRAFT = "lettawasm.draft";

/** Events: "say" with { text, pictures, files }, "stop". */
export class LwComposer extends LitElement {
  /** @override */
  static styles = [base, composerStyle];
  /** @override */
  static properties = {
    t: { attribute: false },
    features: { attribute: false },
    isReady: { attribute: false },
    isRunning: { attribute: false },
    isFull: { state: true },
    isWaiting: { state: true },
    files: { state: true },
  };

  /** @type {import("./pictures/tray.js").LettaPictures | null} */
  #tray = null;

  constructor() {
    super();
    this.t = /** @type {Words} */ ({});
    this.features = /** @type {Set<string>} */ (new Set());
    /** Whether there is somebody to say something to. */
    this.isReady = false;
    this.isRunning = false;
    /** Whether what is written is to be said as soon as there is somebody. */
    this.isWaiting = false;
    this.isFull = Boolean(tab.kept(DRAFT)); // a reload must not cost what was being written
    this.files = /** @type {Given[]} */ ([]);
  }

  get #input() {
    return /** @type {HTMLTextAreaElement} */ (this.renderRoot.querySelector("textarea"));
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.renderRoot.querySelector("form"));
  }

  /** Something else for `voice` to stand before. */
  get button() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector(".send"));
  }

  /** @override */
  firstUpdated() {
    this.#input.value = tab.kept(DRAFT);
    this.#grow();
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("isReady") && this.isReady && this.isWaiting) this.#form.requestSubmit();
  }

  /** @override */
  render() {
    const { t } = this;
    return html`${this.files.length ? this.#list() : nothing}
      <form class="composer" part="composer" @submit=${this.#submit}>
        ${
          this.features.has("attachments")
            ? html`<button class="quiet add" type="button" aria-label=${t.add} @click=${() => this.#open()}>
                +
              </button>`
            : nothing
        }
        <textarea
          rows="1"
          aria-label=${t.message}
          placeholder=${t.placeholder}
          part="input"
          @input=${() => this.#grow()}
          @keydown=${this.#key}
        ></textarea>
        <button class="send" type="submit" part="send" aria-busy=${this.isWaiting ? "true" : nothing}>
          ${this.#canStop ? t.stop : t.send}
        </button>
      </form>`;
  }

  #list() {
    const { t } = this;
    const item = (/** @type {Given} */ file) =>
      html`<li>
        <span>${t.file(file.name, bytes(file.size))}</span>
        <span class="hint">${file.text === null ? t.intoFolder : t.inMessage}</span>
        <button type="button" aria-label=${t.remove(file.name)} @click=${() => this.#remove(file)}>×</button>
      </li>`;
    return html`<ul class="files" aria-label=${t.filesOfNext}>
      ${this.files.map(item)}
    </ul>`;
  }

  get #canStop() {
    return this.isRunning && !this.isFull && !this.files.length && !this.#tray?.isFull;
  }

  /** @override */
  focus() {
    this.#input?.focus();
  }

  /** What is heard is written. @param {string} text @param {boolean} isFinal */
  hear(text, isFinal) {
    this.#input.value = text;
    this.#grow();
    if (isFinal) this.#form.requestSubmit();
  }

  /** Go on where somebody has begun to write. @param {string} text */
  write(text) {
    const begun = this.#input.value.trimEnd();
    this.#input.value = begun ? `${begun}\n\n${text}` : text;
    this.#grow();
    this.focus();
  }

  /** Pictures and files that were chosen, pasted or dropped. @param {File[]} given */
  async add(given) {
    const pictures = given.filter(({ type }) => type.startsWith("image/"));
    if (pictures.length) await (await this.#opened()).add(pictures);
    const { read } = await import("./attachments/files.js");
    const others = await Promise.all(given.filter((file) => !pictures.includes(file)).map(read));
    this.files = [...this.files, ...others];
  }

  async #open() {
    (await this.#opened()).toggle();
  }

  /** The tray, which is fetched when it is wanted first. */
  async #opened() {
    const { trayBefore } = await import("./pictures/tray.js");
    this.#tray ??= trayBefore(this.#form, this.t, {
      onChange: () => this.requestUpdate(),
      onFiles: (files) => this.add(files),
    });
    return this.#tray;
  }

  /** @param {Given} file */
  #remove(file) {
    this.files = this.files.filter((each) => each !== file);
  }

  /** @param {Event} event */
  #submit = async (event) => {
    event.preventDefault();
    const text = this.#input.value.trim();
    const hasMore = this.files.length || this.#tray?.isFull;
    if (!text && !hasMore) {
      if (this.isRunning) this.#tell("stop", {});
      if (matchMedia("(pointer: fine)").matches) this.focus(); // elsewhere a keyboard would jump up
      return;
    }
    this.isWaiting = !this.isReady; // it stays where it is, and may be changed
    if (this.isWaiting) return;
    const files = this.files;
    this.files = [];
    this.#input.value = "";
    this.#grow();
    const pictures = this.#tray?.isFull ? await this.#tray.take() : [];
    this.#tell("say", { text, pictures, files });
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#form.requestSubmit();
  };

  #grow() {
    const input = this.#input;
    this.isWaiting = false;
    input.style.setProperty("height", "auto");
    input.style.setProperty("height", `${input.scrollHeight + 2}px`);
    tab.keep(DRAFT, input.value);
    this.isFull = Boolean(input.value.trim());
  }

  /** @param {string} name @param {object} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("lw-composer", LwComposer);

// <lw-prose>: a text in Markdown. It may grow: only its last block is read again then.
import { lexer } from "../../lib/marked.js";
import { patch } from "./blocks.js";

/** @typedef {import("./inline.js").Token} Token */
/** @typedef {import("./links.js").Words} Words */

export class LwProse extends HTMLElement {
  /** @type {Token[]} */
  #tokens = [];
  #text = "";
  #isWhole = false;

  /** @param {{ text: string, isWhole: boolean, t: Words }} source */
  set source({ text, isWhole, t }) {
    this.show(text, isWhole, t);
  }

  /** @param {string} text @param {boolean} isWhole  whether nothing more comes @param {Words} t */
  show(text, isWhole, t) {
    const next = text.replace(/\r\n?/g, "\n");
    if (next === this.#text && isWhole === this.#isWhole) return;
    const tokens = isWhole || !next.startsWith(this.#text) ? lexer(next) : this.#longer(next);
    if (isWhole && tokens.some(({ type }) => type === "def")) this.#forget(); // what refers to it reads the same
    patch(this, this.#tokens, tokens, t);
    [this.#text, this.#tokens, this.#isWhole] = [next, tokens, isWhole];
  }

  #forget() {
    this.replaceChildren();
    this.#tokens = [];
  }

  /** What comes can change the last block and nothing before it, but for references, which wait for the whole. @param {string} text @returns {Token[]} */
  #longer(text) {
    const last = this.#tokens.findLastIndex(({ type }) => type !== "space");
    const settled = this.#tokens.slice(0, Math.max(0, last));
    const from = settled.reduce((length, { raw }) => length + raw.length, 0);
    return [...settled, ...lexer(text.slice(from))];
  }
}

customElements.define("lw-prose", LwProse);

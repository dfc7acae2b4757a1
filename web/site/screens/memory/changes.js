// <lw-changes>: what would change, in a question that is asked before it does.
import { LitElement, css, html, nothing } from "../../lib/lit.js";
import { diffStyle, diffView } from "../../diff.js";
import { base } from "../../style/base.js";
import { number, words } from "../../words/words.js";
import { fieldsOf, hasText, textOf, verbOf } from "./version.js";

/** @typedef {import("./version.js").Version} Version */

const t = await words("memory");
const MOST = 30;

export class Changes extends LitElement {
  /** @override */
  static properties = { changes: { attribute: false }, note: {} };
  /** @override */
  static styles = [
    base,
    diffStyle,
    css`
      :host {
        display: block;
        max-height: 50dvh;
        margin-block: 0.75rem;
        overflow-y: auto;
      }

      li {
        padding-block: 0.6rem;
        border-block-start: 1px solid var(--rule);
      }

      .diff {
        font: 0.95rem/1.5 var(--words);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Version[]} */
    this.changes = [];
    this.note = "";
  }

  /** @override */
  render() {
    const rest = this.changes.length - MOST;
    return html`
      ${this.note ? html`<p class="hint">${this.note}</p>` : nothing}
      <ul class="plain">
        ${this.changes.slice(0, MOST).map((version) => this.#row(version))}
      </ul>
      ${rest > 0 ? html`<p class="hint">${t.andMore(number(rest))}</p>` : nothing}
    `;
  }

  /** @param {Version} version */
  #row(version) {
    const { before, after, kind } = version;
    const name = (after ?? before)?.label ?? t.one[kind];
    const fields = fieldsOf(version).map(({ name }) => name);
    return html`<li>
      <h3>${t.would(name, after ? verbOf(version) : "gone")}</h3>
      ${hasText(version) ? diffView(textOf(before), textOf(after)) : nothing}
      ${fields.length ? html`<p class="hint">${fields.join(", ")}</p>` : nothing}
    </li>`;
  }
}

customElements.define("lw-changes", Changes);

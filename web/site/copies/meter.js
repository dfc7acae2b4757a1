// <lw-meter>: how safe memory is, at all times in the page's header. It leads to the copies.
import { LitElement, css, html, nothing } from "../lib/lit.js";
import { base } from "../style/base.js";
import { words } from "../words/words.js";
import { copiesOf } from "./copies.js";
import { judge } from "./judging.js";
import { marks } from "./marks.js";
import { marked } from "./style.js";

const t = await words("copies");

export class Meter extends LitElement {
  /** @override */
  static properties = { app: { attribute: false } };
  /** @override */
  static styles = [
    base,
    marked,
    css`
      a {
        display: flex;
        gap: 0.5rem;
        align-items: center;
        min-height: 2.4rem;
        padding-inline: 0.6rem;
        border-radius: 0.5rem;
        color: var(--faded);
        font-size: 0.8125rem;
        text-decoration: none;
        white-space: nowrap;
      }

      a:hover {
        background: var(--tint);
        color: var(--ink);
      }

      a.warning {
        color: var(--memory);
      }

      svg {
        width: 1.75rem;
        height: 0.875rem;
      }

      @media (max-width: 36rem) {
        span {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("../shell/app_object.js").App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {import("./copies.js").Copies | undefined} */
    this.copies = undefined;
  }

  /** @override @param {Map<string, unknown>} changed  the app is known before this class is, and so comes late */
  willUpdate(changed) {
    if (!changed.has("app") || !this.app) return;
    this.copies = copiesOf(this.app);
    this.copies.addEventListener("changed", this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.copies?.removeEventListener("changed", this);
  }

  handleEvent() {
    this.requestUpdate();
  }

  /** @override */
  render() {
    const told = this.copies && judge(this.copies);
    if (!this.copies || !told) return nothing;
    const { short, sentence, advice, filled, isWarning } = told;
    const doing =
      { "": short, check: t.meter.testing }[/** @type {string} */ (this.copies.busy)] ?? t.meter.copying;
    return html`<a
      href="#/copies"
      class=${isWarning ? "warning" : ""}
      aria-label=${t.label(doing, sentence, advice)}
      title=${sentence}
    >
      <svg viewBox="0 0 28 14" aria-hidden="true">${marks(filled)}</svg><span>${doing}</span>
    </a>`;
  }
}

customElements.define("lw-meter", Meter);

// <lw-change>: what a text would become, in a question that is asked before it does.
import { LitElement, css, html, nothing } from "../../lib/lit.js";
import { diffStyle, diffView } from "../../diff.js";
import { base } from "../../style/base.js";

export class Change extends LitElement {
  /** @override */
  static properties = { old: {}, now: {}, note: {} };
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

      .diff {
        font: 1rem/1.6 var(--words);
      }
    `,
  ];

  constructor() {
    super();
    this.old = "";
    this.now = "";
    this.note = "";
  }

  /** @override */
  render() {
    const note = this.note ? html`<p class="hint">${this.note}</p>` : nothing;
    return html`${diffView(this.old, this.now)}${note}`;
  }
}

customElements.define("lw-change", Change);

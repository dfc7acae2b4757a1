// <lw-known>: what the agent had in mind at a moment.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { Part } from "./part.js";

/** @typedef {{ id: string, label: string, value: string }} Known */

const t = await words("memory");

export class KnownThen extends Part {
  /** @override */
  static properties = {
    ...Part.properties,
    moment: { attribute: false },
    blocks: { state: true },
    isOpen: { state: true },
  };
  /** @override */
  static styles = [
    base,
    css`
      summary {
        width: fit-content;
        padding-block: 0.4rem;
      }

      h4 {
        margin-top: 0.75rem;
      }

      .value {
        font: 1rem/1.6 var(--words);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
    `,
  ];

  constructor() {
    super();
    this.moment = "";
    /** @type {Known[]} */
    this.blocks = [];
    this.isOpen = false;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    super.updated(changed);
    if (changed.has("isOpen") || changed.get("moment")) this.refresh();
  }

  /** @override */
  async load() {
    if (!this.isOpen) return;
    const path = `/v1/agents/${this.agentId}/core-memory/at?moment=${encodeURIComponent(this.moment)}`;
    this.blocks = (await this.api.get(path)).blocks;
  }

  /** @override */
  render() {
    const toggled = (/** @type {any} */ { target }) => (this.isOpen = target.open);
    return html`<details @toggle=${toggled}>
      <summary>${t.knewThen}</summary>
      ${this.said()} ${this.blocks.map((block) => said(block))}
      ${this.isOpen && this.isLoaded && !this.blocks.length ? html`<p class="hint">${t.knewNothing}</p>` : nothing}
    </details>`;
  }
}

/** @param {Known} block */
function said({ label, value }) {
  const text = value || t.blank;
  return html`<h4>${label}</h4>
    <p class="value" data-label=${label} dir="auto">${text}</p>`;
}

customElements.define("lw-known", KnownThen);

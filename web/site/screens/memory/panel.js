// <lw-memory-panel>: what the agent has in mind, beside the conversation. A page without our app gives it `api` and
// `agentId`, and calls `refresh` when something was said.
import { css, html, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import "./block_card.js";
import { Part } from "./part.js";

const t = await words("memory");

export class MemoryPanel extends Part {
  /** @override */
  static properties = { blocks: { state: true } };
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 1rem;
        padding: 1rem;
      }

      h2 a {
        color: inherit;
        text-decoration-color: var(--edge);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("./block_card.js").Block[]} */
    this.blocks = [];
  }

  /** @override */
  connectedCallback() {
    if (this.app) this.agentId = this.app.agentId;
    super.connectedCallback();
    this.app?.addEventListener("agent", this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.app?.removeEventListener("agent", this);
  }

  /** @override */
  handleEvent() {
    if (this.app) this.agentId = this.app.agentId;
    this.refresh();
  }

  /** @override */
  async load() {
    this.blocks = await this.api.get(`/v1/agents/${this.agentId}/core-memory/blocks?limit=1000`);
  }

  /** @override */
  render() {
    const { app, api, agentId } = this;
    const link = app ? html`<a href=${app.link("memory", agentId)}>${t.inMind}</a>` : t.inMind;
    const card = (/** @type {import("./block_card.js").Block} */ block) =>
      html`<lw-block-card .app=${app} .api=${api} .agentId=${agentId} .block=${block}></lw-block-card>`;
    return html`
      <h2>${link}</h2>
      <p class="hint">${t.inMindHint}</p>
      ${this.said()} ${repeat(this.blocks, ({ id }) => id, card)}
      ${this.isLoaded && !this.blocks.length ? html`<p class="hint">${t.noBlocks}</p>` : ""}
    `;
  }
}

customElements.define("lw-memory-panel", MemoryPanel);

// <lw-blocks>: what the agent always has in mind, what could be there too, and what was there.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import "./block_card.js";
import "./deleted.js";
import "./new_block.js";
import { Part } from "./part.js";

/** @typedef {import("./block_card.js").Block} Block */

const t = await words("memory");

export class Blocks extends Part {
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
        max-width: 44rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Block[]} */
    this.blocks = [];
  }

  /** @override */
  async load() {
    this.blocks = await this.api.get(`/v1/agents/${this.agentId}/core-memory/blocks?limit=1000`);
  }

  /** @override */
  render() {
    const { app, api, agentId, blocks } = this;
    const card = (/** @type {Block} */ block) =>
      html`<lw-block-card whole .app=${app} .api=${api} .agentId=${agentId} .block=${block}></lw-block-card>`;
    return html`
      <p class="hint">${t.inMindHint}</p>
      ${this.said()} ${repeat(blocks, ({ id }) => id, card)}
      ${this.isLoaded && !blocks.length ? html`<p class="empty">${t.noBlocks}</p>` : nothing}
      <lw-new-block .app=${app} .agentId=${agentId} .held=${blocks}></lw-new-block>
      <lw-deleted .app=${app} .agentId=${agentId} kind="block"></lw-deleted>
    `;
  }
}

customElements.define("lw-blocks", Blocks);

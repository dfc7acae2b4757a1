// <lw-block-more>: what else can be done to a block: how it is called, what becomes of the agent's edits, making it
// shorter, and who holds it.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import "./block_policy.js";
import "./block_shaping.js";
import { Part } from "./part.js";

/** @typedef {import("./block_card.js").Block} Block */

const t = await words("memory");

export class BlockMore extends Part {
  /** @override */
  static properties = { given: { attribute: false }, block: { attribute: false }, holders: { state: true } };
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 1.5rem;
        padding-block: 0.5rem;
      }

      section {
        display: flex;
        flex-direction: column;
        gap: 0.75rem;
      }

      .limit {
        max-width: 10rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Block} */
    this.block = /** @type {any} */ (undefined);
    /** @type {{ id: string, name: string }[]} */
    this.holders = [];
  }

  /** @param {Partial<BlockMore>} given */
  set given(given) {
    Object.assign(this, given);
  }

  /** @override */
  async load() {
    this.holders = await this.api.get(`/v1/blocks/${this.block.id}/agents?limit=100&include=agent.tags`);
  }

  /** @override */
  render() {
    const { app, agentId, block } = this;
    return html`
      ${this.said()} ${this.#settings()}
      <lw-block-policy .app=${app} .agentId=${agentId} .block=${block}></lw-block-policy>
      <lw-block-shaping .app=${app} .agentId=${agentId} .block=${block}></lw-block-shaping>
      ${this.#holding()}
    `;
  }

  #settings() {
    const { label, description, limit, read_only: isKept } = this.block;
    const set =
      (/** @type {string} */ name, /** @type {(input: any) => unknown} */ read) =>
      (/** @type {Event} */ event) =>
        this.#change({ [name]: read(event.target) });
    const text = (/** @type {HTMLInputElement} */ input) => input.value.trim();
    return html`<section>
      <label class="field"
        >${t.label} <input .value=${label} maxlength="100" @change=${set("label", text)}
      /></label>
      <label class="field"
        >${t.description}
        <textarea dir="auto" .value=${description ?? ""} @change=${set("description", text)}></textarea>
      </label>
      <label class="field limit"
        >${t.limit}
        <input
          type="number"
          min="1"
          max="1000000"
          .value=${String(limit)}
          @change=${set("limit", (input) => input.valueAsNumber)}
      /></label>
      <label class="check"
        ><input
          type="checkbox"
          .checked=${isKept}
          @change=${set("read_only", (input) => input.checked)}
        />${t.readOnlyHint}</label
      >
    </section>`;
  }

  #holding() {
    const { app, block, holders } = this;
    const others = holders.filter(({ id }) => id !== this.agentId);
    const names = others.map(
      ({ id, name }, at) => html`${at ? ", " : ""}<a href=${app?.link("memory", id) ?? ""}>${name}</a>`,
    );
    return html`<section>
      ${others.length ? html`<p>${t.alsoHeldBy} ${names}. ${t.sharedHint}</p>` : nothing}
      <div class="row">
        <a class="button" href="${app?.link("memory", this.agentId, "timeline")}?object=${block.id}"
          >${t.history}</a
        >
        ${others.length ? html`<button @click=${this.#detach}>${t.detach}</button>` : nothing}
        <button class="danger" @click=${this.#delete}>
          ${others.length ? t.deleteForAll : t.deleteBlock}
        </button>
      </div>
    </section>`;
  }

  /** @param {Record<string, unknown>} changes */
  #change(changes) {
    return this.does(async () => {
      this.block = await this.api.patch(`/v1/blocks/${this.block.id}`, changes);
    });
  }

  async #detach() {
    const { id, label } = this.block;
    const path = (/** @type {string} */ verb) =>
      `/v1/agents/${this.agentId}/core-memory/blocks/${verb}/${id}`;
    const undo = { action: t.undo, onAction: () => this.api.patch(path("attach"), {}) };
    if (await this.does(() => this.api.patch(path("detach"), {}))) this.app?.tell(t.detached(label), undo);
  }

  async #delete() {
    const { id, label } = this.block;
    const undo = { action: t.undo, onAction: () => this.api.post(`/v1/memory/deleted/${id}/restore`, {}) };
    if (await this.does(() => this.api.request("DELETE", `/v1/blocks/${id}`)))
      this.app?.tell(t.gone(label), undo);
  }
}

customElements.define("lw-block-more", BlockMore);

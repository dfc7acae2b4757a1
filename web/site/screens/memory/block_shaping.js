// <lw-block-shaping>: making a block shorter, and making two of them one. What would come of it is shown first, and it
// can be undone.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { number, words } from "../../words/words.js";
import { fieldsOf } from "./fields.js";
import { Part } from "./part.js";

/** @typedef {import("./block_card.js").Block} Block */

const t = await words("memory");
const STRATEGIES = /** @type {const} */ (["archive", "summarize", "truncate"]);

export class BlockShaping extends Part {
  /** @override */
  static properties = { block: { attribute: false }, others: { state: true }, isBusy: { state: true } };
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 0.75rem;
      }

      .row > .field {
        flex: 1 1 12rem;
      }

      .row {
        align-items: end;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Block} */
    this.block = /** @type {any} */ (undefined);
    /** @type {Block[]} */
    this.others = [];
    this.isBusy = false;
  }

  /** @override */
  async load() {
    const held = await this.api.get(`/v1/agents/${this.agentId}/core-memory/blocks?limit=1000`);
    this.others = held.filter((/** @type {Block} */ { id }) => id !== this.block.id);
  }

  /** @override */
  render() {
    return html`
      <h4>${t.shaping}</h4>
      ${this.said()}
      <form class="row" @submit=${this.#compress}>
        <label class="field"
          >${t.compress}
          <select name="strategy">
            ${STRATEGIES.map((name) => html`<option value=${name}>${t.strategies[name]}</option>`)}
          </select></label
        >
        <button ?disabled=${this.isBusy}>${t.preview}</button>
      </form>
      ${this.others.length ? this.#merging() : nothing}
    `;
  }

  #merging() {
    return html`<form class="row" @submit=${this.#merge}>
      <label class="field"
        >${t.mergeFrom}
        <select name="source">
          ${this.others.map(({ id, label }) => html`<option value=${id}>${label}</option>`)}
        </select></label
      >
      <button>${t.merge}</button>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #compress(event) {
    const { strategy } = fieldsOf(event);
    const path = `/v1/blocks/${this.block.id}/compress`;
    const wish = { strategy, agent_id: this.agentId };
    this.isBusy = true;
    await this.does(async () => {
      const tried = await this.api.post(path, { ...wish, dry_run: true });
      if (!tried.strategy) return this.app?.tell(t.shortEnough);
      if (await this.#agrees(t.compress, tried.value, tried.archived.length))
        await this.#changes(() => this.#shorten(strategy, path, wish, tried.value));
    });
    this.isBusy = false;
  }

  /** A summary that a person has read is the one that is stored. @param {string} strategy @param {string} path @param {object} wish @param {string} value */
  #shorten(strategy, path, wish, value) {
    if (strategy !== "summarize") return this.api.post(path, wish);
    return this.api.patch(`/v1/blocks/${this.block.id}`, { value, if_value: this.block.value });
  }

  /** @param {SubmitEvent} event */
  async #merge(event) {
    const { source } = fieldsOf(event);
    const other = this.others.find(({ id }) => id === source);
    if (!other) return;
    const value = [this.block.value, other.value].filter(Boolean).join("\n");
    if (!(await this.#agrees(t.mergeTitle(other.label, this.block.label), value, 0))) return;
    await this.does(() =>
      this.#changes(() => this.api.post(`/v1/blocks/${this.block.id}/merge`, { sources: [source] })),
    );
  }

  /** @param {string} title @param {string} after @param {number} archived */
  async #agrees(title, after, archived) {
    await import("./change_view.js");
    const note = archived ? t.archived(number(archived)) : "";
    const text = Object.assign(document.createElement("lw-change"), {
      old: this.block.value,
      now: after,
      note,
    });
    return this.app?.ask({ title, text, yes: t.doIt }) ?? false;
  }

  /** Change memory so that it can be taken back: the moment before is the newest version of now. @param {() => Promise<unknown>} work */
  async #changes(work) {
    const { agentId, app, api } = this;
    const [newest] = await api.get(`/v1/memory/versions?about_agent_id=${agentId}&limit=1`);
    await work();
    const back = { moment: newest.id, context: false };
    app?.tell(t.shaped(this.block.label), {
      action: t.undo,
      onAction: () => api.post(`/v1/agents/${agentId}/restore`, back),
    });
  }
}

customElements.define("lw-block-shaping", BlockShaping);

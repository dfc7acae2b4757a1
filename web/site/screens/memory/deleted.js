// <lw-deleted>: what was deleted of memory, to bring back, or to forget for good.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, words } from "../../words/words.js";
import { Part } from "./part.js";

/** @typedef {{ object_id: string, label: string | null, deleted_at: string, actor: keyof typeof t.doers, held: { value?: string, text?: string } | null }} Deletion */

const t = await words("memory");
const MOST = 50;

export class Deleted extends Part {
  /** @override */
  static properties = { kind: {}, deletions: { state: true }, isOpen: { state: true } };
  /** @override */
  static styles = [
    base,
    css`
      summary {
        width: fit-content;
        padding-block: 0.4rem;
        color: var(--faded);
      }

      li {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 0.75rem;
        align-items: center;
        padding-block: 0.6rem;
        border-block-start: 1px solid var(--rule);
      }

      div {
        flex: 1 1 14rem;
        min-width: 0;
      }

      .text {
        overflow: hidden;
        font-family: var(--words);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {"block" | "passage"} */
    this.kind = "block";
    /** @type {Deletion[]} */
    this.deletions = [];
    this.isOpen = false;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    super.updated(changed);
    if (changed.has("isOpen")) this.refresh();
  }

  /** @override */
  async load() {
    this.deletions = await this.api.get(
      `/v1/memory/deleted?kind=${this.kind}&limit=${this.isOpen ? MOST : 1}`,
    );
  }

  /** @override */
  render() {
    if (!this.deletions.length) return nothing;
    const toggled = (/** @type {any} */ { target }) => (this.isOpen = target.open);
    return html`<details @toggle=${toggled}>
      <summary>${t.deleted}</summary>
      ${this.said()}
      <ul class="plain">
        ${this.deletions.map((one) => this.#row(one))}
      </ul>
    </details>`;
  }

  /** @param {Deletion} deletion */
  #row(deletion) {
    const { object_id: id, label, deleted_at: when, actor, held } = deletion;
    const text = held?.value ?? held?.text;
    const restore = () => this.does(() => this.api.post(`/v1/memory/deleted/${id}/restore`, {}));
    return html`<li>
      <div>
        ${label ? html`<strong>${label}</strong>` : nothing}
        <p class="text" dir="auto">${text === undefined ? t.forgotten : text || t.blank}</p>
        <p class="hint">${t.deletedBy(t.doers[actor], ago(when))}</p>
      </div>
      ${held ? html`<button @click=${restore}>${t.restore}</button>` : nothing}
      <button class="quiet" @click=${() => this.#purge(id)}>${t.purge}</button>
    </li>`;
  }

  /** @param {string} id */
  async #purge(id) {
    const question = { title: t.purgeTitle, text: t.purgeText, yes: t.purge, isDangerous: true };
    if (await this.app?.ask(question))
      await this.does(() => this.api.request("DELETE", `/v1/memory/deleted/${id}`));
  }
}

customElements.define("lw-deleted", Deleted);

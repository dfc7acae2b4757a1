// <lw-twins>: what stands in the archive more than once.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { date, number, words } from "../../words/words.js";
import { Part } from "./part.js";

/** @typedef {import("./archive.js").Passage} Passage */

const t = await words("memory");

export class Twins extends Part {
  /** @override */
  static properties = { ...Part.properties, count: { attribute: false }, groups: { state: true } };
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
        gap: 0.25rem 1rem;
        align-items: center;
        justify-content: space-between;
        padding-block: 0.6rem;
        border-block-start: 1px solid var(--rule);
      }

      div {
        flex: 1 1 16rem;
        min-width: 0;
      }

      .text {
        font-family: var(--words);
        overflow-wrap: anywhere;
      }
    `,
  ];

  #compared = -1;

  constructor() {
    super();
    /** How many passages there are. They are compared again when that has changed: it takes a while for many. */
    this.count = 0;
    /** The oldest of each is the first. @type {Passage[][]} */
    this.groups = [];
  }

  get #path() {
    return `/v1/agents/${this.agentId}/archival-memory`;
  }

  /** @override */
  async load() {
    if (this.count === this.#compared && !this.groups.length) return;
    this.#compared = this.count;
    this.groups = await this.api.get(`${this.#path}/twins`);
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    super.updated(changed);
    if (changed.has("count")) this.refresh();
  }

  /** @override */
  render() {
    if (!this.groups.length) return nothing;
    return html`<details>
      <summary>${t.twins(number(this.groups.length), this.groups.length)}</summary>
      ${this.said()}
      <ul class="plain">
        ${this.groups.map((group) => this.#group(group))}
      </ul>
    </details>`;
  }

  /** @param {Passage[]} group */
  #group(group) {
    const times = group.map(({ created_at: when }) => date(when, { dateStyle: "medium" })).join(", ");
    return html`<li>
      <div>
        <p class="text" dir="auto">${group[0].text}</p>
        <p class="hint">${times}</p>
      </div>
      <button @click=${() => this.#keepFirst(group)}>${t.keepOne}</button>
    </li>`;
  }

  /** @param {Passage[]} group */
  async #keepFirst([, ...others]) {
    const isDone = await this.does(async () => {
      for (const { id } of others) await this.api.request("DELETE", `${this.#path}/${id}`);
    });
    const undo = async () => {
      for (const { id } of others) await this.api.post(`/v1/memory/deleted/${id}/restore`, {});
    };
    if (isDone) this.app?.tell(t.passageGone, { action: t.undo, onAction: undo });
  }
}

customElements.define("lw-twins", Twins);

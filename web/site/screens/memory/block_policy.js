// <lw-block-policy>: what becomes of an agent's edits of a block that may do harm, and when the block is made shorter.
import { css, html } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { Part } from "./part.js";

/** @typedef {"allow" | "ask" | "refuse"} Word */
/** @typedef {{ strategy: string | null, at: number, to: number }} Compression */

const t = await words("memory");
const DANGERS = /** @type {const} */ (["drops", "repeats", "overflows", "obeys"]);
const WORDS = /** @type {Word[]} */ (["allow", "ask", "refuse"]);
const STRATEGIES = /** @type {const} */ (["", "archive", "summarize", "truncate"]);

export class BlockPolicy extends Part {
  /** @override */
  static properties = { block: { attribute: false }, policy: { state: true } };
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 0.5rem;
      }

      label {
        display: flex;
        flex-wrap: wrap;
        gap: 0.1rem 1rem;
        align-items: center;
        justify-content: space-between;
      }

      label > span {
        flex: 1 1 14rem;
      }

      select {
        flex: none;
        width: 16rem;
        max-width: 100%;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("./block_card.js").Block} */
    this.block = /** @type {any} */ (undefined);
    /** @type {Record<typeof DANGERS[number], Word> & { compression: Compression } | null} */
    this.policy = null;
  }

  get path() {
    return `/v1/blocks/${this.block.id}/policy`;
  }

  /** @override */
  async load() {
    this.policy = await this.api.get(this.path);
  }

  /** @override */
  render() {
    const { policy } = this;
    if (!policy) return this.said();
    return html`
      <h4>${t.whenItEdits}</h4>
      ${this.said()}
      ${DANGERS.map((danger) =>
        this.#choice(t.dangers[danger], WORDS, t.policyWords, policy[danger], (word) => ({ [danger]: word })),
      )}
      ${this.#choice(t.whenFull, STRATEGIES, t.strategies, policy.compression.strategy ?? "", (strategy) => ({
        compression: { strategy: strategy || null },
      }))}
    `;
  }

  /**
   * @template {string} W
   * @param {string} title @param {readonly W[]} all @param {Record<W, string>} names @param {string} chosen
   * @param {(word: string) => object} changes
   */
  #choice(title, all, names, chosen, changes) {
    return html`<label>
      <span>${title}</span>
      <select @change=${(/** @type {any} */ { target }) => this.#change(changes(target.value))}>
        ${all.map((word) => html`<option value=${word} ?selected=${word === chosen}>${names[word]}</option>`)}
      </select>
    </label>`;
  }

  /** @param {object} changes */
  #change(changes) {
    return this.does(async () => {
      this.policy = await this.api.patch(this.path, changes);
    });
  }
}

customElements.define("lw-block-policy", BlockPolicy);

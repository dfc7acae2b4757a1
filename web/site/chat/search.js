// <lw-search>: finds what was said in a conversation, however long ago.
import { LitElement, css, html, nothing } from "../lib/lit.js";
import { base } from "../style/base.js";
import { date } from "../words/words.js";
import { unmark } from "./marking.js";

/** @typedef {{ id: string, text: string, marks: [number, number][], created_at: string, about: { role: string } }} Hit */

const PATIENCE = 250; // ms without a key before it looks
const MOST = 50;

/** Events: "found" with { id, words } of the one to be shown, "close". */
export class LwSearch extends LitElement {
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: block;
        width: 100%;
        max-width: calc(var(--measure, 42rem) + 2rem);
        margin: 0 auto;
        padding: 0.5rem 1rem;
        border-bottom: 1px solid var(--rule);
      }

      form {
        display: flex;
        gap: 0.4rem;
        align-items: center;
      }

      input {
        flex: 1;
      }

      form button {
        min-width: 2.4rem;
        padding: 0 0.5rem;
      }

      .count {
        white-space: nowrap;
      }

      ul {
        max-height: 32vh;
        margin-top: 0.4rem;
        overflow-y: auto;
      }

      li button {
        width: 100%;
        padding: 0.4rem 0.6rem;
        border-color: transparent;
        background: none;
        text-align: start;
        overflow-wrap: anywhere;
      }

      li button[aria-current="true"] {
        background: var(--tint);
      }

      time {
        display: block;
        color: var(--faded);
        font-size: 0.8rem;
      }

      mark {
        border-radius: 0.2em;
        background: var(--memory-tint);
        color: var(--memory);
      }
    `,
  ];
  /** @override */
  static properties = {
    t: { attribute: false },
    conversation: { attribute: false },
    hits: { state: true },
    at: { state: true },
  };

  #timer = 0;
  #asked = "";

  constructor() {
    super();
    this.t = /** @type {import("./log.js").Words} */ ({});
    this.conversation = /** @type {import("./conversation.js").Conversation | null} */ (null);
    this.hits = /** @type {Hit[] | null} */ (null);
    this.at = -1;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    unmark();
  }

  /** @override */
  focus() {
    this.renderRoot.querySelector("input")?.focus();
  }

  /** @override */
  render() {
    const { t, hits, at } = this;
    const step = (/** @type {string} */ label, /** @type {string} */ sign, /** @type {number} */ by) =>
      html`<button
        type="button"
        class="quiet"
        aria-label=${label}
        ?disabled=${!hits?.length}
        @click=${() => this.#go(at + by)}
      >
        ${sign}
      </button>`;
    return html`<form role="search" @submit=${this.#submit} @keydown=${this.#key}>
        <input type="search" aria-label=${t.searchFor} placeholder=${t.search} @input=${this.#wait} />
        <span class="hint count" role="status">${this.#count()}</span>
        ${step(t.earlier, "↑", 1)} ${step(t.later, "↓", -1)}
        <button type="button" class="quiet" aria-label=${t.close} @click=${this.#close}>×</button>
      </form>
      ${
        hits?.length
          ? html`<ul class="plain">
              ${hits.map((hit, index) => this.#hit(hit, index))}
            </ul>`
          : nothing
      }`;
  }

  #count() {
    const { t, hits, at } = this;
    if (!hits) return "";
    return hits.length ? t.found(at + 1, hits.length) : t.foundNothing;
  }

  /** @param {Hit} hit @param {number} index */
  #hit({ text, marks, created_at: when, about }, index) {
    const { t } = this;
    const parts = [];
    let end = 0;
    for (const [from, to] of marks) {
      parts.push(text.slice(end, from), html`<mark>${text.slice(from, to)}</mark>`);
      end = to;
    }
    const who = about.role === "user" ? t.you : t.agent;
    return html`<li>
      <button type="button" aria-current=${index === this.at} @click=${() => this.#go(index)}>
        <time datetime=${when}>${who}, ${date(when)}</time>
        <span dir="auto">${parts}${text.slice(end)}</span>
      </button>
    </li>`;
  }

  /** @param {Event} event */
  #submit = (event) => {
    event.preventDefault();
    const { value } = /** @type {HTMLInputElement} */ (this.renderRoot.querySelector("input"));
    if (value.trim() === this.#asked && this.hits?.length) this.#go(this.at + 1);
    else this.#look(value.trim());
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.key === "Escape") this.#close();
    else if (event.key === "ArrowUp") this.#go(this.at + 1);
    else if (event.key === "ArrowDown") this.#go(this.at - 1);
    else return;
    event.preventDefault();
  };

  /** @param {Event} event */
  #wait = (event) => {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(value.trim()), PATIENCE);
  };

  #close = () => {
    this.dispatchEvent(new Event("close"));
  };

  /** @param {string} query */
  async #look(query) {
    clearTimeout(this.#timer);
    this.#asked = query;
    if (!query || !this.conversation) {
      this.hits = null;
      return unmark();
    }
    const { api, agentId, id } = this.conversation;
    const where = { kinds: ["message"], agent_id: agentId, conversation_id: id, limit: MOST };
    const nothing = { hits: [] }; // also where one may not search
    const found = await api.post("/v1/memory/search", { query, ...where }).catch(() => nothing);
    if (query !== this.#asked) return; // somebody typed on
    /** @type {Hit[]} */
    const hits = found.hits;
    const withWords = hits.filter(({ marks }) => marks.length);
    const newestFirst = (/** @type {Hit} */ one, /** @type {Hit} */ other) =>
      one.created_at < other.created_at ? 1 : -1;
    this.hits = (withWords.length ? withWords : hits).toSorted(newestFirst);
    this.at = -1;
    if (this.hits.length) this.#go(0);
  }

  /** The newest is the first one. @param {number} index */
  async #go(index) {
    const { hits } = this;
    if (!hits?.length) return;
    this.at = (index + hits.length) % hits.length;
    const { id, text, marks } = hits[this.at];
    const words = [...new Set(marks.map(([from, to]) => text.slice(from, to)))];
    this.dispatchEvent(new CustomEvent("found", { detail: { id, words } }));
    await this.updateComplete;
    this.renderRoot.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("lw-search", LwSearch);

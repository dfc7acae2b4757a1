// <lw-block-card>: a block of memory, to read and to put right. What has changed since it was last seen glows once.
import { LitElement, html, nothing } from "../../lib/lit.js";
import { diffStyle, diffView } from "../../diff.js";
import { base } from "../../style/base.js";
import { number, words } from "../../words/words.js";
import { Draft } from "./draft.js";
import { share } from "./share.js";
import { cardStyle } from "./block_style.js";

/** @typedef {{ id: string, label: string, value: string, limit: number, description: string | null, read_only: boolean }} Block */

const t = await words("memory");

export class BlockCard extends LitElement {
  /** @override */
  static properties = {
    app: { attribute: false },
    api: { attribute: false },
    agentId: { attribute: false },
    block: { attribute: false },
    whole: { type: Boolean }, // with all that can be done to it
    isFresh: { state: true },
    isOpen: { state: true },
  };
  /** @override */
  static styles = [base, diffStyle, cardStyle];

  constructor() {
    super();
    /** @type {import("../../shell/app_object.js").App | null} */
    this.app = null;
    /** @type {import("../../api.js").Api} */
    this.api = /** @type {any} */ (undefined);
    this.agentId = "";
    /** @type {Block} */
    this.block = /** @type {any} */ (undefined);
    this.whole = false;
    this.isFresh = false;
    this.isOpen = false;
    /** While a person writes. @type {Draft | null} */
    this.draft = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    addEventListener("beforeunload", this);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("beforeunload", this);
    const { draft } = this;
    if (draft?.state === "split")
      this.app?.tell(t.leftSplit(this.block.label), {
        action: t.keepMine,
        onAction: () => draft.choose("mine"),
      });
    else draft?.store();
  }

  /** What isn't stored yet keeps the page from closing unasked. @param {Event} event */
  handleEvent(event) {
    if (this.draft?.isOpen) event.preventDefault();
  }

  /** @override @param {Map<string, any>} changed */
  willUpdate(changed) {
    const before = changed.get("block");
    if (!before || before.value === this.block.value) return;
    if (this.draft) this.draft.look();
    else this.isFresh = before.id === this.block.id;
  }

  /** @override */
  render() {
    const { label, description, read_only: isKept } = this.block;
    const isSplit = this.draft?.state === "split";
    return html`
      <article
        class="card block ${this.isFresh ? "fresh" : ""}"
        data-label=${label}
        aria-labelledby="label"
        @animationend=${() => (this.isFresh = false)}
      >
        <header>
          <h3 id="label">${label}</h3>
          ${isKept ? html`<span class="tag">${t.readOnly}</span>` : nothing}
          <button class="quiet" @click=${this.draft ? this.#done : this.#edit} ?disabled=${isSplit}>
            ${this.draft ? t.done : t.edit}<span class="visually-hidden"> ${label}</span>
          </button>
        </header>
        ${description && this.whole ? html`<p class="hint" dir="auto">${description}</p>` : nothing}
        ${this.draft ? this.#editor(this.draft) : this.#value()}
        ${this.draft && isSplit ? this.#choice(this.draft) : nothing} ${this.#foot()}
        ${this.whole ? this.#fold() : nothing}
      </article>
    `;
  }

  #value() {
    const { value } = this.block;
    return html`<p class="value ${value ? "" : "blank"}" dir="auto">${value || t.blank}</p>`;
  }

  /** @param {Draft} draft */
  #editor(draft) {
    return html`<textarea
      name="value"
      dir="auto"
      rows="4"
      aria-label=${t.valueOf(this.block.label)}
      .value=${draft.text}
      @input=${(/** @type {any} */ { target }) => draft.write(target.value)}
      @blur=${() => draft.store()}
      @keydown=${(/** @type {KeyboardEvent} */ { key }) => key === "Escape" && this.#done()}
    ></textarea>`;
  }

  /** Both stand there: the person's is in the editor. @param {Draft} draft */
  #choice(draft) {
    return html`<div class="split" role="alert">
      <p>${t.split}</p>
      ${diffView(draft.text, draft.theirs ?? "")}
      <div class="row">
        <button @click=${() => draft.choose("mine")}>${t.keepMine}</button>
        <button @click=${() => draft.choose("theirs")}>${t.takeTheirs}</button>
        <button @click=${() => draft.choose("both")}>${t.keepBoth}</button>
      </div>
    </div>`;
  }

  #foot() {
    const { value, limit } = this.block;
    const length = [...(this.draft?.text ?? value)].length;
    const words = t.characters(number(length), number(limit));
    return html`<footer>
      <div class="room" aria-hidden="true">
        <i class=${length > limit ? "over" : ""} ${share(length / limit)}></i>
      </div>
      <span class="state ${this.draft?.state === "failed" ? "error" : ""}" role="status"
        >${this.#state()}</span
      >
      <span>${words}</span>
    </footer>`;
  }

  #state() {
    const { state = "", problem } = this.draft ?? {};
    return state === "failed" ? problem : t.states[state];
  }

  #fold() {
    const { app, api, agentId, block } = this;
    const more = { app, api, agentId, block };
    return html`<details @toggle=${this.#unfold}>
      <summary>${t.more}<span class="visually-hidden"> ${block.label}</span></summary>
      ${this.isOpen ? html`<lw-block-more .given=${more}></lw-block-more>` : nothing}
    </details>`;
  }

  /** @param {Event} event */
  async #unfold({ target }) {
    await import("./block_more.js");
    this.isOpen = /** @type {HTMLDetailsElement} */ (target).open;
  }

  async #edit() {
    const path = `/v1/blocks/${this.block.id}`;
    const place = {
      read: async () => (await this.api.get(path)).value,
      write: (/** @type {string} */ value, /** @type {string} */ expected) =>
        this.api.patch(path, { value, if_value: expected }),
    };
    this.draft = new Draft(this.block.value, place, () => this.requestUpdate());
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector("textarea")?.focus();
  }

  async #done() {
    const { draft } = this;
    if (!draft) return;
    await draft.store();
    if (draft.state === "failed" || draft.state === "split") return;
    this.block = { ...this.block, value: draft.text };
    this.draft = null;
    this.isFresh = false;
    this.requestUpdate();
    await this.updateComplete;
    /** @type {HTMLElement} */ (this.renderRoot.querySelector("header button")).focus();
  }
}

customElements.define("lw-block-card", BlockCard);

// <lw-log>: the rows of a conversation, of which only those around what one sees are there.
import { eachFrame } from "../dom.js";
import { LitElement, guard, html, nothing, repeat } from "../lib/lit.js";
import { diffStyle } from "../diff.js";
import { base } from "../style/base.js";
import { date } from "../words/words.js";
import { filesIn } from "./attachments/wrapping.js";
import { Scroller } from "./scroller.js";
import { drawn } from "./rows/drawn.js";
import { rowsOf } from "./rows.js";
import { callStyle } from "./style/calls.js";
import { logStyle } from "./style/log.js";
import { messageStyle } from "./style/message.js";
import { proseStyle } from "./style/prose.js";

/** @typedef {import("./items.js").Item} Item */
/** @typedef {import("./rows.js").Row} Row */
/** @typedef {typeof import("../words/en/chat.js").default} Words */
/** @typedef {import("./rows/editor.js").Editing} Editing */

/**
 * What rows are drawn with, and whom they tell.
 * @typedef {object} Context
 * @property {Words} t
 * @property {import("./conversation.js").Conversation} conversation
 * @property {Set<string>} features
 * @property {boolean} isRunning
 * @property {Set<string>} unfolded  keys of what is open
 * @property {() => void} draw
 * @property {Editing | null} editing
 * @property {(item: Item | null, isAgain?: boolean) => void} edit
 * @property {(item: Item) => Item | undefined} askedBefore  the message that an answer is to
 * @property {(item: Item) => boolean} hasEditsSince
 * @property {(detail: object) => void} navigate
 * @property {(conversationId: string) => void} forked
 * @property {(sentence: string) => void} tell
 * @property {(error: unknown) => void} failed
 */

/** Events: "navigate" and "tell", as <letta-chat> has them. */
export class LwLog extends LitElement {
  /** @override */
  static styles = [base, diffStyle, messageStyle, proseStyle, callStyle, logStyle];
  /** @override */
  static properties = {
    conversation: { attribute: false },
    t: { attribute: false },
    features: { attribute: false },
  };

  /** @type {Row[]} */
  #rows = [];
  /** @type {Set<string>} */
  #unfolded = new Set();
  /** @type {Editing | null} */
  #editing = null;
  #drawing = 0; // another one whenever all rows look otherwise
  #wasRunning = false;
  #scroller = new Scroller(
    this,
    () => this.conversation?.history,
    (row) => estimate(row),
  );
  #changed = eachFrame(() => this.requestUpdate());

  constructor() {
    super();
    /** @type {import("./conversation.js").Conversation | null} */
    this.conversation = null;
    this.t = /** @type {Words} */ ({});
    this.features = /** @type {Set<string>} */ (new Set());
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#scroller.stop();
    this.conversation?.removeEventListener("change", this.#changed);
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.conversation?.addEventListener("change", this.#changed);
    this.requestUpdate();
  }

  /** Show a message and mark these words in it, wherever in the history it is. Returns its row. @param {string} id @param {string[]} [words] */
  async goTo(id, words = []) {
    if (!(await this.conversation?.history.goTo(id))) return;
    const row = rowsOf(this.conversation?.items ?? []).find(({ items }) =>
      items.some((item) => item.id === id),
    );
    return row && this.#scroller.goTo(row.key, words);
  }

  goToEnd() {
    this.conversation?.history.goToEnd();
    this.#scroller.goToEnd();
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("conversation")) this.#follow(changed.get("conversation"));
    if (!this.conversation) return;
    const { items, isRunning } = this.conversation;
    if (isRunning !== this.#wasRunning || changed.size) this.#drawing++;
    this.#wasRunning = isRunning;
    this.#rows = withThinking(rowsOf(items), isRunning && !this.conversation.history.hasNewer);
    this.#scroller.lay(this.#rows);
  }

  /** @override */
  updated() {
    this.#scroller.drawn();
  }

  /** @override */
  render() {
    const { t, conversation } = this;
    if (!conversation) return nothing;
    const { history, isRunning, items } = conversation;
    const isBusy = isRunning || items.some(({ isWaiting }) => isWaiting);
    const { first, last } = this.#scroller;
    const size = history.hasOlder || history.hasNewer ? -1 : this.#rows.length;
    const context = this.#context(conversation);
    const row = (/** @type {Row} */ row, /** @type {number} */ at) =>
      html`<article
        data-key=${row.key}
        aria-posinset=${first + at + 1}
        aria-setsize=${size}
        aria-label=${nameOf(row, t)}
        tabindex="-1"
      >
        ${guard([row.stamp, this.#drawing, first + at === this.#rows.length - 1], () => drawn(row, context, first + at < this.#rows.length - 1 || !isRunning))}
      </article>`;
    return html`<div
        class="scroll"
        tabindex="0"
        @scroll=${() => this.#scroller.scrolled()}
        @keydown=${this.#key}
        part="log"
      >
        <p class="hint reading" role="status" ?hidden=${!this.#scroller.isReading}>${t.loading}</p>
        ${this.#rows.length ? nothing : html`<div class="nothing"><slot name="empty"></slot></div>`}
        <div
          class="log"
          role=${this.#rows.length ? "feed" : "group"}
          aria-label=${t.conversation}
          aria-busy=${isBusy}
        >
          <div class="before" aria-hidden="true"></div>
          ${repeat(this.#rows.slice(first, last), ({ key }) => key, row)}
          <div class="after" aria-hidden="true"></div>
        </div>
      </div>
      <button class="end" ?hidden=${this.#scroller.isAtEnd} @click=${() => this.goToEnd()}>
        ↓ ${t.toEnd}
      </button>`;
  }

  /** @param {unknown} before */
  #follow(before) {
    if (before instanceof EventTarget) before.removeEventListener("change", this.#changed);
    this.conversation?.addEventListener("change", this.#changed);
    this.#editing = null;
    this.#scroller.begin();
  }

  #key = (/** @type {KeyboardEvent} */ event) => {
    if (event.target !== event.currentTarget || event.altKey || event.metaKey) return;
    if (event.key === "End") this.goToEnd();
    else if (event.key === "Home")
      this.conversation?.history.goToStart().then(() => this.#scroller.goToStart());
    else return;
    event.preventDefault();
  };

  /** @param {import("./conversation.js").Conversation} conversation @returns {Context} */
  #context(conversation) {
    const draw = () => {
      this.#drawing++;
      this.requestUpdate();
    };
    const emit = (/** @type {string} */ name, /** @type {object} */ detail) =>
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
    return {
      t: this.t,
      conversation,
      features: this.features,
      isRunning: conversation.isRunning,
      unfolded: this.#unfolded,
      draw,
      editing: this.#editing,
      edit: (item, isAgain = false) => {
        this.#editing = item && {
          key: item.key,
          text: filesIn(item.text).words,
          withMemory: true,
          isAgain,
        };
        draw();
        if (item) this.#focusEditor();
      },
      askedBefore: (item) => {
        const { items } = conversation;
        return items.slice(0, items.indexOf(item)).findLast(({ kind, id }) => kind === "user" && id);
      },
      hasEditsSince: (item) => {
        const { items } = conversation;
        const since = items.slice(items.indexOf(item));
        return (
          conversation.history.hasNewer || since.some(({ edits }) => edits.some(({ backIn }) => !backIn))
        );
      },
      navigate: (detail) => emit("navigate", detail),
      forked: (conversationId) =>
        emit("navigate", { to: "conversation", agentId: conversation.agentId, conversationId }),
      tell: (sentence) => emit("tell", { sentence }),
      failed: (error) =>
        emit("tell", { sentence: error instanceof Error ? error.message : String(error), isError: true }),
    };
  }

  async #focusEditor() {
    await this.updateComplete;
    const place = this.renderRoot.querySelector(".editor textarea, .editor button");
    if (place instanceof HTMLElement) place.focus();
  }
}

customElements.define("lw-log", LwLog);

/** Something is to be seen while the agent thinks: before what still waits. @param {Row[]} rows @param {boolean} isRunning */
function withThinking(rows, isRunning) {
  const at = rows.findLastIndex(({ items }) => !items[0].isWaiting) + 1;
  const last = rows[at - 1]?.items[0];
  if (!isRunning || last?.kind === "assistant") return rows;
  return rows.toSpliced(at, 0, { key: "thinking", items: [], day: "", stamp: "thinking" });
}

/** @param {Row} row @param {Words} t */
function nameOf({ items: [item] }, t) {
  if (!item) return t.thinking;
  const who = item.kind === "user" ? item.sender || t.you : t.agent;
  return item.date ? `${who}, ${date(item.date)}` : who;
}

/** How high a row may be that nobody has seen yet. @param {Row} row */
function estimate({ items: [item], day }) {
  const lines = item && ["user", "assistant"].includes(item.kind) ? 2.2 + item.text.length / 70 : 1.2;
  return lines * 27 + (day ? 50 : 0) + 12;
}

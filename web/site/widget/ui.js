// What is inside an open widget: the conversation, and beside it what the agent remembers, the start of the runtime in
// real numbers, and what has to be asked. It knows an API and a conversation, and not where they live.
import "../chat/chat.js";
import { html, LitElement, nothing } from "../lib/lit.js";
import { base } from "../style/base.js";
import { startOf } from "./start.js";
import { style } from "./ui_style.js";

export { Api, ApiError } from "../api.js"; // these are bundled with what uses them, and must be the same everywhere
export { ReportingConversation } from "./reports.js";

/** @typedef {import("../election.js").Status} Status */
/** @typedef {import("./guide.js").Agent} Agent */
/** @typedef {"chat" | "memory" | "export" | "delete" | "forget" | "deleted" | "failed"} View */

const OFFLINE = "lettawasm/offline";
/** What of a conversation a visitor has: not what leads out of it, into an app that isn't there. */
const FEATURES = new Set(["attachments", "search", "edit"]);
const OF_A_SERVER = new Set();

export class Panel extends LitElement {
  /** @override */
  static properties = {
    view: { state: true },
    notice: { state: true },
    status: { state: true },
    agent: { state: true },
    isEmpty: { state: true },
  };
  /** @override */
  static styles = [base, style];

  /** @type {import("./room.js").Wishes} */
  wishes = /** @type {any} */ (null);
  /** @type {import("../api.js").Api | null} */
  api = null;
  /** @type {import("./reports.js").ReportingConversation | null} */
  conversation = null;
  isDeleted = false;
  /** What draws any other view than the conversation, once there is one. @type {(panel: Panel) => unknown} */
  aside = () => nothing;

  constructor() {
    super();
    /** @type {View} */
    this.view = "chat";
    /** @type {unknown} */
    this.notice = nothing;
    /** @type {Status | null} */
    this.status = null;
    /** @type {Agent | null} */
    this.agent = null;
    /** Not known before the history is. @type {boolean | null} */
    this.isEmpty = null;
    this.problem = "";
  }

  /** @param {import("../api.js").Api} api @param {import("./reports.js").ReportingConversation} conversation */
  show(api, conversation) {
    this.api = api;
    this.conversation = conversation;
    this.isDeleted = false;
    this.view = "chat";
    this.notice = nothing;
    this.isEmpty = null;
    conversation.addEventListener("change", () => (this.isEmpty = conversation.items.length === 0));
    this.requestUpdate();
  }

  /** @param {Status} status  of the runtime */
  follow(status) {
    this.status = status;
  }

  /** @param {Agent} agent */
  introduce(agent) {
    this.agent = agent;
  }

  /** @param {Error} error */
  fail(error) {
    this.problem = error.message;
    return this.#turnTo("failed");
  }

  /** @param {string} what  of the menu */
  async open(what) {
    if (what === "memory") await import("../screens/memory/panel.js"); // it must be known before it is drawn
    await this.#turnTo(/** @type {View} */ (what));
    await this.updateComplete;
    this.#find("button")?.focus();
  }

  /** @override */
  focus() {
    this.updateComplete.then(() => this.#find(this.view === "chat" ? "letta-chat" : "button")?.focus());
  }

  /** @param {(word: "renew" | "afresh") => Promise<unknown>} decide */
  offerRenewal(decide) {
    const { words } = this.wishes;
    const take = async (/** @type {"renew" | "afresh"} */ word) => {
      await decide(word);
      this.notice = word === "renew" ? html`<p role="status">${words.renewed}</p>` : nothing;
    };
    this.notice = html`<p>${words.newVersion}</p>
      <div class="row">
        <button class="primary" @click=${() => take("renew")}>${words.renew}</button>
        <button @click=${() => take("afresh")}>${words.startAfresh}</button>
        <button class="quiet" @click=${() => (this.notice = nothing)}>${words.notNow}</button>
      </div>`;
  }

  /** The page would like the agent to think elsewhere; the person may let it. @param {string} origin @param {() => Promise<unknown>} take */
  offerLoan(origin, take) {
    const { words } = this.wishes;
    const done = () => (this.notice = nothing);
    this.notice = html`<p>${words.loan(origin)}</p>
      <div class="row">
        <button @click=${() => take().then(done)}>${words.loanYes}</button>
        <button class="quiet" @click=${done}>${words.notNow}</button>
      </div>`;
  }

  /** The page would like this to be said; the person may. @param {string} text */
  suggest(text) {
    const { words } = this.wishes;
    const done = () => (this.notice = nothing);
    const say = () => {
      done();
      this.conversation?.send(text);
    };
    this.notice = html`<p>${words.draft}</p>
      <blockquote>${text}</blockquote>
      <div class="row">
        <button class="primary" @click=${say}>${words.send}</button>
        <button class="quiet" @click=${done}>${words.notNow}</button>
      </div>`;
  }

  /** @param {Blob} file */
  save(file) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = `${this.called}.af`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it late
    this.back();
  }

  showDeleted() {
    this.isDeleted = true;
    return this.#turnTo("deleted");
  }

  /** @param {View} view  other than the conversation */
  async #turnTo(view) {
    this.aside = (await import("./asides.js")).asideOf;
    this.view = view;
  }

  /** @param {string} selector */
  #find(selector) {
    return /** @type {HTMLElement | null | undefined} */ (this.renderRoot.querySelector(selector));
  }

  back() {
    this.view = "chat";
    this.focus();
  }

  /** @override */
  render() {
    const start = this.status ? startOf(this.status, this.wishes.words) : null;
    return [
      start ? this.#start(start) : nothing,
      this.notice === nothing ? nothing : html`<div class="strip">${this.notice}</div>`,
      this.#chat(start !== null),
      this.view === "chat" ? nothing : html`<div class="aside stack">${this.aside(this)}</div>`,
    ];
  }

  /** @param {{ said: string, fraction: number, problem: string }} start */
  #start({ said, fraction, problem }) {
    const { words } = this.wishes;
    if (problem)
      return html`<div class="strip" role="alert">
        <p>${words.failed}</p>
        <p class="hint">${problem}</p>
      </div>`;
    return html`<div class="strip">
      <p>${said}</p>
      <progress max="1" .value=${fraction} aria-label=${words.progress}></progress>
    </div>`;
  }

  /** @param {boolean} isStarting */
  #chat(isStarting) {
    const { words, placeholder } = this.wishes;
    return html`
      ${this.isEmpty !== false && this.view === "chat" && !isStarting ? this.#hello() : nothing}
      <letta-chat
        ?hidden=${this.view !== "chat"}
        .conversation=${this.conversation}
        .features=${this.wishes.home === "remote" ? OF_A_SERVER : FEATURES}
        .words=${{ placeholder: placeholder || words.placeholder, empty: "" }}
      ></letta-chat>
    `;
  }

  /** What is to be read where nothing was said yet. */
  #hello() {
    const { words } = this.wishes;
    if (this.isEmpty === null) return html`<p class="hello">${words.loading}</p>`;
    const isOffline = this.agent?.model === OFFLINE;
    return html`<div class="hello stack">
      <slot name="empty"><p>${words.welcome(this.called)}</p></slot>
      ${isOffline ? html`<p class="hint">${words.offline}</p>` : nothing}
    </div>`;
  }

  get called() {
    return this.wishes.label || this.agent?.name || this.wishes.words.name;
  }
}

customElements.define("lw-widget", Panel);

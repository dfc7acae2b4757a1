// What is inside an open widget: the conversation, and beside it what the agent remembers, the start of the runtime in
// real numbers, and what has to be asked. It knows an API and a conversation, and not where they live.
import "../chat/chat.js";
import { css, html, LitElement, nothing } from "../lib/lit.js";
import { base } from "../style/base.js";
import { startOf } from "./start.js";

export { ReportingConversation } from "./reports.js"; // which is bundled with what shows it

/** @typedef {import("../election.js").Status} Status */
/** @typedef {import("./guide.js").Agent} Agent */

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
  static styles = [
    base,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-height: 0;
        background: var(--paper);
      }

      letta-chat,
      lw-memory-panel {
        flex: 1;
        min-height: 0;
      }

      .strip {
        display: grid;
        gap: 0.5rem;
        padding: 0.75rem 1rem;
        border-block-end: 1px solid var(--rule);
        background: var(--tint);
        font-size: 0.9rem;
      }

      .strip progress {
        width: 100%;
      }

      .aside {
        overflow: auto;
        padding: 1rem;
      }

      .empty {
        padding: 1rem;
        color: var(--faded);
      }
    `,
  ];

  /** @type {import("./room.js").Wishes} */
  wishes = /** @type {any} */ (null);
  /** @type {import("../api.js").Api | null} */
  api = null;
  /** @type {import("./reports.js").ReportingConversation | null} */
  conversation = null;
  isDeleted = false;

  constructor() {
    super();
    /** @type {"chat" | "memory" | "export" | "delete" | "forget" | "deleted" | "failed"} */
    this.view = "chat";
    /** @type {unknown} */
    this.notice = nothing;
    /** @type {Status | null} */
    this.status = null;
    /** @type {Agent | null} */
    this.agent = null;
    this.isEmpty = false;
    this.problem = "";
  }

  /** @param {import("../api.js").Api} api @param {import("./reports.js").ReportingConversation} conversation */
  show(api, conversation) {
    this.api = api;
    this.conversation = conversation;
    this.isDeleted = false;
    this.view = "chat";
    this.notice = nothing;
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
    this.view = "failed";
  }

  /** @param {string} what  of the menu */
  open(what) {
    if (what === "memory") import("../screens/memory/panel.js");
    this.view = /** @type {"memory" | "export" | "delete" | "forget"} */ (what);
    this.updateComplete.then(() => this.#find("button")?.focus());
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
    link.download = `${this.#name}.af`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it late
    this.#back();
  }

  showDeleted() {
    this.isDeleted = true;
    this.view = "deleted";
  }

  /** @param {string} selector */
  #find(selector) {
    return /** @type {HTMLElement | null | undefined} */ (this.renderRoot.querySelector(selector));
  }

  #back() {
    this.view = "chat";
    this.focus();
  }

  /** @override */
  render() {
    const start = this.status && startOf(this.status, this.wishes.words);
    return [
      start ? this.#start(start) : nothing,
      this.notice === nothing ? nothing : html`<div class="strip">${this.notice}</div>`,
      this.view === "chat" ? this.#chat() : html`<div class="aside stack">${this.#aside()}</div>`,
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

  #chat() {
    const { words, placeholder } = this.wishes;
    const isOffline = this.agent?.model === OFFLINE;
    return html`
      ${
        this.isEmpty
          ? html`<div class="empty">
              <slot name="empty"><p>${words.welcome(this.#name)}</p></slot>
            </div>`
          : nothing
      }
      ${this.isEmpty && isOffline ? html`<p class="empty hint">${words.offline}</p>` : nothing}
      <letta-chat
        .conversation=${this.conversation}
        .features=${this.wishes.home === "remote" ? OF_A_SERVER : FEATURES}
        .words=${{ placeholder: placeholder || words.placeholder }}
      ></letta-chat>
    `;
  }

  get #name() {
    return this.wishes.label || this.agent?.name || this.wishes.words.name;
  }

  #aside() {
    const { words } = this.wishes;
    const back = html`<div><button @click=${() => this.#back()}>${words.back}</button></div>`;
    switch (this.view) {
      case "memory":
        return [
          back,
          html`<h2>${words.memory}</h2>
            <lw-memory-panel .api=${this.api} .agentId=${this.agent?.id ?? ""}></lw-memory-panel>`,
        ];
      case "delete":
        return this.#question(words.deleteTitle, words.deleteText, words.deleteYes);
      case "forget":
        return this.#question(words.forgetTitle, words.deleteRemote, words.forgetYes);
      case "export":
        return html`${back}
          <h2>${words.export}</h2>
          <p>${words.exportText}</p>
          <div>
            <button class="primary" @click=${() => this.dispatchEvent(new Event("save"))}>
              ${words.export}
            </button>
          </div>`;
      case "deleted":
        return html`<p role="status">${words.deleted}</p>
          <div><button @click=${() => this.dispatchEvent(new Event("again"))}>${words.begin}</button></div>`;
      default:
        return html`<div role="alert" class="stack">
            <p>${words.failed}</p>
            <p class="hint">${this.problem}</p>
          </div>
          <div><button @click=${() => this.dispatchEvent(new Event("again"))}>${words.retry}</button></div>`;
    }
  }

  /** @param {string} title @param {string} text @param {string} yes */
  #question(title, text, yes) {
    return html`<h2>${title}</h2>
      <p>${text}</p>
      <div class="row">
        <button @click=${() => this.#back()}>${this.wishes.words.deleteNo}</button>
        <button class="danger" @click=${() => this.dispatchEvent(new Event("delete"))}>${yes}</button>
      </div>`;
  }
}

customElements.define("lw-widget", Panel);

// <lw-agent-import>: the quarantine. A file is looked into, shown as it is, and comes in only by a person's word.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { View, sentenceOf } from "../view.js";
import "./quarantine.js";

/** @typedef {import("./seen.js").Seen} Seen */

const t = await words("agents");
const ACCEPT = ".af,.json,.html,.md,.zip,.jsonl,.gz,application/json";

export class AgentImport extends View {
  /** @override */
  static properties = {
    ...View.properties,
    files: { state: true },
    stage: { state: true },
    seen: { state: true },
  };
  /** @override */
  static styles = [
    base,
    css`
      .back {
        display: inline-block;
        margin-bottom: 0.75rem;
        padding-block: 0.2rem;
        font-size: 0.9rem;
      }

      .place {
        display: flex;
        flex-direction: column;
        gap: 0.9rem;
        align-items: center;
        margin-top: 1.5rem;
        padding: 3rem 1.25rem;
        border: 1.5px dashed var(--edge);
        border-radius: 1rem;
        text-align: center;
      }

      .place p {
        max-width: 32rem;
        text-wrap: balance;
      }

      .place .hint {
        font-size: 1rem;
      }

      form {
        max-width: 24rem;
        margin-top: 1.5rem;
      }

      .problem {
        margin-block: 1.5rem 1rem;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }

      h2 {
        margin-top: 1.5rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {File[]} */
    this.files = [];
    /** @type {"choose" | "looking" | "locked" | "refused" | "seen" | "bringing"} */
    this.stage = "choose";
    /** @type {Seen | null} */
    this.seen = null;
    this.passphrase = "";
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.app.addEventListener("incoming", this);
    this.#take(this.app.incoming);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.app.removeEventListener("incoming", this);
  }

  /** @override @param {Event} event */
  handleEvent(event) {
    if (event.type === "incoming") this.#take(this.app.incoming);
    else super.handleEvent(event);
  }

  get file() {
    return this.files[0];
  }

  /** @override */
  render() {
    return html`
      <a class="back" href=${this.app.link("agents")}>${t.back}</a>
      <h1 tabindex="-1">${t.importTitle}</h1>
      ${this.files.length > 1 ? html`<p class="hint">${t.moreFiles(this.files.length - 1)}</p>` : nothing}
      ${this.#stage()}
    `;
  }

  #stage() {
    switch (this.stage) {
      case "choose":
        return this.#place();
      case "locked":
        return this.#lock();
      case "refused":
        return html`<h2>${t.unreadable}</h2>
          <p class="error problem" role="alert">${this.problem}</p>
          <button @click=${this.#choose}>${t.otherFile}</button>`;
      case "looking":
        return html`<p class="hint" role="status">${t.looking(this.file.name)}</p>`;
    }
    return html`<lw-quarantine
      .app=${this.app}
      .seen=${this.seen}
      .isBringing=${this.stage === "bringing"}
      .problem=${this.problem}
      @whom=${(/** @type {CustomEvent} */ { detail }) => this.#look(detail)}
      @leave=${this.#next}
      @weigh=${(/** @type {CustomEvent} */ { detail }) => this.#weigh(detail)}
      @bring=${(/** @type {CustomEvent} */ { detail }) => this.#bring(detail)}
    ></lw-quarantine>`;
  }

  #place() {
    return html`<div class="place">
      <p class="hint">${t.importHint}</p>
      <button class="primary" @click=${this.#choose}>${t.choose}</button>
      <p>${t.importPromise}</p>
    </div>`;
  }

  #lock() {
    return html`<form class="stack" @submit=${this.#unlock}>
      <p>${t.locked(this.file.name)}</p>
      <label class="field"
        >${t.passphrase}<input type="password" name="passphrase" required autocomplete="off"
      /></label>
      <div class="row">
        <button class="primary">${t.unlock}</button>
        <button type="button" @click=${this.#next}>${t.leave}</button>
      </div>
      ${this.problem ? this.line : nothing}
    </form>`;
  }

  async #choose() {
    this.#take(await this.app.choose({ accept: ACCEPT, multiple: true }));
  }

  /** @param {File[]} files */
  #take(files) {
    if (!files.length) return;
    this.app.incoming = [];
    this.files = files;
    this.passphrase = "";
    this.#look();
  }

  /** @param {SubmitEvent} event */
  #unlock(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.target));
    this.passphrase = String(fields.get("passphrase"));
    this.#look();
  }

  /** Ask what is in the file; nothing is stored. @param {string} [agentId]  who shall remember it */
  async #look(agentId = "") {
    const { file } = this;
    if (!this.seen) this.stage = "looking";
    this.problem = "";
    try {
      const seen = await this.#send("/v1/agents/import/inspect", { agent_id: agentId });
      if (file !== this.file) return; // another one was dropped meanwhile
      this.seen = seen.locked ? null : seen;
      this.stage = seen.locked ? "locked" : "seen";
    } catch (error) {
      this.problem = sentenceOf(error);
      this.stage = this.passphrase && !this.seen ? "locked" : this.seen ? "seen" : "refused";
    }
  }

  /** Ask what would come by these wishes. @param {Record<string, string>} wishes */
  async #weigh(wishes) {
    const { seen } = this;
    try {
      const tally = await this.#send("/v1/memory/import", { ...wishes, dry_run: "true" });
      if (seen && seen === this.seen) this.seen = { ...seen, tally };
    } catch (error) {
      this.problem = sentenceOf(error);
    }
  }

  /** @param {Record<string, string>} wishes */
  async #bring(wishes) {
    this.stage = "bringing";
    this.problem = "";
    try {
      const came = await this.#send("/v1/memory/import", wishes);
      const agents = await this.app.listAgents();
      const made = came.agent_ids.at(-(came.added.agents || 1)); // those of earlier imports come first
      const agent = agents.find(({ id }) => id === made);
      const isWhole = Boolean(this.seen?.agents.length);
      this.app.tell(isWhole ? t.home(agent?.name ?? "") : t.remembered(agent?.name ?? ""));
      this.#next();
      if (!this.file && agent) this.app.go(this.app.link("chat", agent.id));
    } catch (error) {
      this.problem = sentenceOf(error);
      this.stage = "seen";
    }
  }

  /** @param {string} path @param {Record<string, string>} fields */
  async #send(path, fields) {
    const form = new FormData();
    form.append("file", this.file);
    for (const [name, value] of Object.entries({ ...fields, passphrase: this.passphrase }))
      if (value) form.append(name, value);
    return (await this.api.request("POST", path, form)).json();
  }

  /** This file is done with. */
  #next() {
    this.seen = null;
    this.stage = "choose";
    const rest = this.files.slice(1);
    this.files = [];
    this.#take(rest);
  }
}

customElements.define("lw-agent-import", AgentImport);

// <lw-share>: what another app has shared, or what a person wants to last. Nothing of it is kept before they say so.
import { LitElement, html, nothing } from "../../lib/lit.js";
import { forget, received } from "../../pwa/sharing.js";
import { base } from "../../style/base.js";
import { bytes, words } from "../../words/words.js";
import { style } from "./style.js";

const t = await words("share");
const SITE = new URL("../../", import.meta.url);
const AGENT_FILE = /\.af$/i;

/** @typedef {{ file: File, text: string | null }} Piece  a text is kept by itself; anything else goes with a message */

export class Share extends LitElement {
  /** @override */
  static styles = [base, style];
  /** @override */
  static properties = {
    app: { attribute: false },
    route: { attribute: false },
    text: { state: true },
    pieces: { state: true },
    agentId: { state: true },
    problem: { state: true },
    isBusy: { state: true },
  };

  constructor() {
    super();
    this.app = /** @type {import("../../shell/app_object.js").App} */ (/** @type {unknown} */ (null));
    this.route = /** @type {string[]} */ ([]);
    this.text = "";
    this.pieces = /** @type {Piece[]} */ ([]);
    this.agentId = "";
    this.problem = "";
    this.isBusy = false;
    this.hasCome = false;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    for (const name of ["agent", "agents"]) this.app.addEventListener(name, this.#agents);
    this.#fetch();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    for (const name of ["agent", "agents"]) this.app.removeEventListener(name, this.#agents);
  }

  #agents = () => this.requestUpdate();

  /** Whose memory it is for: the chosen one's, or that of whom one talks with. */
  get #agent() {
    const { agents, agentId } = this.app;
    return agents.find(({ id }) => id === (this.agentId || agentId)) ?? agents[0];
  }

  async #fetch() {
    const shared = await received(SITE);
    if (!shared) return;
    const agentFiles = shared.files.filter(({ name }) => AGENT_FILE.test(name));
    if (agentFiles.length) return this.#import(agentFiles);
    this.hasCome = true;
    this.text = written(shared);
    this.pieces = await Promise.all(shared.files.map(read));
  }

  /** An agent is looked at before it is let in. @param {File[]} files */
  async #import(files) {
    await forget(SITE);
    this.app.incoming = files;
    this.app.go(this.app.link("agents", "import"));
  }

  /** @override */
  render() {
    return html`
      <h1>${t.title}</h1>
      <p class="hint">${this.hasCome ? t.hint : t.empty}</p>
      ${this.app.agents.length ? this.#form() : this.#nobody()}
    `;
  }

  #nobody() {
    return html`<p>${t.nobody} <a href=${this.app.link("agents", "new")}>${t.make}</a></p>`;
  }

  #form() {
    const isEmpty = !this.text.trim() && !this.pieces.length;
    const hasPassage = Boolean(this.text.trim()) || this.pieces.some(({ text }) => text !== null);
    return html`<form @submit=${this.#remember}>
      <label for="what">${t.what}</label>
      <textarea id="what" rows="7" .value=${this.text} @input=${this.#write}></textarea>
      ${this.pieces.length ? this.#list() : nothing}
      <label for="whose">${t.whose}</label>
      <select id="whose" @change=${(/** @type {any} */ { target }) => (this.agentId = target.value)}>
        ${this.app.agents.map(
          ({ id, name }) => html`<option value=${id} .selected=${id === this.#agent.id}>${name}</option>`,
        )}
      </select>
      ${this.problem ? html`<p class="error" role="alert">${this.problem}</p>` : nothing}
      <div class="row">
        <button class="primary" ?disabled=${!hasPassage || this.isBusy}>${t.remember}</button>
        <button type="button" ?disabled=${isEmpty} @click=${this.#message}>${t.message}</button>
        ${
          this.hasCome
            ? html`<button type="button" class="quiet" @click=${this.#discard}>${t.discard}</button>`
            : nothing
        }
      </div>
    </form>`;
  }

  #list() {
    const item = (/** @type {Piece} */ piece) =>
      html`<li>
        <span class="name">${piece.file.name}</span>
        <span class="hint"
          >${bytes(piece.file.size)}, ${piece.text === null ? t.messageOnly : t.ownPassage}</span
        >
        <button
          type="button"
          class="quiet"
          aria-label=${t.leaveOut(piece.file.name)}
          @click=${() => (this.pieces = this.pieces.filter((each) => each !== piece))}
        >
          ×
        </button>
      </li>`;
    return html`<ul aria-label=${t.files}>
      ${this.pieces.map(item)}
    </ul>`;
  }

  /** @param {Event} event */
  #write = ({ target }) => {
    this.text = /** @type {HTMLTextAreaElement} */ (target).value;
  };

  /** @param {Event} event */
  #remember = async (event) => {
    event.preventDefault();
    const { id, name } = this.#agent;
    const texts = [this.text, ...this.pieces.map(({ text }) => text ?? "")].filter((text) => text.trim());
    this.isBusy = true;
    try {
      const path = `/v1/agents/${id}/archival-memory`;
      for (const text of texts) await this.app.api.post(path, { text, tags: ["shared"] });
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      return;
    } finally {
      this.isBusy = false;
    }
    await forget(SITE);
    const archive = this.app.link("memory", id, "archive");
    this.app.tell(t.remembered(name), { action: t.look, onAction: () => this.app.go(archive) });
    this.app.go(this.app.link("chat", id));
  };

  #message = async () => {
    const chat = /** @type {import("../../chat/chat.js").LettaChat} */ (document.querySelector("letta-chat"));
    const [{ text, pieces }, files] = [this, this.pieces.map(({ file }) => file)];
    this.app.go(this.app.link("chat", this.#agent.id));
    await forget(SITE);
    chat.write(text);
    if (pieces.length) await chat.add(files);
  };

  #discard = async () => {
    await forget(SITE);
    this.app.go(this.app.link("chat"));
  };
}

/** Its words as one text; an address that stands in it already is not repeated. @param {import("../../pwa/sharing.js").Shared} shared */
function written({ title, text, url }) {
  const parts = [title, text === title ? "" : text, text.includes(url) ? "" : url];
  return parts.filter(Boolean).join("\n\n");
}

/** @param {File} file @returns {Promise<Piece>} */
async function read(file) {
  const isText = /^text\/|json$/.test(file.type) || /\.(md|txt)$/i.test(file.name);
  return { file, text: isText ? await file.text() : null };
}

customElements.define("lw-share", Share);

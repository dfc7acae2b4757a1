// <lw-connection>: a model server that is connected: examined, moved, given another key, or let go.
import { css, html, nothing } from "../../lib/lit.js";
import { forgetInTab, isInTab } from "../../providers.js";
import { words } from "../../words/words.js";
import { apiChoice } from "./api_choice.js";
import { apiOf, keep } from "./connecting.js";
import { Part } from "../part.js";
import "./doctor.js";

/** @typedef {import("./connections.js").Provider} Provider */

const t = await words("models");

export class Connection extends Part {
  /** @override */
  static properties = {
    ...Part.properties,
    provider: { attribute: false },
    offers: { attribute: false },
    isOpen: { attribute: false },
    isEditing: { state: true },
  };
  /** @override */
  static styles = [
    ...Part.styles,
    css`
      .url {
        color: var(--faded);
        overflow-wrap: anywhere;
      }

      .tags {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem;
      }

      .said {
        margin-top: 0.5rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Provider} */
    this.provider = /** @type {any} */ (undefined);
    /** @type {import("./offers.js").Offer[]} */
    this.offers = [];
    this.isOpen = false;
    this.isEditing = false;
  }

  /** @override */
  render() {
    const { name, base_url: url, api } = this.provider;
    return html`<article class="card stack" aria-label=${name}>
      <div>
        <h3 class="name">${name}</h3>
        <p class="url">${url}</p>
      </div>
      <p class="tags">
        <span class="tag">${t.models(this.offers.length)}</span> <span class="tag">${this.#key()}</span>
        ${api === "responses" ? html`<span class="tag">${t.apis.responses}</span>` : nothing}
      </p>
      <div class="row">
        <button type="button" @click=${this.#examine}>${t.check}</button>
        <button
          type="button"
          aria-expanded=${this.isEditing ? "true" : "false"}
          @click=${() => (this.isEditing = !this.isEditing)}
        >
          ${t.edit}
        </button>
        <button type="button" class="quiet" @click=${this.#remove}>${t.remove}</button>
      </div>
      ${this.isEditing ? this.#form() : nothing} ${this.saying.line}
      <lw-doctor .app=${this.app} @mend=${this.#mend}></lw-doctor>
    </article>`;
  }

  #key() {
    if (!this.provider.has_key) return t.hasNoKey;
    return isInTab(this.provider.name) ? t.hasKeyInTab : t.hasKey;
  }

  #form() {
    const api = apiOf(this.provider);
    return html`<form class="stack" @submit=${this.#submit}>
      <label class="field">
        ${t.address}
        <input
          name="url"
          type="url"
          required
          pattern="https?://\\S+"
          title=${t.addressTitle}
          value=${this.provider.base_url}
        />
        <span class="hint">${t.addressHint}</span>
      </label>
      <label class="field">
        ${t.key}
        <input
          name="key"
          type="password"
          autocomplete="off"
          placeholder=${this.provider.has_key ? t.keepsKey : ""}
        />
        <span class="hint">${this.isOpen ? t.keyInVault : t.keyInTab}</span>
      </label>
      ${api ? apiChoice(api) : nothing}
      <div class="row">
        <button class="primary">${t.save}</button>
        <button type="button" class="quiet" @click=${() => (this.isEditing = false)}>${t.cancel}</button>
      </div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const { url, key, api } = /** @type {any} */ (event.target);
    const secret = key.value.trim();
    const changes = {
      base_url: url.value.trim(),
      ...(api && { api: api.value }),
      ...(secret && { api_key: secret }),
    };
    const isDone = await this.saying.tell(async () => {
      await this.#change(changes);
      if (secret) await keep(this.api, this.provider, secret, this.isOpen);
      return t.saved;
    });
    this.isEditing = !isDone;
  }

  /** @param {{ base_url: string, api?: string, api_key?: string }} changes */
  async #change(changes) {
    this.provider = await this.api.patch(`/v1/providers/${this.provider.id}`, changes);
  }

  async #remove() {
    const { id, name } = this.provider;
    const question = { title: t.removeAsked(name), text: t.removeText, yes: t.remove, isDangerous: true };
    if (!(await this.app.ask(question))) return;
    await this.saying.tell(async () => {
      await this.api.request("DELETE", `/v1/providers/${id}`);
      forgetInTab(name);
    });
  }

  async #examine() {
    const doctor = /** @type {import("./doctor.js").Doctor} */ (this.renderRoot.querySelector("lw-doctor"));
    await doctor.examine({ provider_id: this.provider.id });
  }

  /** @param {CustomEvent<import("./doctor.js").Finding>} event */
  async #mend({ detail: { suggestion } }) {
    await this.saying.tell(async () => {
      await this.#change({ base_url: suggestion ?? this.provider.base_url });
      return t.saved;
    });
    await this.#examine();
  }
}

customElements.define("lw-connection", Connection);

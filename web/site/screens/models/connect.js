// <lw-connect>: choose a server that many use, or any other, and give its address and key. Fires "connected", whose
// detail is { name, handles }, when models came of it; what is wrong is told step by step where none did.
import { css, html, nothing } from "../../lib/lit.js";
import { words } from "../../words/words.js";
import { apiChoice } from "./api_choice.js";
import { apiOf, connect } from "./connecting.js";
import { offers } from "./offers.js";
import { Part } from "../part.js";
import "./doctor.js";

/** @typedef {import("./presets.js").Preset} Preset */
/** @typedef {import("./doctor.js").Doctor} Doctor */

const t = await words("models");
const GROUPS = /** @type {const} */ (["own", "account", "other"]);

export class Connect extends Part {
  /** @override */
  static properties = { ...Part.properties, presets: { attribute: false }, isOpen: { attribute: false } };
  /** @override */
  static styles = [
    ...Part.styles,
    css`
      :host {
        gap: 0.4rem;
      }

      h3 {
        margin-top: 0.5rem;
        color: var(--faded);
        font-weight: 500;
      }

      form h3 {
        margin: 0;
        color: inherit;
        font-weight: 600;
      }

      .chips {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
      }

      .chips [aria-pressed="true"] {
        border-color: var(--accent);
        background: var(--tint);
        box-shadow: inset 0 0 0 1px var(--accent);
      }

      @media (forced-colors: active) {
        .chips [aria-pressed="true"] {
          outline: 2px solid;
        }
      }

      form {
        margin-top: 1rem;
      }

      form button {
        align-self: flex-start;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Preset[]} */
    this.presets = [];
    this.isOpen = false;
    /** @type {Preset | null} */
    this.chosen = null;
    /** Of the connection that was tried last. */
    this.providerId = "";
  }

  /** @override */
  render() {
    return html`
      ${GROUPS.map((group) => this.#group(group))} ${this.chosen ? this.#form(this.chosen) : nothing}
      ${this.saying.line}
      <lw-doctor .app=${this.app} ?hidden=${!this.providerId} @mend=${this.#mend}></lw-doctor>
    `;
  }

  /** @param {typeof GROUPS[number]} group */
  #group(group) {
    const its = this.presets.filter((preset) => groupOf(preset) === group);
    return html`<h3 id=${group}>${t.servers[group]}</h3>
      <div class="chips" role="group" aria-labelledby=${group}>
        ${its.map(
          (preset) =>
            html`<button
              type="button"
              data-preset=${preset.name}
              aria-pressed=${this.chosen === preset ? "true" : "false"}
              @click=${() => this.#pick(preset)}
            >
              ${titleOf(preset)}
            </button>`,
        )}
      </div>`;
  }

  /** @param {Preset} preset */
  async #pick(preset) {
    this.chosen = preset;
    this.providerId = "";
    this.saying.say("");
    await this.updateComplete;
    const form = /** @type {HTMLFormElement} */ (this.renderRoot.querySelector("form"));
    form.reset();
    const fields = /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll("input")]);
    (preset.key_page ? form.key : fields.find(({ value }) => !value))?.focus();
  }

  /** @param {Preset} preset */
  #form(preset) {
    const link = html`<a href=${preset.key_page} target="_blank" rel="noopener noreferrer">${t.keyPage}</a>.`;
    const api = preset.name === "worker" ? null : apiOf(preset); // which relays one of them only
    return html`<form class="card stack connection" @submit=${this.#submit}>
      <h3>${titleOf(preset)}</h3>
      ${preset.start ? html`<p class="hint">${preset.start}</p>` : nothing}
      ${preset.name === "custom" ? nameField() : nothing}
      <label class="field">
        ${t.address}
        <input
          name="url"
          type="url"
          required
          pattern="https?://\\S+"
          title=${t.addressTitle}
          value=${preset.base_url}
          placeholder="https://…/v1"
        />
      </label>
      <label class="field">
        ${preset.name === "worker" ? t.token : t.key}
        <input
          name="key"
          type="password"
          autocomplete="off"
          placeholder=${preset.key_page ? "" : t.keyIfAsked}
        />
        <span class="hint"
          >${preset.key_page ? link : nothing} ${this.isOpen ? t.keyInVault : t.keyInTab}</span
        >
      </label>
      ${api ? apiChoice(api) : nothing}
      <button class="primary" ?disabled=${this.saying.isBusy}>${t.connect}</button>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const preset = /** @type {Preset} */ (this.chosen);
    const wish = {
      name: form.called?.value || preset.name,
      type: preset.provider_type,
      url: form.url.value.trim(),
      spoken: form.api?.value ?? apiOf(preset),
      key: form.key.value.trim(),
    };
    const provider = await this.#made(wish);
    if (!provider) return;
    form.key.value = "";
    await this.#look(provider.id, provider.name);
  }

  /** @param {import("./connecting.js").Wish} wish */
  async #made(wish) {
    const tried = this.providerId;
    this.providerId = "";
    /** @type {import("./connections.js").Provider | null} */
    let made = null;
    await this.saying.tell(async () => {
      made = await connect(this.api, wish, this.isOpen, tried);
      return "…";
    });
    return /** @type {import("./connections.js").Provider | null} */ (made);
  }

  /** Whether models come of it; what is wrong if not. @param {string} id @param {string} name */
  async #look(id, name) {
    await this.saying.tell(async () => {
      const its = (await offers(this.api)).filter((each) => each.provider_name === name);
      if (its.length) return void this.#done(name, its);
      this.providerId = id;
      throw new Error((await this.#doctor.examine({ provider_id: id })) || t.noModels);
    });
  }

  /** @param {string} name @param {import("./offers.js").Offer[]} its */
  #done(name, its) {
    this.chosen = null;
    const detail = { name, handles: its.map(({ handle }) => handle) };
    this.dispatchEvent(new CustomEvent("connected", { detail }));
  }

  get #doctor() {
    return /** @type {Doctor} */ (this.renderRoot.querySelector("lw-doctor"));
  }

  /** @param {CustomEvent<import("./doctor.js").Finding>} event */
  async #mend({ detail: { suggestion } }) {
    const { name } = await this.api.patch(`/v1/providers/${this.providerId}`, { base_url: suggestion });
    await this.#look(this.providerId, name);
  }
}

function nameField() {
  return html`<label class="field">
    ${t.called}
    <input
      name="called"
      value="custom"
      required
      maxlength="64"
      pattern="[A-Za-z0-9._\\-]+"
      title=${t.calledTitle}
    />
    <span class="hint">${t.calledHint}</span>
  </label>`;
}

/** Names of products are what they are; the rest is said in the page's language. @param {Preset} preset */
function titleOf({ name, title }) {
  return /** @type {Record<string, string>} */ (t.titles)[name] ?? title;
}

/** @param {Preset} preset @returns {typeof GROUPS[number]} */
function groupOf({ key_page: keyPage, is_local: isLocal }) {
  if (keyPage) return "account";
  return isLocal ? "own" : "other";
}

customElements.define("lw-connect", Connect);

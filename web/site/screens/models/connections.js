// <lw-connections>: the model servers that are connected, the way to connect another, and who finds memories.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { words } from "../../words/words.js";
import { offers } from "./offers.js";
import { Part } from "../part.js";
import { presets } from "./presets.js";
import "./connect.js";
import "./connection.js";
import "./embedder.js";
import "./picker.js";

/** @typedef {{ id: string, name: string, provider_type: string, base_url: string, api: string | null, has_key: boolean }} Provider */
/** @typedef {import("./offers.js").Offer} Offer */

const t = await words("models");

export class Connections extends Part {
  /** @override */
  static shows = /^\/v1\/(providers|vault|agents)/;
  /** @override */
  static styles = [
    ...Part.styles,
    css`
      .list {
        display: flex;
        flex-direction: column;
        gap: 0.75rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Provider[]} */
    this.providers = [];
    /** @type {import("./presets.js").Preset[]} */
    this.presets = [];
    /** @type {Offer[]} */
    this.offers = [];
    this.vault = { exists: false, is_locked: false };
    /** Whose models are to be chosen from. */
    this.fresh = "";
  }

  /** @override */
  async load() {
    const asked = [this.api.get("/v1/providers/"), this.api.get("/v1/vault"), presets(this.api)];
    [this.providers, this.vault, this.presets] = await Promise.all(asked);
    this.isLoaded = true;
    this.requestUpdate(); // servers that are slow to tell their models are not waited for
    this.offers = await offers(this.api);
  }

  /** @override */
  render() {
    if (!this.isLoaded) return html`<p class="hint" role="status">…</p>`;
    return html`
      <section>
        <h2>${t.connected}</h2>
        ${this.providers.length ? this.#list() : html`<p class="hint">${t.noneConnected}</p>`}
        ${this.saying.line} ${this.fresh ? this.#choice() : nothing}
      </section>
      <section>
        <h2>${t.connectTitle}</h2>
        <p class="hint">${t.connectHint}</p>
        <lw-connect
          .app=${this.app}
          .presets=${this.presets}
          .isOpen=${this.vault.exists && !this.vault.is_locked}
          @connected=${(/** @type {CustomEvent} */ { detail }) => this.#connected(detail)}
        ></lw-connect>
      </section>
      <section><lw-embedder .app=${this.app}></lw-embedder></section>
    `;
  }

  #list() {
    return html`<ul class="plain list">
      ${repeat(
        this.providers,
        ({ id }) => id,
        (provider) =>
          html`<li>
            <lw-connection
              .app=${this.app}
              .provider=${provider}
              .offers=${this.offers.filter((each) => each.provider_name === provider.name)}
              .isOpen=${this.vault.exists && !this.vault.is_locked}
            ></lw-connection>
          </li>`,
      )}
    </ul>`;
  }

  /** Which of a new connection's models the agent shall think with. */
  #choice() {
    const its = this.offers.filter((each) => each.provider_name === this.fresh);
    return html`<div class="card stack fresh">
      <h3>${t.whichModel(this.app.agent?.name ?? "")}</h3>
      <lw-model-picker
        .offers=${its}
        @pick=${(/** @type {CustomEvent} */ { detail }) => this.saying.tell(() => this.#choose(detail))}
      ></lw-model-picker>
      <button type="button" class="quiet" @click=${() => this.#leave()}>${t.later}</button>
    </div>`;
  }

  #leave() {
    this.fresh = "";
    this.requestUpdate();
  }

  /** Its only model is taken at once; of more, one is chosen. @param {{ name: string, handles: string[] }} made */
  async #connected({ name, handles }) {
    await this.refresh();
    if (handles.length === 1) return this.saying.tell(() => this.#choose(handles[0]));
    this.fresh = name;
    this.saying.say(t.modelsCame(handles.length, name));
    await this.updateComplete;
    this.renderRoot.querySelector(".fresh")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {string} handle */
  async #choose(handle) {
    await this.api.patch(`/v1/agents/${this.app.agentId}`, { model: handle });
    this.fresh = "";
    return t.thinksWith(this.app.agent?.name ?? "", handle);
  }
}

customElements.define("lw-connections", Connections);

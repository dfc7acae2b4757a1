// <lw-thinking>: what the current agent thinks with, what is asked in its place, and how it is spoken to.
import { css, html, nothing } from "../../lib/lit.js";
import { words } from "../../words/words.js";
import { offers, tags } from "./offers.js";
import { Part } from "../part.js";
import "./doctor.js";
import "./fallbacks.js";
import "./manner.js";
import "./picker.js";

/** @typedef {import("./offers.js").Offer} Offer */

const t = await words("models");

export class Thinking extends Part {
  /** @override */
  static shows = /^\/v1\/(agents|providers|vault|spending\/prices)/;
  /** @override */
  static styles = [
    ...Part.styles,
    css`
      .now {
        display: flex;
        flex-direction: column;
        gap: 0.5rem;
      }

      .now .name {
        font: 600 1.35rem/1.3 var(--words);
      }

      .tags {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem;
      }

      details[open] > summary {
        margin-bottom: 1rem;
      }

      summary {
        padding-block: 0.3rem;
        font: 600 1.2rem/1.3 var(--words);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {any} */
    this.agent = null;
    /** @type {Offer[]} */
    this.offers = [];
    /** @type {any} */
    this.options = null;
    this.changes = 0;
    this.changing = Promise.resolve(true);
  }

  /** @override */
  async load() {
    if (!this.app.agentId) return;
    const path = `/v1/agents/${this.app.agentId}`;
    const [agent, options] = await Promise.all([this.api.get(path), this.api.get(`${path}/model-options`)]);
    if (this.saying.isBusy) return; // the answer to a change tells better
    Object.assign(this, { agent, options });
    this.requestUpdate(); // servers that are slow to tell their models are not waited for
    this.offers = await offers(this.api);
  }

  get handle() {
    return this.agent?.llm_config.handle ?? this.agent?.model ?? "";
  }

  /** @override */
  render() {
    if (!this.agent)
      return html`${this.saying.line}
        <p class="hint">${this.isLoaded ? t.noAgent : "…"}</p>`;
    const others = this.offers.filter(({ handle }) => handle !== this.handle);
    return html`
      <section>
        <div class="card now">${this.#now()}</div>
        ${this.saying.line}
      </section>
      <section>
        <h2>${t.choose}</h2>
        <p class="hint">
          ${t.chooseHint} <a href=${this.app.link("models", "connections")}>${t.connectOne}</a>
        </p>
        <lw-model-picker
          .offers=${this.offers}
          .value=${this.handle}
          @pick=${(/** @type {CustomEvent} */ { detail }) => this.#choose(detail)}
        ></lw-model-picker>
      </section>
      <section>
        <h2>${t.fallbacks}</h2>
        <p class="hint">${t.fallbacksHint(this.agent.name)}</p>
        <lw-fallbacks
          .offers=${others}
          .value=${this.options.fallbacks}
          @change=${(/** @type {CustomEvent} */ { detail }) => this.#set({ fallbacks: detail })}
        ></lw-fallbacks>
      </section>
      <section>
        <details>
          <summary>${t.manner}</summary>
          <lw-manner
            .config=${this.agent.llm_config}
            .options=${this.options}
            .efforts=${this.#offer?.efforts ?? null}
            @options=${(/** @type {CustomEvent} */ { detail }) => this.#set(detail)}
            @config=${(/** @type {CustomEvent} */ { detail }) => this.#configure(detail)}
          ></lw-manner>
        </details>
      </section>
    `;
  }

  get #offer() {
    return this.offers.find(({ handle }) => handle === this.handle);
  }

  #now() {
    const offer = this.#offer;
    return html`
      <p class="hint">${t.thinksWithNow(this.agent.name)}</p>
      <p class="name">${this.handle}</p>
      ${offer ? tags(offer) : nothing}
      ${this.handle === "lettawasm/offline" ? html`<p>${t.offline}</p>` : nothing}
      <div class="row"><button type="button" @click=${this.#examine}>${t.check}</button></div>
      <lw-doctor .app=${this.app} @mend=${this.#mend}></lw-doctor>
    `;
  }

  /** @param {string} handle */
  #choose(handle) {
    return this.saying.tell(async () => {
      this.agent = await this.api.patch(`/v1/agents/${this.agent.id}`, { model: handle });
      return t.thinksWith(this.agent.name, handle);
    });
  }

  /** One after another, as a server may be faster with the later one. @param {() => Promise<string>} work */
  #inTurn(work) {
    const before = this.changing;
    return (this.changing = this.saying.tell(() => before.then(work)));
  }

  /** @param {object} changes */
  #set(changes) {
    const mine = ++this.changes;
    return this.#inTurn(async () => {
      const options = await this.api.patch(`/v1/agents/${this.agent.id}/model-options`, changes);
      if (mine === this.changes) this.options = options;
      return t.saved;
    });
  }

  /** @param {object} changes */
  #configure(changes) {
    return this.#inTurn(async () => {
      const config = { ...this.agent.llm_config, ...changes };
      this.agent = await this.api.patch(`/v1/agents/${this.agent.id}`, { llm_config: config });
      return t.saved;
    });
  }

  async #examine() {
    const doctor = /** @type {import("./doctor.js").Doctor} */ (this.renderRoot.querySelector("lw-doctor"));
    const [name, ...rest] = this.handle.split("/");
    const provider = (await this.api.get("/v1/providers/")).find(
      (/** @type {any} */ each) => each.name === name,
    );
    if (!provider) return doctor.excuse(t.nothingToCheck(this.handle));
    await doctor.examine({ provider_id: provider.id, model: rest.join("/"), agent_id: this.agent.id });
  }

  /** Take what the doctor suggests, and look again. @param {CustomEvent<import("./doctor.js").Finding>} event */
  async #mend({ detail: { check, suggestion } }) {
    const [name] = this.handle.split("/");
    if (check === "model") await this.#choose(`${name}/${suggestion}`);
    else await this.#move(name, suggestion ?? "");
    await this.refresh();
    await this.#examine();
  }

  /** @param {string} name @param {string} url */
  async #move(name, url) {
    const provider = (await this.api.get("/v1/providers/")).find(
      (/** @type {any} */ each) => each.name === name,
    );
    await this.saying.tell(() =>
      this.api.patch(`/v1/providers/${provider.id}`, { base_url: url }).then(() => t.saved),
    );
  }
}

customElements.define("lw-thinking", Thinking);

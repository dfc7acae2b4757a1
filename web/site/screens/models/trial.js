// <lw-trial>: try a model at keeping a memory, watch it at some twenty conversations, and keep the report.
import { css, html, live, nothing } from "../../lib/lit.js";
import { restoreKeys } from "../../providers.js";
import { words } from "../../words/words.js";
import { offers } from "./offers.js";
import { Part } from "../part.js";
import { cases, report, tables } from "./trial_report.js";

/** @typedef {import("./trial_report.js").Result} Result */
/** @typedef {import("./trial_report.js").Report} Report */
/** @typedef {{ name: string, number: number, of: number }} Begun */

const [t, manner] = await Promise.all([words("trial"), words("models")]);

export class Trial extends Part {
  /** @override */
  static shows = /^\/v1\/providers/;
  /** @override */
  static styles = [
    ...Part.styles,
    tables,
    css`
      form {
        display: flex;
        flex-direction: column;
        gap: 0.9rem;
      }

      form button {
        align-self: flex-start;
      }

      progress {
        width: 100%;
      }
    `,
  ];

  /** @type {AbortController | null} */
  #going = null;

  constructor() {
    super();
    /** @type {string[]} */
    this.handles = [];
    /** @type {Begun | null} */
    this.begun = null;
    /** @type {Result[]} */
    this.results = [];
    /** @type {Report | null} */
    this.report = null;
    this.model = "";
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#going?.abort();
  }

  /** @override */
  async load() {
    if (!this.app.agentId) return;
    const agent = await this.api.get(`/v1/agents/${this.app.agentId}`);
    this.model ||= agent.llm_config.handle ?? "";
    this.handles = [this.model];
    this.requestUpdate(); // servers that are slow to tell their models are not waited for
    this.handles = [...new Set([this.model, ...(await offers(this.api)).map(({ handle }) => handle)])];
  }

  /** @override */
  render() {
    return html`
      <section>
        <h2>${t.title}</h2>
        <p class="hint">${t.about}</p>
        <form class="card" @submit=${this.#toggle}>
          <label class="field">
            ${t.model}
            <select
              name="model"
              .value=${live(this.model)}
              @change=${(/** @type {any} */ { target }) => (this.model = target.value)}
            >
              ${this.handles.map((each) => html`<option value=${each} ?selected=${each === this.model}>${each}</option>`)}
            </select>
          </label>
          ${choice("profile", manner.profile, manner.profiles)}
          ${choice("ways", manner.ways, manner.wayNames)}
          <button class=${this.#going ? "" : "primary"}>${this.#going ? t.stop : t.start}</button>
        </form>
        ${this.saying.line}
      </section>
      ${this.begun || this.results.length || this.report ? html`<section class="shown">${this.#shown()}</section>` : nothing}
    `;
  }

  #shown() {
    if (this.report) return report(this.report, this.app);
    const { begun } = this;
    return html`
      ${
        begun
          ? html`<progress max=${begun.of} .value=${begun.number - 1} aria-label=${t.done}></progress>
              <p class="hint" aria-live="polite">${t.now(begun.number, begun.of, begun.name)}</p>`
          : nothing
      }
      ${cases(this.results)}
    `;
  }

  /** @param {SubmitEvent} event */
  #toggle(event) {
    event.preventDefault();
    if (this.#going) return this.#going.abort();
    const { model, profile, ways } = /** @type {any} */ (event.target);
    return this.#start({ handle: model.value, profile: profile.value, tool_calls: ways.value });
  }

  /** @param {object} wishes */
  async #start(wishes) {
    const going = (this.#going = new AbortController());
    Object.assign(this, { begun: null, results: [], report: null });
    await this.saying.tell(() => this.#follow(wishes, going.signal));
    this.#going = this.begun = null;
    this.requestUpdate();
  }

  /** @param {object} wishes @param {AbortSignal} signal */
  async #follow(wishes, signal) {
    try {
      await restoreKeys(this.api);
      for await (const { data } of this.api.events("/v1/models/eval", wishes, signal)) {
        if (data === "[DONE]") break;
        this.#hear(JSON.parse(data));
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      return t.calledOff;
    }
  }

  /** @param {{ type: "begun" } & Begun | { type: "case" } & Result | { type: "report" } & Report} event */
  #hear(event) {
    if (event.type === "begun") this.begun = event;
    if (event.type === "case") this.results = [...this.results, event];
    if (event.type === "report") this.report = event;
    this.requestUpdate();
  }
}

/** @param {string} name @param {string} label @param {Record<string, string>} choices */
function choice(name, label, choices) {
  return html`<label class="field">
    ${label}
    <select name=${name}>
      ${Object.entries(choices).map(([value, text]) => html`<option value=${value}>${text}</option>`)}
    </select>
  </label>`;
}

customElements.define("lw-trial", Trial);

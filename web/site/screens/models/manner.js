// <lw-manner>: how a model is spoken to. Fires "options" with changes of lettawasm's own options, and "config" with
// changes of Letta's llm_config.
import { LitElement, css, html, live, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";

const t = await words("models");
const EFFORTS = Object.keys(t.efforts); // from the least to the most

export class Manner extends LitElement {
  /** @override */
  static properties = {
    config: { attribute: false },
    options: { attribute: false },
    efforts: { attribute: false },
  };
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr));
        gap: 1.1rem 1.5rem;
      }

      .hint {
        text-wrap: pretty;
      }

      .check {
        align-self: center;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {any} */
    this.config = {};
    /** @type {any} */
    this.options = {};
    /** Those that its model takes; null where nobody knows. @type {string[] | null} */
    this.efforts = null;
  }

  /** @override */
  render() {
    const { config, options } = this;
    return html`
      ${choice(t.profile, t.profiles, options.profile, (profile) => this.#fire("options", { profile }))}
      ${choice(t.ways, t.wayNames, options.tool_calls, (way) => this.#fire("options", { tool_calls: way }))}
      ${this.#number(t.temperature, "temperature", { min: 0, max: 2, step: 0.1 }, t.temperatureHint)}
      ${this.#number(t.maxTokens, "max_tokens", { min: 1, max: 1e6, step: 1 }, t.maxTokensHint)}
      ${this.#number(t.window, "context_window", { min: 2000, max: 1e7, step: 1 }, t.windowHint)}
      ${this.#effort(config.effort ?? config.reasoning_effort ?? "")}
      <label class="check">
        <input
          type="checkbox"
          .checked=${live(Boolean(config.parallel_tool_calls))}
          @change=${(/** @type {any} */ { target }) => this.#fire("config", { parallel_tool_calls: target.checked })}
        />
        ${t.parallel}
      </label>
    `;
  }

  /** What was chosen for another model stands there until something else is chosen. @param {string} chosen */
  #effort(chosen) {
    const taken = EFFORTS.filter((each) => each === chosen || (this.efforts ?? EFFORTS).includes(each));
    if (!taken.length) return nothing;
    const texts = taken.map((each) => [each, /** @type {Record<string, string>} */ (t.efforts)[each]]);
    return choice(t.effort, { "": t.modelsOwn, ...Object.fromEntries(texts) }, chosen, (effort) =>
      this.#fire("config", thinking(effort)),
    );
  }

  /** Empty leaves it to the model. @param {string} label @param {string} name @param {{ min: number, max: number, step: number }} range @param {string} hint */
  #number(label, name, { min, max, step }, hint) {
    const set = (/** @type {any} */ { target }) => {
      if (!target.reportValidity()) return;
      const value = target.value === "" ? null : Number(target.value);
      if (value !== null || name !== "context_window") this.#fire("config", { [name]: value });
    };
    return html`<label class="field">
      ${label}
      <input
        type="number"
        name=${name}
        min=${min}
        max=${max}
        step=${step}
        placeholder=${t.modelsOwn}
        .value=${live(String(this.config[name] ?? ""))}
        @change=${set}
      />
      <span class="hint">${hint}</span>
    </label>`;
  }

  /** @param {"options" | "config"} type @param {object} detail */
  #fire(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Letta has two fields for it, of which the second alone knows the utmost. @param {string} effort */
function thinking(effort) {
  const isUtmost = effort === "max";
  return {
    reasoning_effort: isUtmost ? null : effort || null,
    effort: isUtmost ? effort : null,
    enable_reasoner: Boolean(effort) && effort !== "none",
  };
}

/** @param {string} label @param {Record<string, string>} choices @param {string} value @param {(value: string) => void} choose */
function choice(label, choices, value, choose) {
  return html`<label class="field">
    ${label}
    <select .value=${live(value)} @change=${(/** @type {any} */ { target }) => choose(target.value)}>
      ${Object.entries(choices).map(
        ([name, text]) => html`<option value=${name} ?selected=${name === value}>${text}</option>`,
      )}
    </select>
  </label>`;
}

customElements.define("lw-manner", Manner);

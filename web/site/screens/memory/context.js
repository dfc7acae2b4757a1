// <lw-context>: what the model sees when it is asked next, or saw in any step: in parts, with the tokens of each.
import { html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { date, number, words } from "../../words/words.js";
import { contextStyle } from "./context_style.js";
import { Part } from "./part.js";
import { nextPrompt, promptOf } from "./prompt_parts.js";
import { share } from "./share.js";

/** @typedef {import("./prompt_parts.js").PromptPart} PromptPart */

const t = await words("memory");
/** @type {Record<string, string>} */
const roles = t.roles;
const MOST = 50; // steps to choose from

export class Context extends Part {
  /** @override */
  static properties = {
    ...Part.properties,
    query: { attribute: false },
    step: { state: true },
    steps: { state: true },
    prompt: { state: true },
    isBusy: { state: true },
  };
  /** @override */
  static styles = [base, contextStyle];

  constructor() {
    super();
    /** @type {URLSearchParams} */
    this.query = new URLSearchParams();
    /** Whose prompt is shown; empty for the next one. */
    this.step = "";
    /** @type {{ id: string, model_handle: string, created_at?: string }[]} */
    this.steps = [];
    /** @type {import("./prompt_parts.js").Prompt | null} */
    this.prompt = null;
    this.isBusy = false;
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("query")) this.step = this.query.get("step") ?? "";
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    super.updated(changed);
    if (changed.get("step") !== undefined) this.refresh(); // not for the first one
  }

  /** @override */
  async load() {
    const { api, agentId, step } = this;
    const path = step ? `/v1/steps/${step}/context` : `/v1/agents/${agentId}/context`;
    const [told, steps] = await Promise.all([
      api.get(path),
      api.get(`/v1/steps/?agent_id=${agentId}&limit=${MOST}&order=desc`),
    ]);
    this.steps = steps;
    this.prompt = step ? promptOf(told) : nextPrompt(told);
  }

  /** @override */
  render() {
    return html`
      <div class="head">
        <label class="field">
          ${t.shownWhen}
          <select @change=${(/** @type {any} */ { target }) => (this.step = target.value)}>
            <option value="" ?selected=${!this.step}>${t.nextMessage}</option>
            ${this.steps.map((step, at) => this.#option(step, at))} ${this.#elsewhere()}
          </select>
        </label>
        ${this.step ? nothing : this.#ways()}
      </div>
      ${this.said()} ${this.prompt ? this.#prompt(this.prompt) : nothing}
    `;
  }

  /** @param {{ id: string, model_handle: string }} step @param {number} at */
  #option({ id, model_handle: model }, at) {
    const name = t.stepName(at, model);
    return html`<option value=${id} ?selected=${id === this.step}>${name}</option>`;
  }

  /** A step from before those that are listed. */
  #elsewhere() {
    if (!this.step || this.steps.some(({ id }) => id === this.step)) return nothing;
    return html`<option value=${this.step} selected>${t.otherStep}</option>`;
  }

  #ways() {
    const path = `/v1/agents/${this.agentId}`;
    return html`<div class="row">
      <button ?disabled=${this.isBusy} @click=${() => this.#make(`${path}/recompile`, t.recompiled)}>
        ${t.recompile}
      </button>
      <button ?disabled=${this.isBusy} @click=${() => this.#make(`${path}/summarize`, t.compacted)}>
        ${t.compact}
      </button>
    </div>`;
  }

  /** @param {string} path @param {string} sentence */
  async #make(path, sentence) {
    this.isBusy = true;
    if (await this.does(() => this.api.request("POST", path, {}))) this.app?.tell(sentence);
    this.isBusy = false;
  }

  /** @param {import("./prompt_parts.js").Prompt} prompt */
  #prompt({ window, parts, at, model }) {
    const used = parts.reduce((sum, { tokens }) => sum + tokens, 0);
    const percent = number(used / window, { style: "percent", maximumFractionDigits: 0 });
    return html`
      <p class="sum">${t.used(number(used), number(window), percent)}</p>
      ${at ? html`<p class="hint">${t.shownAt(model, date(at))}</p>` : nothing}
      <div class="bar" aria-hidden="true">
        ${parts.map(({ name, tokens }) => html`<i data-part=${name} ${share(tokens / Math.max(window, used))}></i>`)}
      </div>
      <div class="parts">
        ${parts.map((part) => this.#part(part, window))}
        <p class="free">
          <span class="swatch"></span><span>${t.free}</span><b>${number(Math.max(0, window - used))}</b>
        </p>
      </div>
    `;
  }

  /** @param {PromptPart} part @param {number} window */
  #part({ name, tokens, items }, window) {
    const percent = number(tokens / window, { style: "percent", maximumFractionDigits: 1 });
    return html`<details>
      <summary>
        <span class="swatch" data-part=${name}></span><span>${t.parts[name]}</span><b>${number(tokens)}</b>
        <small>${percent}</small>
      </summary>
      ${items.map(({ title, text }) => item(name === "messages" ? (roles[title] ?? title) : title, text))}
    </details>`;
  }
}

/** @param {string} title @param {string} text */
function item(title, text) {
  const head = title ? html`<h3>${title}</h3>` : nothing;
  return html`${head}${text ? html`<pre tabindex="0" dir="auto">${text}</pre>` : nothing}`;
}

customElements.define("lw-context", Context);

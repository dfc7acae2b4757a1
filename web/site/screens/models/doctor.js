// <lw-doctor>: examines a connection step by step, as far as it holds. Fires "mend", whose detail is the finding, when a
// person takes what it suggests.
import { LitElement, css, html, nothing } from "../../lib/lit.js";
import { restoreKeys } from "../../providers.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";

/** @typedef {"address" | "connection" | "api" | "key" | "model" | "context" | "reply"} Check */
/** @typedef {{ check: Check, ok: boolean, message: string, remedy: string | null, suggestion: string | null }} Finding */
/** @typedef {{ provider_id: string, model?: string, agent_id?: string }} Asked */

const t = await words("models");
/** @type {Check[]} */
const OF_SERVER = ["address", "connection", "api"];
/** @type {Check[]} */
const OF_MODEL = ["model", "context", "reply"];

export class Doctor extends LitElement {
  /** @override */
  static properties = { app: { attribute: false }, findings: { state: true }, isBusy: { state: true } };
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: block;
      }

      p:empty {
        margin-top: -0.75rem; /* heard from the start, and not seen before */
      }

      ol {
        display: flex;
        flex-direction: column;
        gap: 0.6rem;
        margin-top: 0.75rem;
      }

      li {
        display: grid;
        grid-template-columns: 1.6rem minmax(0, 1fr);
      }

      .mark {
        font-weight: 700;
      }

      .well .mark {
        color: var(--accent);
      }

      .wrong .mark,
      .wrong .message {
        color: var(--bad);
      }

      .ahead {
        color: var(--faded);
      }

      .message,
      .remedy {
        overflow-wrap: anywhere;
      }

      button {
        margin-top: 0.4rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("../../shell/app_object.js").App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {Finding[] | null} */
    this.findings = null;
    this.isBusy = false;
    this.sentence = "";
    this.asksModel = false;
  }

  /** Tells what is wrong, in a sentence; empty when nothing is. @param {Asked} asked */
  async examine(asked) {
    this.asksModel = Boolean(asked.model);
    this.#set([], true, t.checking);
    try {
      await restoreKeys(this.app.api);
      const { findings } = await this.app.api.post("/v1/providers/diagnose", asked);
      const wrong = findings.find((/** @type {Finding} */ { ok }) => !ok);
      this.#set(findings, false, wrong ? t.foundWrong(wrong.message) : t.allWell);
      return wrong ? wrong.message : "";
    } catch (error) {
      this.#set(null, false, /** @type {Error} */ (error).message);
      return this.sentence;
    }
  }

  /** There is nothing to examine. @param {string} sentence */
  excuse(sentence) {
    this.#set(null, false, sentence);
  }

  /** @param {Finding[] | null} findings @param {boolean} isBusy @param {string} sentence */
  #set(findings, isBusy, sentence) {
    Object.assign(this, { findings, isBusy, sentence });
  }

  /** @override */
  render() {
    return html`
      <p role="status" class="hint">${this.sentence}</p>
      ${
        this.findings?.length
          ? html`<ol class="plain findings" aria-label=${t.steps}>
              ${this.findings.map((each) => this.#finding(each))}${this.#ahead().map(ahead)}
            </ol>`
          : nothing
      }
    `;
  }

  /** @param {Finding} finding */
  #finding(finding) {
    const { check, ok, message, remedy, suggestion } = finding;
    const mend = () => this.dispatchEvent(new CustomEvent("mend", { detail: finding }));
    return html`<li class=${ok ? "well" : "wrong"}>
      <span class="mark" aria-hidden="true">${ok ? "✓" : "✗"}</span>
      <div>
        <strong>${t.checks[check]}</strong>
        <span class="visually-hidden">${ok ? t.isWell : t.isWrong}</span>
        <p class="message">${message}</p>
        ${remedy ? html`<p class="remedy">${remedy}</p>` : nothing}
        ${suggestion && !ok ? html`<button type="button" @click=${mend}>${t.use(suggestion)}</button>` : nothing}
      </div>
    </li>`;
  }

  /** What comes after a step that went wrong is not known. @returns {Check[]} */
  #ahead() {
    const last = this.findings?.at(-1);
    if (!last || last.ok) return [];
    const all = this.asksModel ? [...OF_SERVER, ...OF_MODEL] : OF_SERVER;
    return all.slice(all.indexOf(last.check === "key" ? "api" : last.check) + 1);
  }
}

/** @param {Check} check */
function ahead(check) {
  return html`<li class="ahead">
    <span class="mark" aria-hidden="true">·</span>
    <span>${t.checks[check]} <span class="visually-hidden">${t.isAhead}</span></span>
  </li>`;
}

customElements.define("lw-doctor", Doctor);

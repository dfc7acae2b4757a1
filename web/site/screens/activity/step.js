// <lw-step>: one call of a model and what it called in turn, with a bar of where the time went.
import { LitElement, css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { folds } from "../tools/folds.js";
import { prettyJson } from "../tools/schema.js";
import { dollars, duration, tokens } from "./amounts.js";
import { bar, bars } from "./bars.js";

/** @typedef {import("../tools/uses.js").Use} Use */
/**
 * @typedef {import("./outcomes.js").Spent & { id: string, status: string, stop_reason: string | null, model: string,
 *   error: import("./outcomes.js").Failure | null, fallbacks: { from: string, to: string, message: string }[],
 *   total_ns: number | null, spans: import("./bars.js").Span[], calls: Use[] }} Step
 */

const t = await words("activity");

export class StepView extends LitElement {
  /** @override */
  static properties = {
    app: { attribute: false },
    step: { attribute: false },
    agentId: { attribute: false },
    place: { attribute: false },
    whole: { attribute: false },
  };
  /** @override */
  static styles = [
    base,
    bars,
    folds,
    css`
      :host {
        display: block;
        padding: 0.9rem 0;
        border-top: 1px solid var(--rule);
      }

      header {
        gap: 0 1rem;
        margin-bottom: 0.4rem;
      }

      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.9rem;
        color: var(--faded);
        font-size: 0.85rem;
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }

      ul {
        margin-top: 0.5rem;
      }

      summary {
        display: flex;
        gap: 0.75rem;
        align-items: baseline;
        min-width: 0;
        padding: 0.3rem 0;
      }

      summary span {
        min-width: 0;
        overflow: hidden;
        color: var(--faded);
        font-size: 0.9rem;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      summary span.error {
        color: var(--bad);
      }

      pre {
        max-height: 18rem;
        margin-bottom: 0.5rem;
        overflow: auto;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      .known {
        margin-top: 0.5rem;
        font-size: 0.9rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("../../shell/app_object.js").App} */
    this.app = /** @type {any} */ (undefined);
    /** @type {Step} */
    this.step = /** @type {any} */ (undefined);
    this.agentId = "";
    this.place = 1;
    this.whole = 1;
  }

  /** @override */
  render() {
    const { step } = this;
    return html`<header class="row spread">
        <h3>${t.step.title(this.place)}</h3>
        <p class="facts">
          <span>${step.model}</span>
          ${step.total_ns === null ? nothing : html`<span>${duration(step.total_ns)}</span>`}
          <span>${t.step.tokens(tokens(step.prompt_tokens), tokens(step.completion_tokens))}</span>
          ${step.dollars ? html`<span>${dollars(step.dollars)}</span>` : nothing}
        </p>
      </header>
      ${step.spans.length ? bar(step.spans, this.whole) : nothing}
      ${step.fallbacks.map((each) => html`<p class="hint">${t.step.fellBack(each.from, each.message)}</p>`)}
      ${step.error ? html`<p class="error">${step.error.message}</p>` : nothing}
      ${
        step.calls.length
          ? html`<ul class="plain">
              ${step.calls.map(call)}
            </ul>`
          : nothing
      }
      <p class="known">
        <a href="${this.app.link("memory", this.agentId, "context")}?step=${step.id}">${t.step.knew}</a>
      </p>`;
  }
}

/** @param {Use} use */
function call({ name, arguments: text, result, is_error: isError, ran }) {
  const look = isError ? "error" : "";
  return html`<li>
    <details>
      <summary><code>${name}</code><span class=${look}>${result ?? t.step.waits}</span></summary>
      <h4>${t.step.arguments}</h4>
      <pre>${prettyJson(text)}</pre>
      ${
        result === null
          ? nothing
          : html`<h4>${!ran ? t.step.refused : isError ? t.step.failure : t.step.result}</h4>
              <pre>${result}</pre>`
      }
    </details>
  </li>`;
}

customElements.define("lw-step", StepView);

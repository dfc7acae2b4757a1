// <lw-run>: one run: how it went, where its time went, what was called in it and said.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { date, number, words } from "../../words/words.js";
import { View } from "../view.js";
import { dollars, duration, tokens } from "./amounts.js";
import { bars, legend } from "./bars.js";
import { cancel, isGoing, outcomeOf, outcomes } from "./outcomes.js";
import "./messages.js";
import "./step.js";

/** @typedef {import("./outcomes.js").Activity} Activity */
/** @typedef {import("./step.js").Step} Step */
/** @typedef {import("../tools/uses.js").Use} Use */
/** @typedef {Activity & { steps: Step[], settled: Use[] }} Run */

const t = await words("activity");
const PAUSE = 1_000; // ms between two looks at a run that goes on

export class RunView extends View {
  /** @override */
  static properties = { ...View.properties, runId: { attribute: false } };
  /** @override */
  static styles = [
    base,
    bars,
    outcomes,
    css`
      :host {
        display: block;
      }

      section {
        margin-top: 2rem;
      }

      h1 {
        max-width: 46rem;
        margin: 0.25rem 0 0.5rem;
        overflow-wrap: anywhere;
      }

      h2 {
        margin-bottom: 0.75rem;
      }

      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr));
        gap: 1rem;
        margin-top: 1.5rem;
      }

      dt {
        color: var(--faded);
        font-size: 0.8rem;
      }

      dd {
        font-variant-numeric: tabular-nums;
        overflow-wrap: anywhere;
      }

      .failure {
        margin-top: 1.5rem;
        border-inline-start: 3px solid var(--bad);
        overflow-wrap: anywhere;
      }

      .failure pre {
        margin-top: 0.5rem;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      .links {
        gap: 0.5rem 1.25rem;
        margin-top: 1.25rem;
      }
    `,
  ];

  #timer = 0;

  constructor() {
    super();
    this.runId = "";
    /** @type {Run | null} */
    this.run = null;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** @override */
  async load() {
    clearTimeout(this.#timer);
    /** @type {Run} */
    const run = await this.api.get(`/v1/activity/${this.runId}`);
    this.run = run;
    if (this.isConnected && isGoing(run)) this.#timer = setTimeout(() => this.refresh(), PAUSE);
  }

  /** @override */
  render() {
    const { run } = this;
    return html`<p><a href="#/activity">${t.run.back}</a></p>
      <h1 tabindex="-1" dir="auto">${run ? (run.asked ?? t.runs.wentOn) || t.runs.picture : t.run.title}</h1>
      ${run ? this.#run(run) : this.trouble ? nothing : html`<p class="hint" role="status">${t.loading}</p>`}
      ${this.line}`;
  }

  /** @param {Run} run */
  #run(run) {
    return html`<p class="row">
        <span class="outcome ${outcomeOf(run)}">${t.outcomes[outcomeOf(run)]}</span>
        <span class="hint">${reasonOf(run)}</span>
        ${isGoing(run) ? html`<button @click=${() => this.#stop(run)}>${t.stop}</button>` : nothing}
      </p>
      ${run.error ? failure(run.error) : nothing} ${facts(run)} ${this.#links(run)} ${this.#steps(run)}
      <section>
        <h2>${t.run.said}</h2>
        <lw-run-messages .app=${this.app} .run=${run} .count=${run.steps.length}></lw-run-messages>
      </section>`;
  }

  /** @param {Run} run */
  #links({ agent_id: agent, conversation_id: conversation }) {
    const chat = this.app.link("chat", agent, ...(conversation ? [conversation] : []));
    return html`<p class="row links">
      <a href=${chat}>${t.run.chat}</a>
      <a href=${this.app.link("memory", agent)}>${t.run.memory}</a>
    </p>`;
  }

  /** @param {Run} run */
  #steps(run) {
    const spans = run.steps.flatMap((step) => step.spans);
    const whole = Math.max(run.total_duration_ns ?? 0, ...spans.map(({ start_ns, ns }) => start_ns + ns));
    return html`<section>
      <h2>${t.run.steps(run.steps.length)}</h2>
      ${
        run.steps.length
          ? legend(spans)
          : html`<p class="hint">${isGoing(run) ? t.run.noStepYet : t.run.noStep}</p>`
      }
      ${repeat(
        run.steps,
        ({ id }) => id,
        (step, place) =>
          html`<lw-step
            .app=${this.app}
            .step=${step}
            .agentId=${run.agent_id}
            .place=${place + 1}
            .whole=${whole}
          ></lw-step>`,
      )}
      ${run.settled.length ? html`<p class="hint">${t.run.settled(run.settled.map(({ name }) => name))}</p>` : nothing}
    </section>`;
  }

  /** @param {Run} run */
  #stop(run) {
    return this.attempt(async () => {
      await cancel(this.api, run);
      await this.refresh();
      return t.stopping;
    });
  }
}

/** Why it ended, where its outcome doesn't say. @param {Run} run */
function reasonOf({ stop_reason: reason }) {
  return reason ? (t.reasons[/** @type {"end_turn"} */ (reason)] ?? reason) : "";
}

/** @param {import("./outcomes.js").Failure} failure */
function failure({ message, detail }) {
  return html`<div class="card failure" role="group" aria-label=${t.run.failure}>
    <p class="error">${message}</p>
    ${
      detail && detail !== message
        ? html`<details>
            <summary>${t.run.details}</summary>
            <pre>${detail}</pre>
          </details>`
        : nothing
    }
  </div>`;
}

/** @param {Run} run */
function facts(run) {
  const {
    total_duration_ns: total,
    ttft_ns: first,
    cached_input_tokens: cached,
    reasoning_tokens: thought,
  } = run;
  /** @type {[string, string | null][]} */
  const all = [
    [t.run.agent, run.agent_name],
    [t.run.model, run.models.join(", ") || null],
    [t.run.began, date(run.created_at, { dateStyle: "medium", timeStyle: "medium" })],
    [t.run.took, total === null ? null : duration(total)],
    [t.run.firstWord, first === null ? null : duration(first)],
    [t.run.read, run.step_count ? t.tokens(tokens(run.prompt_tokens)) : null],
    [t.run.cached, cached ? t.tokens(tokens(cached)) : null],
    [t.run.wrote, run.step_count ? t.tokens(tokens(run.completion_tokens)) : null],
    [t.run.thought, thought ? t.tokens(tokens(thought)) : null],
    [t.run.cost, run.step_count ? costOf(run) : null],
    [t.run.calls, run.call_count ? callsOf(run) : null],
  ];
  return html`<dl>
    ${all.map(([name, value]) =>
      value === null
        ? nothing
        : html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
    )}
  </dl>`;
}

/** @param {Run} run */
function costOf({ dollars: cost }) {
  if (cost === null) return t.noPrice;
  return cost === 0 ? t.free : dollars(cost);
}

/** @param {Run} run */
function callsOf({ call_count: count, failed_calls: failed }) {
  return failed ? t.failedCalls(failed, number(count)) : number(count);
}

customElements.define("lw-run", RunView);

// <lw-runs>: the runs of all agents, the newest first, as they go on.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, number, words } from "../../words/words.js";
import { View } from "../tools/view.js";
import { dollars, duration, tokens } from "./amounts.js";
import { cancel, isGoing, outcomeOf, outcomes } from "./outcomes.js";

/** @typedef {import("./outcomes.js").Activity} Activity */

const t = await words("activity");
const PAGE = 30;
const PAUSE = 1_000; // ms between two looks at runs that go on
const STATUSES = /** @type {const} */ (["running", "completed", "failed", "cancelled"]);

export class Runs extends View {
  /** @override */
  static properties = { ...View.properties, agentId: { state: true }, status: { state: true } };
  /** @override */
  static shows = /\/v1\/(agents|conversations|runs|groups)/;
  /** @override */
  static styles = [
    base,
    outcomes,
    css`
      :host {
        display: block;
      }

      .sieve {
        margin-bottom: 1rem;
      }

      .sieve select {
        min-width: 0;
        max-width: 100%;
      }

      li {
        display: flex;
        gap: 0.75rem;
        align-items: center;
        border-bottom: 1px solid var(--rule);
      }

      li a {
        flex: 1;
        min-width: 0;
        padding: 0.75rem 0.25rem;
        border-radius: 0.5rem;
        color: inherit;
        text-decoration: none;
      }

      li a:hover .asked {
        text-decoration: underline;
      }

      .asked {
        overflow: hidden;
        font: 1.0625rem/1.5 var(--words);
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .asked.none {
        color: var(--faded);
        font-style: italic;
      }

      .facts {
        display: flex;
        flex-wrap: wrap;
        gap: 0 0.9rem;
        color: var(--faded);
        font-size: 0.85rem;
        font-variant-numeric: tabular-nums;
      }

      .why {
        overflow: hidden;
        font-size: 0.85rem;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      .more {
        display: block;
        margin: 1.25rem auto 0;
      }
    `,
  ];

  #count = PAGE;
  #timer = 0;

  constructor() {
    super();
    /** @type {Activity[]} */
    this.runs = [];
    this.agentId = "";
    this.status = "";
    this.hasMore = false;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** As many as are shown, and one more, which tells whether there are. @override */
  async load() {
    const wish = new URLSearchParams({ limit: String(this.#count + 1) });
    if (this.agentId) wish.set("agent_id", this.agentId);
    if (this.status) wish.set("status", this.status);
    /** @type {Activity[]} */
    const found = await this.api.get(`/v1/activity?${wish}`);
    this.runs = found.slice(0, this.#count);
    this.hasMore = found.length > this.#count;
    clearTimeout(this.#timer);
    if (this.isConnected && this.runs.some(isGoing)) this.#timer = setTimeout(() => this.refresh(), PAUSE);
  }

  /** @override */
  render() {
    return html`${this.#sieve()} ${this.line}
      ${!this.isLoaded && !this.problem ? html`<p class="hint" role="status">${t.loading}</p>` : nothing}
      ${this.isLoaded && !this.runs.length ? html`<p class="empty">${this.agentId || this.status ? t.runs.noneSuch : t.runs.none}</p>` : nothing}
      <ul class="plain" aria-label=${t.tabs.runs}>
        ${repeat(
          this.runs,
          ({ id }) => id,
          (run) => this.#row(run),
        )}
      </ul>
      ${this.hasMore ? html`<button class="more" @click=${() => this.#more()}>${t.runs.more}</button>` : nothing}`;
  }

  #sieve() {
    const { agents } = this.app;
    return html`<div class="row sieve">
      <select
        aria-label=${t.runs.agent}
        @change=${(/** @type {any} */ { target }) => this.#sift({ agentId: target.value })}
      >
        <option value="">${t.runs.allAgents}</option>
        ${agents.map(({ id, name }) => html`<option value=${id} ?selected=${id === this.agentId}>${name}</option>`)}
      </select>
      <select
        aria-label=${t.runs.status}
        @change=${(/** @type {any} */ { target }) => this.#sift({ status: target.value })}
      >
        <option value="">${t.runs.allStatuses}</option>
        ${STATUSES.map((each) => html`<option value=${each} ?selected=${each === this.status}>${t.statuses[each]}</option>`)}
      </select>
    </div>`;
  }

  /** @param {{ agentId?: string, status?: string }} wish */
  #sift(wish) {
    Object.assign(this, wish);
    this.#count = PAGE;
    return this.refresh();
  }

  #more() {
    this.#count += PAGE;
    return this.refresh();
  }

  /** @param {Activity} run */
  #row(run) {
    const isAsked = run.asked !== null;
    const used = run.prompt_tokens + run.completion_tokens;
    return html`<li>
      <a href=${this.app.link("activity", run.id)}>
        <p class="asked ${isAsked ? "" : "none"}">${isAsked ? run.asked || t.runs.picture : t.runs.wentOn}</p>
        ${run.error ? html`<p class="why error">${run.error.message}</p>` : nothing}
        <p class="facts">
          <span class="outcome ${outcomeOf(run)}">${t.outcomes[outcomeOf(run)]}</span>
          <span>${run.agent_name}</span>
          ${run.models.length ? html`<span>${run.models.at(-1)}</span>` : nothing}
          <span>${duration(run.total_duration_ns ?? soFar(run))}</span>
          ${used ? html`<span>${t.tokens(tokens(used))}</span>` : nothing}
          ${run.dollars ? html`<span>${dollars(run.dollars)}</span>` : nothing}
          ${run.failed_calls ? html`<span class="error">${t.failedCalls(run.failed_calls, number(run.call_count))}</span>` : nothing}
          <time datetime=${run.created_at}>${ago(run.created_at)}</time>
        </p>
      </a>
      ${isGoing(run) ? html`<button aria-label=${t.stopRun(run.agent_name)} @click=${() => this.#stop(run)}>${t.stop}</button>` : nothing}
    </li>`;
  }

  /** @param {Activity} run */
  #stop(run) {
    return this.attempt(async () => {
      await cancel(this.api, run);
      await this.refresh();
      return t.stopping;
    });
  }
}

/** How long a run goes on, in nanoseconds. @param {Activity} run */
function soFar({ created_at: began }) {
  return Math.max(0, Date.now() - Date.parse(began)) * 1e6;
}

customElements.define("lw-runs", Runs);

// <lw-runs>: the runs of all agents, the newest first, as they go on.
import { css, html, live, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, number, words } from "../../words/words.js";
import { View } from "../view.js";
import { dollars, duration, tokens } from "./amounts.js";
import { cancel, isGoing, outcomeOf, outcomes } from "./outcomes.js";

/** @typedef {import("./outcomes.js").Activity} Activity */

const t = await words("activity");
const PAGE = 30;
const PAUSE = 1_000; // ms between two looks at runs that go on
const STATUSES = /** @type {const} */ (["running", "completed", "failed", "cancelled"]);

export class Runs extends View {
  /** @override */
  static properties = { ...View.properties, query: { attribute: false } };
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
    /** Which runs: of an `agent`, with a `status`. */
    this.query = new URLSearchParams();
    this.hasMore = false;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.get("query")) return;
    this.#count = PAGE;
    this.refresh();
  }

  /** As many as are shown, and one more, which tells whether there are. @override */
  async load() {
    const wish = new URLSearchParams({ limit: String(this.#count + 1) });
    for (const [name, wanted] of Object.entries({
      agent_id: this.query.get("agent"),
      status: this.query.get("status"),
    }))
      if (wanted) wish.set(name, wanted);
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
      ${!this.isLoaded && !this.trouble ? html`<p class="hint" role="status">${t.loading}</p>` : nothing}
      ${this.isLoaded && !this.runs.length ? html`<p class="empty">${this.query.size ? t.runs.noneSuch : t.runs.none}</p>` : nothing}
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
    const agents = this.app.agents.map(({ id, name }) => [id, name]);
    const statuses = STATUSES.map((status) => [status, t.statuses[status]]);
    return html`<div class="row sieve">
      ${this.#choice("agent", t.runs.agent, [["", t.runs.allAgents], ...agents])}
      ${this.#choice("status", t.runs.status, [["", t.runs.allStatuses], ...statuses])}
    </div>`;
  }

  /** @param {string} name @param {string} label @param {string[][]} choices */
  #choice(name, label, choices) {
    const chosen = this.query.get(name) ?? "";
    const choose = (/** @type {any} */ { target }) => this.#sift(name, target.value);
    return html`<select aria-label=${label} @change=${choose}>
      ${choices.map(([value, text]) => html`<option value=${value} .selected=${live(value === chosen)}>${text}</option>`)}
    </select>`;
  }

  /** In the address, so that who comes back finds the same. @param {string} name @param {string} value */
  #sift(name, value) {
    const query = new URLSearchParams(this.query);
    if (value) query.set(name, value);
    else query.delete(name);
    this.app.go(query.size ? `#/activity?${query}` : "#/activity");
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
        <p dir="auto" class="asked ${isAsked ? "" : "none"}">
          ${isAsked ? run.asked || t.runs.picture : t.runs.wentOn}
        </p>
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

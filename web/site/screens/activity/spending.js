// <lw-spending>: what models were sent and said, day by day, and what that cost.
import { css, html, svg } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { date, words } from "../../words/words.js";
import { View } from "../view.js";
import { dollars, tokens } from "./amounts.js";
import { sizeOf, sums, table } from "./sums.js";

/** @typedef {import("./sums.js").Row} Row */

const t = await words("activity");
const SPANS = [7, 30, 90];
const DAY = 86_400_000; // ms

export class SpendingView extends View {
  /** @override */
  static properties = { ...View.properties, days: { state: true } };
  /** @override */
  static shows = /\/v1\/(agents|conversations|spending)/;
  /** @override */
  static styles = [
    base,
    css`
      :host {
        display: block;
      }

      .whole {
        font: 600 2rem/1.2 var(--words);
        font-variant-numeric: tabular-nums;
      }

      header {
        margin-bottom: 1.5rem;
      }

      h2 {
        margin: 2rem 0 0.5rem;
      }

      svg {
        display: block;
        width: 100%;
        height: 8rem;
        border-bottom: 1px solid var(--rule);
      }

      svg:dir(rtl) {
        transform: scaleX(-1);
      }

      rect {
        fill: var(--accent);
      }

      .ends {
        display: flex;
        justify-content: space-between;
        margin-top: 0.25rem;
        color: var(--faded);
        font-size: 0.8rem;
      }

      th:not(:first-child),
      td {
        text-align: end;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }

      tbody th {
        color: inherit;
        min-width: 9rem;
        font-weight: 400;
        overflow-wrap: anywhere;
      }

      form {
        margin-top: 0.75rem;
      }

      form input {
        width: 8.5rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Row[]} */
    this.rows = [];
    /** @type {string[]} */
    this.unpriced = [];
    this.dollars = 0;
    this.asOf = "";
    this.days = 30;
  }

  /** @override */
  async load() {
    const start = dayBefore(this.days - 1);
    const [{ rows, dollars, models_without_price }, { as_of }] = await Promise.all([
      this.api.get(`/v1/spending?start_date=${start}`),
      this.api.get("/v1/spending/prices"),
    ]);
    const asOf = date(`${as_of}-15T12:00`, { month: "long", year: "numeric" });
    Object.assign(this, { rows, dollars, unpriced: models_without_price, asOf });
  }

  /** @override */
  render() {
    if (!this.isLoaded)
      return this.trouble ? this.line : html`<p class="hint" role="status">${t.loading}</p>`;
    return html`<header class="row spread">
        <div>
          <p class="whole">${dollars(this.dollars)}</p>
          <p class="hint">${t.spending.about(this.asOf)}</p>
        </div>
        <select
          aria-label=${t.spending.span}
          @change=${(/** @type {any} */ { target }) => this.#look(Number(target.value))}
        >
          ${SPANS.map((days) => html`<option value=${days} ?selected=${days === this.days}>${t.spending.days(days)}</option>`)}
        </select>
      </header>
      ${this.line} ${this.rows.length ? this.#sums() : html`<p class="empty">${t.spending.none}</p>`}`;
  }

  /** @param {number} days */
  #look(days) {
    this.days = days;
    return this.refresh();
  }

  #sums() {
    const names = new Map(this.app.agents.map(({ id, name }) => [id, name]));
    return html`${this.#days()}
    ${table(
      t.spending.byModel,
      t.run.model,
      sums(this.rows, ({ model }) => model),
    )}
    ${this.unpriced.map((model) => this.#price(model))}
    ${table(
      t.spending.byAgent,
      t.run.agent,
      sums(this.rows, ({ agent_id: id }) => names.get(id) ?? t.spending.gone),
    )}`;
  }

  /** Tokens of each day, on one scale. */
  #days() {
    const byDay = new Map(sums(this.rows, ({ day }) => day).map((sum) => [sum.name, sum]));
    const all = Array.from({ length: this.days }, (_, n) => dayBefore(this.days - 1 - n));
    const most = Math.max(...[...byDay.values()].map(sizeOf), 1);
    const first = date(all[0], { dateStyle: "medium" });
    return html`<svg
        role="img"
        aria-label=${t.spending.chart}
        viewBox="0 0 ${this.days} 100"
        preserveAspectRatio="none"
      >
        ${all.map((day, n) => {
          const sum = byDay.get(day);
          const height = sum ? Math.max(1, (sizeOf(sum) / most) * 100) : 0;
          const title = `${date(day, { dateStyle: "medium" })}: ${t.tokens(tokens(sum ? sizeOf(sum) : 0))}`;
          return svg`<rect x=${n + 0.1} y=${100 - height} width="0.8" height=${height}><title>${title}</title></rect>`;
        })}
      </svg>
      <p class="ends">
        <span>${first}</span><span>${t.spending.most(tokens(most))}</span><span>${t.spending.today}</span>
      </p>`;
  }

  /** @param {string} model */
  #price(model) {
    return html`<form
      class="row"
      @submit=${(/** @type {SubmitEvent} */ event) => this.#setPrice(event, model)}
    >
      <p class="hint">${t.spending.unpriced(model)}</p>
      <input
        name="input"
        type="number"
        min="0"
        step="any"
        required
        aria-label=${t.spending.input}
        placeholder=${t.spending.input}
      />
      <input
        name="output"
        type="number"
        min="0"
        step="any"
        required
        aria-label=${t.spending.output}
        placeholder=${t.spending.output}
      />
      <button>${t.spending.set}</button>
    </form>`;
  }

  /** @param {SubmitEvent} event @param {string} model */
  #setPrice(event, model) {
    event.preventDefault();
    const { input, output } = /** @type {any} */ (event.target).elements;
    return this.attempt(async () => {
      const price = { input: Number(input.value), output: Number(output.value) };
      await this.api.put("/v1/spending/prices", { model, price });
      await this.refresh();
      return t.spending.priced(model);
    });
  }
}

/** The day so many days ago, in UTC as spending is told. @param {number} days */
function dayBefore(days) {
  return new Date(Date.now() - days * DAY).toISOString().slice(0, 10);
}

customElements.define("lw-spending", SpendingView);

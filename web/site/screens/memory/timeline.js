// <lw-timeline>: how memory came to be what it is. A slider goes over every version of everything; the list beside it
// shows what is around, day by day, and the rest what happened at the chosen moment.
import { html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { date, number, words } from "../../words/words.js";
import { Heads } from "./heads.js";
import "./moment.js";
import { Part } from "./part.js";
import { timelineStyle } from "./timeline_style.js";
import { ACTORS, ORIGINS, verbOf } from "./version.js";

/** @typedef {import("./version.js").Head} Head */

const t = await words("memory");
const REACH = 7; // versions to each side that are listed
const MOST = 48; // characters of a passage that name it
const DAY = /** @type {const} */ ({ weekday: "long", day: "numeric", month: "long", year: "numeric" });

export class Timeline extends Part {
  /** @override */
  static properties = {
    ...Part.properties,
    query: { attribute: false },
    filter: { state: true },
    place: { state: true },
    near: { state: true },
  };
  /** @override */
  static styles = [base, timelineStyle];

  /** @type {Heads | null} */
  #heads = null;
  #isGoing = false;

  constructor() {
    super();
    /** @type {URLSearchParams} */
    this.query = new URLSearchParams();
    /** @type {import("./heads.js").Filter} */
    this.filter = {};
    this.place = -1;
    /** The listed versions. @type {{ place: number, head: Head }[]} */
    this.near = [];
    /** The names of blocks. @type {Map<string, string>} */
    this.labels = new Map();
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("query")) this.filter = { object: this.query.get("object") ?? "" };
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    super.updated(changed);
    if (changed.get("filter")) this.refresh(); // not for the first one
  }

  /** @override */
  async load() {
    const heads = this.#headsOf(this.filter);
    const isAtEnd = !heads.count || this.place >= heads.count - 1;
    const [blocks] = await Promise.all([
      this.api.get(`/v1/agents/${this.agentId}/core-memory/blocks?limit=1000`),
      heads.recount(),
    ]);
    this.labels = new Map(blocks.map((/** @type {any} */ { id, label }) => [id, label]));
    const at = this.place < 0 ? this.query.get("at") : null;
    const place = at ? await heads.placeOf(at) : isAtEnd ? heads.count - 1 : this.place;
    await this.#go(place);
  }

  /** @param {import("./heads.js").Filter} filter */
  #headsOf(filter) {
    const known = this.#heads;
    if (known?.filter === filter && known.agentId === this.agentId) return known;
    return (this.#heads = new Heads(this.api, this.agentId, filter));
  }

  /** Where the slider was on its way is not fetched, only where it stands. @param {number} place */
  async #go(place) {
    this.place = Math.max(0, Math.min((this.#heads?.count ?? 0) - 1, place));
    if (this.#isGoing) return;
    this.#isGoing = true;
    for (let seen = ""; this.#heads && seen !== this.#seat;) {
      seen = this.#seat;
      await this.does(async () => {
        this.near = this.#heads?.count ? await this.#heads.around(this.place, REACH) : [];
      });
    }
    this.#isGoing = false;
  }

  /** What is to be seen around. */
  get #seat() {
    return `${this.place} ${this.#heads?.query} ${this.#heads?.count}`;
  }

  get #head() {
    return this.near.find(({ place }) => place === this.place)?.head;
  }

  /** @override */
  render() {
    const count = this.#heads?.count ?? 0;
    return html`
      ${this.#filters()} ${this.said()}
      ${count ? this.#slider(count) : this.isLoaded ? html`<p class="empty">${t.noVersions}</p>` : nothing}
      ${count ? html`<div class="both">${this.#moment()} ${this.#list()}</div>` : nothing}
    `;
  }

  #filters() {
    const { object = "", kind = "", actor = "", origin = "" } = this.filter;
    const labels = [...this.labels];
    const choose = (/** @type {string} */ value) =>
      value.includes("-") ? { object: value, kind: "" } : { object: "", kind: value };
    return html`<div class="filters">
      ${this.#select(t.ofWhat, object || kind, choose, [
        ["", t.everything],
        ...labels,
        ...(object && !this.labels.has(object) ? [[object, t.oneObject]] : []),
        ["block", t.kinds.block],
        ["passage", t.kinds.passage],
        ["agent", t.kinds.agent],
      ])}
      ${this.#select(t.byWhom, actor, (value) => ({ actor: value }), [
        ["", t.anybody],
        ...ACTORS.map((name) => [name, t.doers[name]]),
      ])}
      ${this.#select(t.fromWhere, origin, (value) => ({ origin: value }), [
        ["", t.anywhere],
        ...ORIGINS.map((name) => [name, t.origins[name]]),
      ])}
    </div>`;
  }

  /** @param {string} name @param {string} chosen @param {(value: string) => object} filterOf @param {string[][]} options */
  #select(name, chosen, filterOf, options) {
    const change = (/** @type {any} */ { target }) => {
      this.place = -1;
      this.filter = { ...this.filter, ...filterOf(target.value) };
    };
    return html`<label class="field"
      >${name}
      <select @change=${change}>
        ${options.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
      </select>
    </label>`;
  }

  /** @param {number} count */
  #slider(count) {
    const head = this.#head;
    const said = head ? `${t.place(number(this.place + 1), number(count))}, ${date(head.created_at)}` : "";
    const button = (/** @type {string} */ sign, /** @type {string} */ name, /** @type {number} */ step) =>
      html`<button
        aria-label=${name}
        ?disabled=${!inside(this.place + step, count)}
        @click=${() => this.#go(this.place + step)}
      >
        <span aria-hidden="true">${sign}</span>
      </button>`;
    return html`<div class="slider">
      ${button("‹", t.earlier, -1)}
      <input
        type="range"
        min="0"
        max=${count - 1}
        aria-label=${t.moment}
        aria-valuetext=${said}
        .value=${String(this.place)}
        @input=${(/** @type {any} */ { target }) => this.#go(target.valueAsNumber)}
      />
      ${button("›", t.later, 1)}
      <p class="hint">${said}</p>
    </div>`;
  }

  #moment() {
    const { app, agentId } = this;
    const head = this.#head;
    if (!head) return html`<div class="chosen"></div>`;
    return html`<lw-moment
      class="chosen"
      .app=${app}
      .agentId=${agentId}
      .head=${head}
      .label=${nameOf(head)}
    ></lw-moment>`;
  }

  #list() {
    const days = Map.groupBy(this.near.toReversed(), ({ head }) => date(head.created_at, DAY));
    return html`<nav aria-label=${t.around}>
      ${repeat(
        days,
        ([day]) => day,
        ([day, rows]) =>
          html`<h3>${day}</h3>
            <ul class="plain">
              ${rows.map((row) => this.#row(row))}
            </ul>`,
      )}
    </nav>`;
  }

  /** @param {{ place: number, head: Head }} row */
  #row({ place, head }) {
    const time = date(head.created_at, { timeStyle: "short" });
    return html`<li>
      <button
        class="quiet"
        aria-current=${place === this.place ? "true" : nothing}
        @click=${() => this.#go(place)}
      >
        <time datetime=${head.created_at}>${time}</time>
        <span>${t.happened(nameOf(head), verbOf(head), t.doers[head.actor])}</span>
      </button>
    </li>`;
  }
}

/** @param {Head} head */
function nameOf({ kind, title }) {
  if (kind === "agent" || !title) return t.one[kind];
  return kind === "block" ? title : t.quoted(title.length > MOST ? `${title.slice(0, MOST)} …` : title);
}

/** @param {number} place @param {number} count */
const inside = (place, count) => place >= 0 && place < count;

customElements.define("lw-timeline", Timeline);

// <lw-shelf>: the models that live in this browser, those on their way, and where more come from.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { free, inventory, listen } from "../../engines/manager/manager.js";
import { bytes, words } from "../../words/words.js";
import { Part } from "../part.js";
import { problemOf } from "./problems.js";
import { modelRow, rows, wayRow } from "./shelf_rows.js";
import "./getting.js";

/** @typedef {import("../../engines/models.js").Entry} Entry */
/** @typedef {import("../../engines/manager/manager.js").News} News */
/** @typedef {import("../../engines/manager/manager.js").OnItsWay} OnItsWay */

const t = await words("shelf");

export class Shelf extends Part {
  /** @override */
  static shows = /^\/v1\/(agents\/?[^/]*$|memory\/embedding)/;
  /** @override */
  static styles = [
    ...Part.styles,
    rows,
    css`
      .bottom {
        margin-top: 0.25rem;
      }
    `,
  ];

  /** @type {AbortController | null} */
  #closing = null;

  constructor() {
    super();
    /** @type {Entry[]} */
    this.models = [];
    /** @type {OnItsWay[]} */
    this.underway = [];
    /** The latest of each that is on its way. @type {Map<string, News>} */
    this.news = new Map();
    /** @type {any[]} */
    this.agents = [];
    /** @type {string | null} */
    this.embedder = null;
    this.room = { usage: 0, quota: 0 };
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.#closing = new AbortController();
    listen((news) => this.#hear(news), this.#closing.signal);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.#closing?.abort();
  }

  /** @override */
  async load() {
    const asked = [this.api.get("/v1/agents/?limit=1000"), this.api.get("/v1/memory/embedding")];
    const [found, { usage = 0, quota = 0 }, agents, embedding] = await Promise.all([
      inventory(),
      navigator.storage.estimate(),
      ...asked,
    ]);
    Object.assign(this, found, { agents, embedder: embedding.handle, room: { usage, quota } });
    this.requestUpdate();
  }

  /** @param {News} news */
  #hear(news) {
    const isKnown =
      this.news.has(news.name) || this.underway.some(({ note }) => note.entry.name === news.name);
    this.news.set(news.name, news);
    if (news.state === "here" || news.state === "gone") this.news.delete(news.name);
    if (news.state === "here") this.saying.say(t.isHere(news.name));
    if (news.problem && !isKnown) this.saying.say(problemOf(news.problem), true); // a copy leaves no row
    if (!isKnown || !["fetching", "checking"].includes(news.state)) this.refresh(); // another tab may have begun it
    this.requestUpdate();
  }

  /** Who uses a model: agents by their names, or the search in memories. @param {Entry} entry */
  users({ engine, name }) {
    const handle = `${engine}/${name}`;
    const thinkers = this.agents.filter(({ model }) => model === handle).map((agent) => agent.name);
    return this.embedder === handle ? [...thinkers, t.theSearch] : thinkers;
  }

  /** @override */
  render() {
    const isEmpty = this.isLoaded && !this.models.length && !this.underway.length;
    return html`
      <section>
        <h2>${t.title}</h2>
        <p class="hint">${t.about}</p>
        ${isEmpty ? html`<p class="empty">${t.empty}</p>` : this.#list()}
        ${this.models.length ? this.#bottom() : nothing} ${this.saying.line}
      </section>
      <section>
        <h2>${t.get}</h2>
        <lw-getting .app=${this.app} @begun=${() => this.refresh()}></lw-getting>
      </section>
    `;
  }

  #list() {
    const names = new Map(this.underway.map((way) => [way.note.entry.name, way]));
    return html`<ul class="plain models">
      ${repeat(
        names.values(),
        ({ note }) => note.entry.name,
        (way) => wayRow(way, this.news.get(way.note.entry.name), this),
      )}
      ${repeat(
        this.models,
        ({ name }) => name,
        (entry) => modelRow(entry, this),
      )}
    </ul>`;
  }

  #bottom() {
    const taken = this.models.reduce((sum, { size }) => sum + size, 0);
    const rest = () =>
      this.saying.tell(async () => {
        free();
        return t.freed;
      });
    return html`<div class="row spread bottom">
      <p class="hint">${t.taken(bytes(taken), bytes(Math.max(0, this.room.quota - this.room.usage)))}</p>
      <button type="button" @click=${rest}>${t.free}</button>
    </div>`;
  }
}

customElements.define("lw-shelf", Shelf);

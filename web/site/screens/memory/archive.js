// <lw-archive>: what the agent can look up: searched, page by page, by tags, and put right.
import { html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { number, words } from "../../words/words.js";
import { archiveStyle } from "./archive_style.js";
import "./deleted.js";
import { fieldsOf } from "./fields.js";
import "./new_passage.js";
import "./passage.js";
import { Part } from "./part.js";
import "./sources.js";
import "./twins.js";

/** @typedef {{ id: string, text: string, tags: string[], created_at: string }} Passage */
/** @typedef {{ kind: "block" | "passage" | "message", id: string, text: string, offset: number, marks: [number, number][], why: "words" | "likeness" | "both" | "newest", created_at: string, about: Record<string, any> }} Hit */

const t = await words("memory");
const PAGE = 25;
const MOST_TAGS = 40;

export class Archive extends Part {
  /** @override */
  static properties = {
    ...Part.properties,
    query: { attribute: false },
    overview: { state: true },
    passages: { state: true },
    hits: { state: true },
    tags: { state: true },
  };
  /** @override */
  static styles = [base, archiveStyle];

  /** How many newer passages there are than those that are shown. */
  #start = 0;
  /** Which way the page lies from the one before. */
  #cursor = "";
  #wanted = { query: "", where: "passage" };

  constructor() {
    super();
    /** @type {URLSearchParams} */
    this.query = new URLSearchParams();
    /** @type {{ passages: number, tags: Record<string, number> }} */
    this.overview = { passages: 0, tags: {} };
    /** @type {Passage[]} */
    this.passages = [];
    /** What was found; null as long as nothing is looked for. @type {Hit[] | null} */
    this.hits = null;
    /** @type {string[]} */
    this.tags = [];
  }

  get #path() {
    return `/v1/agents/${this.agentId}/archival-memory`;
  }

  /** @override */
  async load() {
    this.overview = await this.api.get(`${this.#path}/overview`);
    this.tags = this.tags.filter((tag) => tag in this.overview.tags);
    this.hits = this.#wanted.query ? await this.#found() : null;
    if (!this.hits) this.passages = await this.api.get(`${this.#path}?${this.#page()}`);
  }

  /** @returns {Promise<Hit[]>} */
  async #found() {
    const { query, where } = this.#wanted;
    const wish = { query, agent_id: this.agentId, limit: 50, ...(this.tags.length && { tags: this.tags }) };
    const kinds = where === "passage" ? { kinds: ["passage"] } : {};
    return (await this.api.post("/v1/memory/search", { ...wish, ...kinds })).hits;
  }

  #page() {
    const page = new URLSearchParams(this.#cursor);
    page.set("limit", String(PAGE));
    page.set("order", "desc");
    for (const tag of this.tags) page.append("tags", tag);
    return page;
  }

  /** @override */
  render() {
    const { app, agentId } = this;
    return html`
      <p class="hint">${t.archiveHint}</p>
      ${this.#search()} ${this.#tagRow()} ${this.said()} ${this.hits ? this.#hits(this.hits) : this.#listed()}
      <lw-new-passage .app=${app} .agentId=${agentId} .count=${this.overview.passages}></lw-new-passage>
      <lw-twins .app=${app} .agentId=${agentId} .count=${this.overview.passages}></lw-twins>
      <lw-sources .app=${app} .agentId=${agentId}></lw-sources>
      <lw-deleted .app=${app} .agentId=${agentId} kind="passage"></lw-deleted>
    `;
  }

  #search() {
    const submit = (/** @type {SubmitEvent} */ event) => this.#look(/** @type {any} */ (fieldsOf(event)));
    const cleared = (/** @type {any} */ { target }) =>
      target.value || this.#look({ query: "", where: "passage" });
    return html`<form class="search" role="search" @submit=${submit}>
      <label class="field what">
        ${t.search}<input
          type="search"
          name="query"
          autocomplete="off"
          @search=${cleared}
          @input=${cleared}
        />
      </label>
      <label class="field">
        ${t.where}
        <select name="where">
          <option value="passage">${t.inArchive}</option>
          <option value="all">${t.inAll}</option>
        </select>
      </label>
      <button class="primary">${t.find}</button>
    </form>`;
  }

  /** @param {{ query: string, where: string }} wanted */
  #look(wanted) {
    if (!wanted.query && !this.#wanted.query) return;
    this.#wanted = wanted;
    this.refresh();
  }

  #tagRow() {
    const tags = Object.entries(this.overview.tags).slice(0, MOST_TAGS);
    if (!tags.length) return nothing;
    const button = (/** @type {[string, number]} */ [tag, count]) => {
      const toggle = () => this.#toggle(tag);
      return html`<button class="quiet chip" aria-pressed=${this.tags.includes(tag)} @click=${toggle}>
        ${tag} <small>${number(count)}</small>
      </button>`;
    };
    return html`<div class="chips" role="group" aria-label=${t.tags}>${tags.map(button)}</div>`;
  }

  /** @param {string} tag */
  #toggle(tag) {
    this.tags = this.tags.includes(tag) ? this.tags.filter((each) => each !== tag) : [...this.tags, tag];
    this.#turn("", 0);
  }

  /** @param {Hit[]} hits */
  #hits(hits) {
    return html`<p class="hint" role="status">${t.hits(number(hits.length), hits.length)}</p>
      <ul class="plain">
        ${repeat(
          hits,
          ({ id }) => id,
          (hit) => html`<li>${this.#passage(hit, hit)}</li>`,
        )}
      </ul>`;
  }

  #listed() {
    const { passages, isLoaded } = this;
    if (!passages.length) return isLoaded ? html`<p class="empty">${t.noPassages}</p>` : nothing;
    return html`<ul class="plain">
        ${repeat(
          passages,
          ({ id }) => id,
          (one) => html`<li>${this.#passage(one, null)}</li>`,
        )}
      </ul>
      ${this.#pager()}`;
  }

  /** @param {Passage | Hit} one @param {Hit | null} hit */
  #passage(one, hit) {
    const { app, agentId } = this;
    return html`<lw-passage .app=${app} .agentId=${agentId} .passage=${one} .hit=${hit}></lw-passage>`;
  }

  #pager() {
    const { passages, overview } = this;
    const end = this.#start + passages.length;
    const newer = () => this.#turn(`before=${passages[0].id}`, Math.max(0, this.#start - PAGE));
    const older = () => this.#turn(`after=${passages[passages.length - 1].id}`, end);
    const total = this.tags.length ? "" : number(overview.passages);
    return html`<nav class="pager" aria-label=${t.pages}>
      <button ?disabled=${this.#start === 0} @click=${newer}>${t.newer}</button>
      <span class="hint" role="status">${t.range(number(this.#start + 1), number(end), total)}</span>
      <button ?disabled=${passages.length < PAGE} @click=${older}>${t.older}</button>
    </nav>`;
  }

  /** @param {string} cursor @param {number} start */
  #turn(cursor, start) {
    this.#cursor = start ? cursor : "";
    this.#start = start;
    this.refresh();
  }
}

customElements.define("lw-archive", Archive);

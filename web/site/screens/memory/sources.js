// <lw-sources>: where memory came from, and forgetting all that came from one place. What that takes is shown first; it
// can't be undone.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { ago, number, words } from "../../words/words.js";
import { Part } from "./part.js";

/** @typedef {{ actor: import("./version.js").Actor, origin: import("./version.js").Origin | null, source: string | null, versions: number, objects: number, last_at: string }} Source */

const t = await words("memory");
const WRITERS = new Set(["agent", "import", "sync"]); // going back and tidying up bring nothing new

export class Sources extends Part {
  /** @override */
  static properties = { ...Part.properties, sources: { state: true }, isOpen: { state: true } };
  /** @override */
  static styles = [
    base,
    css`
      summary {
        width: fit-content;
        padding-block: 0.4rem;
        color: var(--faded);
      }

      li {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 1rem;
        align-items: center;
        justify-content: space-between;
        padding-block: 0.6rem;
        border-block-start: 1px solid var(--rule);
      }

      div {
        flex: 1 1 14rem;
        min-width: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Source[]} */
    this.sources = [];
    this.isOpen = false;
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    super.updated(changed);
    if (changed.has("isOpen")) this.refresh();
  }

  /** @override */
  async load() {
    if (!this.isOpen) return;
    const [own, all] = await Promise.all([
      this.api.get(`/v1/memory/sources?agent_id=${this.agentId}`),
      this.api.get("/v1/memory/sources"),
    ]);
    const brought = all.filter((/** @type {Source} */ { actor, source }) => actor === "import" && source);
    const known = new Set(own.map(nameOf));
    this.sources = [...own, ...brought.filter((/** @type {Source} */ one) => !known.has(nameOf(one)))].filter(
      ({ actor, origin, source }) => WRITERS.has(actor) && (origin || source),
    );
  }

  /** @override */
  render() {
    const toggled = (/** @type {any} */ { target }) => (this.isOpen = target.open);
    return html`<details @toggle=${toggled}>
      <summary>${t.sources}</summary>
      <p class="hint">${t.sourcesHint}</p>
      ${this.said()}
      <ul class="plain">
        ${this.sources.map((source) => this.#row(source))}
      </ul>
      ${this.isOpen && this.isLoaded && !this.sources.length ? html`<p class="hint">${t.noSources}</p>` : nothing}
    </details>`;
  }

  /** @param {Source} source */
  #row(source) {
    const { origin, source: name, versions, last_at: last } = source;
    return html`<li data-source=${name ?? origin ?? ""}>
      <div>
        ${origin ? t.origins[origin] : nothing} ${name ? html`<code>${name}</code>` : nothing}
        <p class="hint">${t.wrote(number(versions), versions, ago(last))}</p>
      </div>
      <button @click=${() => this.#forget(source)}>${t.forgetSource}</button>
    </li>`;
  }

  /** @param {Source} source */
  async #forget({ origin, source }) {
    const wish = source ? { source } : { origin, agent_id: this.agentId };
    await this.does(async () => {
      const tried = await this.api.post("/v1/memory/forget", wish);
      const { changes } = await this.api.post("/v1/memory/forget", { ...wish, erase: false }); // to be read
      await import("./changes.js");
      const note = t.forgetNote(number(tried.states_erased), number(tried.messages_deleted));
      const text = Object.assign(document.createElement("lw-changes"), { changes, note });
      const question = { title: t.forgetTitle, text, yes: t.forgetYes, isDangerous: true };
      if (!(await this.app?.ask(question))) return;
      await this.api.post("/v1/memory/forget", { ...wish, dry_run: false });
      this.app?.tell(t.isForgotten);
    });
  }
}

/** @param {Source} source */
const nameOf = ({ origin, source }) => `${origin} ${source}`;

customElements.define("lw-sources", Sources);

// <lw-embedder>: what finds memories by their meaning, and how far its work has come.
import { html, live, nothing } from "../../lib/lit.js";
import { number, words } from "../../words/words.js";
import { Part } from "../part.js";

/** @typedef {{ handle: string | null, state: "off" | "working" | "failed" | "ready", error: string | null, kinds: Record<string, { done: number, pending: number }> }} Status */

const t = await words("models");
const OWN = "lettawasm/static-128";

export class Embedder extends Part {
  /** @override */
  static shows = /^\/v1\/(memory\/embedding|providers|agents|archives)/;

  constructor() {
    super();
    /** @type {Status | null} */
    this.status = null;
    /** @type {string[]} */
    this.handles = [];
  }

  /** @override */
  async load() {
    this.status = await this.api.get("/v1/memory/embedding");
    const all = await this.api.get("/v1/models/embedding");
    this.handles = all.map((/** @type {any} */ { handle }) => handle);
    this.requestUpdate();
  }

  /** @override */
  render() {
    const { status } = this;
    return html`<section>
      <h2>${t.embedder}</h2>
      <p class="hint">${t.embedderHint}</p>
      ${
        status
          ? html`<label class="field"
                >${t.foundBy}
                <select
                  name="embedder"
                  .value=${live(status.handle ?? "")}
                  @change=${(/** @type {any} */ { target }) => this.#choose(target.value)}
                >
                  ${[...new Set([status.handle ?? "", ...this.handles, ""])].map(
                    (handle) =>
                      html`<option value=${handle} ?selected=${handle === (status.handle ?? "")}>
                        ${nameOf(handle)}
                      </option>`,
                  )}
                </select>
              </label>
              <p class="hint">${howFar(status)}</p>`
          : nothing
      }
      ${this.saying.line}
    </section>`;
  }

  /** @param {string} handle */
  #choose(handle) {
    return this.saying.tell(async () => {
      this.status = await this.api.patch("/v1/memory/embedding", { handle: handle || null });
      return handle ? t.foundWith(nameOf(handle)) : t.foundByWords;
    });
  }
}

/** @param {string} handle */
function nameOf(handle) {
  if (!handle) return t.wordsAlone;
  return handle === OWN ? t.ownEmbedder : handle;
}

/** @param {Status} status */
function howFar({ state, error, kinds }) {
  if (state === "failed") return t.embedderFailed(error ?? "");
  const counts = Object.values(kinds);
  const done = counts.reduce((sum, each) => sum + each.done, 0);
  const pending = counts.reduce((sum, each) => sum + each.pending, 0);
  if (!counts.length) return "";
  return pending ? t.embedding(number(done), number(done + pending)) : t.embedded(number(done));
}

customElements.define("lw-embedder", Embedder);

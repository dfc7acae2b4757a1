// <lw-getting>: what can be had: models of the list, any file of the network or of the disk, and what the browser brings
// along. Fires "begun" when one is on its way.
import { css, html, nothing } from "../../lib/lit.js";
import { compiled, files } from "../../engines/manager/catalogue.js";
import { fetchCompiled, fetchGguf, isSplit, keepFiles } from "../../engines/manager/manager.js";
import { device } from "../../engines/manager/preflight.js";
import { bytes, words } from "../../words/words.js";
import { judged, portrait } from "./judging.js";
import { Part } from "../part.js";
import { inWords } from "./problems.js";
import { rows } from "./shelf_rows.js";

/** @typedef {import("../../engines/manager/catalogue.js").Offer} Offer */
/** @typedef {import("../../engines/manager/preflight.js").Device} Device */

const t = await words("shelf");

export class Getting extends Part {
  /** @override */
  static styles = [
    ...Part.styles,
    rows,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 1rem;
      }

      summary {
        padding-block: 0.4rem;
        font-weight: 600;
      }

      details > * + * {
        margin-top: 0.75rem;
      }

      form button {
        align-self: flex-start;
      }

      .file {
        border: 1px dashed var(--edge);
        border-radius: 0.75rem;
        padding: 1rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Device | null} */
    this.device = null;
    /** Of WebLLM's list. @type {Offer[] | null} */
    this.compiled = null;
    /** @type {string | null | undefined} */
    this.builtIn = undefined;
  }

  /** @override */
  async load() {
    this.device = await device();
  }

  /** @override */
  render() {
    if (!this.device) return html`<p class="hint" role="status">…</p>`;
    const here = this.device;
    return html`
      <p class="hint">${portrait(here)}</p>
      ${this.#list(files(), here)}
      <p class="hint">${t.online}</p>
      <details @toggle=${this.#openCompiled}>
        <summary>${t.forCard}</summary>
        ${this.compiled ? this.#able(this.compiled, here) : html`<p class="hint">…</p>`}
      </details>
      <details @toggle=${this.#openBuiltIn}>
        <summary>${t.builtIn}</summary>
        ${this.#own()}
      </details>
      ${this.#byAddress(here)} ${this.#byFile(here)} ${this.saying.line}
    `;
  }

  /** @param {Offer[]} all @param {Device} here */
  #list(all, here) {
    return html`<ul class="plain models">
      ${all.map((offer) => this.#row(offer, here))}
    </ul>`;
  }

  /** There are so many that only those are shown that can run. @param {Offer[]} all @param {Device} here */
  #able(all, here) {
    const able = all.filter((offer) => judged(here, offer).kind !== "no");
    const [other] = all.filter((offer) => !able.includes(offer));
    return html`${this.#list(able, here)}
    ${
      other
        ? html`<p class="hint">
            ${t.leftOut(all.length - able.length, all.length)} ${judged(here, other).sentence}
          </p>`
        : nothing
    }`;
  }

  /** @param {Offer} offer @param {Device} here */
  #row(offer, here) {
    const { kind, sentence } = judged(here, offer);
    const sees = offer.sees ? t.sees : "";
    const about = /** @type {Record<string, string>} */ (t.abouts)[offer.name] ?? sees;
    const begin = () =>
      this.#begin(() =>
        offer.engine === "webllm" ? fetchCompiled(offer) : fetchGguf({ ...offer, url: offer.source }),
      );
    return html`<li class="offer ${kind}">
      <strong>${offer.name}</strong>
      <p class="hint">${t.size(bytes(offer.size))} ${about} ${t.licence(offer.license || t.ofMaker)}</p>
      <p class="verdict">${sentence}</p>
      ${
        kind === "no"
          ? nothing
          : html`<button type="button" aria-label=${t.fetchNamed(offer.name)} @click=${begin}>
              ${t.fetch}
            </button>`
      }
    </li>`;
  }

  /** @param {() => Promise<unknown>} work */
  #begin(work) {
    return this.saying.tell(async () => {
      await inWords(work());
      this.dispatchEvent(new Event("begun"));
    });
  }

  async #openCompiled() {
    this.compiled ??= await compiled();
    this.requestUpdate();
  }

  async #openBuiltIn() {
    const [model] = await (await this.#ownEngine()).models();
    this.builtIn = model ? `${model.engine}/${model.name}` : null;
    this.requestUpdate();
  }

  async #ownEngine() {
    const { PromptApiEngine } = await import("../../engines/prompt_api.js");
    return new PromptApiEngine();
  }

  #own() {
    if (this.builtIn === undefined) return html`<p class="hint">…</p>`;
    if (!this.builtIn) return html`<p class="hint">${t.noBuiltIn}</p>`;
    return html`<button type="button" @click=${this.#wakeOwn}>${t.getReady}</button>`;
  }

  /** Its download begins with a click, or not at all. */
  #wakeOwn() {
    const handle = /** @type {string} */ (this.builtIn);
    const report = (/** @type {number} */ fraction) =>
      this.saying.say(t.browserFetches(Math.round(fraction * 100)));
    return this.saying.tell(async () => {
      await (await this.#ownEngine()).load(handle.split("/")[1], report, new AbortController().signal);
      this.dispatchEvent(new Event("begun"));
      return t.ready(handle);
    });
  }

  /** @param {Device} here */
  #byAddress(here) {
    return html`<form class="stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#fetch(event, here)}>
      <label class="field">
        ${t.anyFile}
        <input name="gguf" type="url" required pattern="https?://\\S+" placeholder="https://…/model.gguf" />
      </label>
      <label class="field">
        ${t.itsProjector}
        <input name="projector" type="url" pattern="https?://\\S+" placeholder="https://…/mmproj.gguf" />
      </label>
      <p class="hint">${t.pinned}</p>
      <button>${t.fetchIt}</button>
    </form>`;
  }

  /** @param {SubmitEvent} event @param {Device} here */
  async #fetch(event, here) {
    event.preventDefault();
    const form = /** @type {any} */ (event.target);
    const [url, projector] = [form.gguf.value.trim(), form.projector.value.trim()];
    form.reset(); // another address may be typed while this one is asked
    const isBegun = await this.#begin(async () => {
      const sizes = await Promise.all([url, ...(projector ? [projector] : [])].map(toldSize));
      const sum = sizes.reduce((total, size) => total + size, 0);
      mustRun(here, sum);
      const isAll = sizes.every(Boolean) && !isSplit(url);
      await fetchGguf({ url, projector, size: isAll ? sum : 0 });
    });
    if (isBegun || form.gguf.value) return;
    [form.gguf.value, form.projector.value] = [url, projector];
  }

  /** Chosen, or dropped there. @param {Device} here */
  #byFile(here) {
    const drop = (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      this.#keep([...(event.dataTransfer?.files ?? [])], here);
    };
    const pick = (/** @type {any} */ { target }) => this.#keep([...target.files], here);
    return html`<label
      class="field file"
      @dragover=${(/** @type {Event} */ event) => event.preventDefault()}
      @drop=${drop}
    >
      ${t.openFile}
      <input type="file" name="file" accept=".gguf" multiple aria-label=${t.modelFile} @change=${pick} />
    </label>`;
  }

  /** What comes of it is told as news. @param {File[]} chosen @param {Device} here */
  #keep(chosen, here) {
    if (!chosen.length) return;
    return this.#begin(() => {
      mustRun(
        here,
        chosen.reduce((sum, { size }) => sum + size, 0),
      );
      return keepFiles(chosen);
    });
  }
}

/** An error, in words, for a file of that many bytes that can't be kept or run here. @param {Device} here @param {number} size */
function mustRun(here, size) {
  const { kind, sentence } = judged(here, { engine: "wllama", size });
  if (kind === "no") throw new Error(sentence);
}

/** The bytes of a file, where its server tells them before it is asked for; 0 otherwise. @param {string} url */
async function toldSize(url) {
  try {
    const { ok, headers } = await fetch(url, {
      method: "HEAD",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
    return ok ? Number(headers.get("content-length")) : 0;
  } catch {
    return 0;
  }
}

customElements.define("lw-getting", Getting);

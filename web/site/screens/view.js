// What the parts of screens have in common: they load what they show, load it again when it was changed anywhere, and
// say in place what went wrong.
import { LitElement, html, nothing } from "../lib/lit.js";

/** @typedef {import("../shell/app_object.js").App} App */

export class View extends LitElement {
  /** @override */
  static properties = {
    app: { attribute: false },
    isLoaded: { state: true },
    problem: { state: true },
    trouble: { state: true },
    said: { state: true },
  };
  /** What was changed below these paths is shown here. */
  static shows = /^$/;

  /** @type {Promise<void> | null} */
  #loading = null;
  #isStale = false;
  #attempts = 0; // begun so far

  constructor() {
    super();
    /** @type {App} */
    this.app = /** @type {any} */ (undefined);
    this.isLoaded = false;
    this.said = "";
    /** Why what a person wished for wasn't done. */
    this.problem = "";
    /** Why nothing could be fetched. */
    this.trouble = "";
  }

  get api() {
    return this.app.api;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.app.addEventListener("changed", this);
    this.app.addEventListener("agent", this);
    this.app.addEventListener("agents", this);
    this.refresh();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.app.removeEventListener("changed", this);
    this.app.removeEventListener("agent", this);
    this.app.removeEventListener("agents", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { shows } = /** @type {typeof View} */ (this.constructor);
    const path = /** @type {CustomEvent} */ (event).detail?.path ?? "";
    if (event.type === "agents")
      this.requestUpdate(); // they are named in many places
    else if (event.type === "agent" || shows.test(path)) this.refresh();
  }

  /** Load once more, also where it was just being loaded: done when nothing older can be shown any more. */
  refresh() {
    this.#isStale = true;
    this.#loading ??= this.#loadAll();
    return this.#loading;
  }

  async #loadAll() {
    do {
      this.#isStale = false;
      this.trouble = await this.#troubleOf(() => this.load());
    } while (this.#isStale && this.isConnected);
    this.#loading = null;
    this.isLoaded ||= !this.trouble;
    this.requestUpdate();
  }

  /** @param {() => Promise<unknown>} work */
  async #troubleOf(work) {
    try {
      await work();
      return "";
    } catch (error) {
      return sentenceOf(error);
    }
  }

  /** Fetch what is shown. */
  async load() {}

  /**
   * Do something that a person asked for, and say what it says, unless something else was begun since, or why it failed.
   * @param {() => Promise<string | void>} work
   */
  async attempt(work) {
    const mine = ++this.#attempts;
    this.said = this.problem = "";
    try {
      const said = (await work()) ?? "";
      if (mine === this.#attempts) this.said = said;
      return true;
    } catch (error) {
      this.problem = sentenceOf(error);
      this.requestUpdate(); // a switch goes back to where it was
      return false;
    }
  }

  /** What came of it; always there, so that what changes in it is heard. */
  get line() {
    const wrong = this.problem || this.trouble;
    return html`<p class="said" role="status">${this.said}</p>
      ${wrong ? html`<p class="error" role="alert">${wrong}</p>` : nothing}`;
  }
}

/** @param {unknown} error */
export function sentenceOf(error) {
  return error instanceof Error ? error.message : String(error);
}

// What the parts of this screen have in common: they know the app, load what they show, and load it again when it was
// changed anywhere.
import { LitElement, css } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { Saying } from "./saying.js";

/** @typedef {import("../../shell/app_object.js").App} App */

const look = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: 2.5rem;
  }

  section {
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
  }

  section + section {
    margin-top: 0;
  }

  h2 + .hint {
    margin-top: -0.4rem;
  }

  .hint,
  .said {
    max-width: 42rem;
    text-wrap: pretty;
  }

  .said:empty {
    display: none;
  }

  .said:not(.error) {
    color: var(--accent);
  }

  strong,
  .name {
    overflow-wrap: anywhere;
  }

  .field {
    max-width: 28rem;
  }

  .check input {
    flex: none;
  }
`;

export class Part extends LitElement {
  /** @override */
  static properties = { app: { attribute: false } };
  /** @override */
  static styles = [base, look];
  /** What was changed below these paths is shown here. */
  static shows = /^$/;

  /** @type {Promise<void> | null} */
  #loading = null;
  #isStale = false;

  constructor() {
    super();
    /** @type {App} */
    this.app = /** @type {any} */ (undefined);
    this.saying = new Saying(this);
    this.isLoaded = false;
  }

  get api() {
    return this.app.api;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.app.addEventListener("changed", this);
    this.app.addEventListener("agent", this);
    this.refresh();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.app.removeEventListener("changed", this);
    this.app.removeEventListener("agent", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { shows } = /** @type {typeof Part} */ (this.constructor);
    const path = /** @type {CustomEvent} */ (event).detail?.path ?? "";
    if (event.type === "agent" || shows.test(path)) this.refresh();
  }

  /** Load once more, also where it was just being loaded: done when nothing older can be shown any more. */
  refresh() {
    this.#isStale = true;
    this.#loading ??= this.#loadAll().finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #loadAll() {
    try {
      while (this.#isStale) {
        this.#isStale = false;
        await this.load();
      }
    } catch (error) {
      this.saying.say(error instanceof Error ? error.message : String(error), true);
    }
    this.isLoaded = true;
    this.requestUpdate();
  }

  /** Fetch what is shown. */
  async load() {}
}

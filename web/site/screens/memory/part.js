// What the parts of this screen have in common: they load what they show, once more when it was changed anywhere, and
// say so where it can't be had.
import { LitElement, html, nothing } from "../../lib/lit.js";

/** @typedef {import("../../shell/app_object.js").App} App */
/** @typedef {import("../../api.js").Api} Api */

const PAUSE = 150; // ms between two loads, while an agent writes and writes

export class Part extends LitElement {
  /** @override @type {import("lit").PropertyDeclarations} */
  static properties = {
    app: { attribute: false },
    api: { attribute: false },
    agentId: { attribute: false },
    problem: { state: true },
    unread: { state: true },
    isLoaded: { state: true },
  };

  #isLoading = false;
  #isStale = false;
  #works = 0; // begun so far

  constructor() {
    super();
    /** Without one, `api` is given: another page shows this part. @type {App | null} */
    this.app = null;
    /** @type {Api} */
    this.api = /** @type {any} */ (undefined);
    this.agentId = "";
    /** Why something that a person wished was not done. */
    this.problem = "";
    /** Why what is to be shown could not be read. */
    this.unread = "";
    this.isLoaded = false;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.api ??= /** @type {App} */ (this.app).api;
    this.app?.addEventListener("changed", this);
    this.refresh();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.app?.removeEventListener("changed", this);
  }

  handleEvent() {
    this.refresh();
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.get("agentId")) this.refresh(); // not for the first one, which comes before it is connected
  }

  /** Load once more; what is asked for while it loads is done after that. */
  async refresh() {
    this.#isStale = true;
    if (this.#isLoading || !this.agentId) return;
    this.#isLoading = true;
    while (this.#isStale && this.isConnected) {
      this.#isStale = false;
      await this.updateComplete; // what is to be shown may just have been set
      this.unread = await reasonOf(() => this.load());
      if (this.#isStale) await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    this.#isLoading = false;
    this.isLoaded = true;
  }

  /** Reads what is shown. @returns {Promise<void>} */
  async load() {}

  /**
   * Do something; where it fails, say why, for as long as nothing that was begun later has gone well.
   * @param {() => unknown} work @returns {Promise<boolean>} whether it was done
   */
  async does(work) {
    const mine = ++this.#works;
    const problem = await reasonOf(work);
    if (problem || mine === this.#works) this.problem = problem;
    return !problem;
  }

  /** What went wrong, if anything did. */
  said() {
    const problem = this.problem || this.unread;
    return problem ? html`<p class="error" role="alert">${problem}</p>` : nothing;
  }
}

/** Why something could not be done; nothing if it was. @param {() => unknown} work */
async function reasonOf(work) {
  try {
    await work();
    return "";
  } catch (problem) {
    return problem instanceof Error ? problem.message || problem.name : String(problem);
  }
}

// <lw-web-access>: whether the current agent may go to the web, who reads pages for it, and where it searches.
import { css, html } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { currentAgent } from "./kinds.js";
import { switches, toggle } from "./switch.js";
import { View } from "../view.js";

/** @typedef {import("./kinds.js").Tool} Tool */
/** @typedef {import("./kinds.js").Agent} Agent */
/**
 * @typedef {{ worker_url: string | null, has_worker_token: boolean, search_service: string | null,
 *   search_url: string | null, search_by_worker: boolean, has_search_key: boolean }} Access
 */

const t = await words("tools");
const TOOLS = /** @type {const} */ (["fetch_webpage", "web_search"]);
/** @type {[string, string][]} */
const SERVICES = [
  ["brave", "Brave"],
  ["tavily", "Tavily"],
  ["exa", "Exa"],
  ["searxng", "SearXNG"],
  ["worker", t.web.workersOwn],
];

export class WebAccess extends View {
  /** @override */
  static properties = { ...View.properties, service: { state: true }, byWorker: { state: true } };
  /** @override */
  static shows = /\/v1\/(web-access|agents|tools)/;
  /** @override */
  static styles = [
    base,
    switches,
    css`
      :host {
        display: block;
      }

      .permissions {
        gap: 0.25rem 1.5rem;
        margin-top: 0.75rem;
      }

      .stack {
        margin-top: 1rem;
      }

      .field {
        max-width: 28rem;
      }

      form button {
        align-self: flex-start;
      }

      h2 {
        margin-top: 1.5rem;
      }

      .hint {
        max-width: 42rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Access | null} */
    this.access = null;
    /** @type {Agent | null} */
    this.agent = null;
    /** @type {Tool[]} */
    this.offered = [];
    this.service = "";
    this.byWorker = false;
  }

  /** @override */
  async load() {
    const [access, agent, offered] = await Promise.all([
      this.api.get("/v1/web-access"),
      currentAgent(this.app),
      this.api.get("/v1/tools/?tool_types=letta_builtin"),
    ]);
    const { search_service: service, search_by_worker: byWorker } = access;
    Object.assign(this, { access, agent, offered, service: service ?? "", byWorker });
  }

  /** @override */
  render() {
    const { access, agent } = this;
    if (!access) return this.trouble ? this.line : html`<p class="hint" role="status">${t.loading}</p>`;
    return html`<p class="hint">${t.web.about}</p>
      ${agent ? html`<div class="row permissions">${TOOLS.map((name) => this.#permission(agent, name))}</div>` : ""}
      <form class="stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#save(event)}>
        ${this.#search(access)} ${this.#worker(access)}
        <button class="primary">${t.web.save}</button>
      </form>
      ${this.line}`;
  }

  /** @param {Agent} agent @param {typeof TOOLS[number]} name */
  #permission(agent, name) {
    const id = this.offered.find((tool) => tool.name === name)?.id;
    return toggle({
      text: t.web.may[name](agent.name),
      name,
      isOn: agent.tools.some((tool) => tool.name === name),
      isDisabled: !id,
      onChange: (isOn) =>
        this.attempt(async () => {
          await this.api.patch(`/v1/agents/${agent.id}/tools/${isOn ? "attach" : "detach"}/${id}`, {});
          await this.refresh();
          return t.saved;
        }),
    });
  }

  /** @param {Access} access */
  #search({ search_url: url, has_search_key: hasKey }) {
    const isOwn = Boolean(this.service) && this.service !== "worker";
    return html`<h2>${t.web.search}</h2>
      <label class="field">
        ${t.web.service}
        <select name="service" @change=${(/** @type {any} */ { target }) => (this.service = target.value)}>
          <option value="">${t.web.noService}</option>
          ${SERVICES.map(([name, title]) => html`<option value=${name} ?selected=${name === this.service}>${title}</option>`)}
        </select>
      </label>
      <label class="field" ?hidden=${this.service !== "searxng"}
        >${t.web.searchUrl}<input
          name="search_url"
          type="url"
          .value=${url ?? ""}
          placeholder="https://search.example"
      /></label>
      ${isOwn ? this.#byWorker() : ""}
      <label class="field" ?hidden=${!isOwn}
        >${t.web.searchKey}
        <input
          name="search_key"
          type="password"
          autocomplete="off"
          placeholder=${hasKey ? t.web.hasKey : ""}
        />
      </label>`;
  }

  #byWorker() {
    return toggle({
      text: t.web.byWorker,
      name: "search_by_worker",
      isOn: this.byWorker,
      onChange: (isOn) => (this.byWorker = isOn),
    });
  }

  /** @param {Access} access */
  #worker({ worker_url: url, has_worker_token: hasToken }) {
    return html`<h2>${t.web.worker}</h2>
      <p class="hint">${t.web.workerAbout}</p>
      <label class="field"
        >${t.web.workerUrl}
        <input
          name="worker_url"
          type="url"
          .value=${url ?? ""}
          placeholder="https://your-worker.example/v1"
        />
      </label>
      <label class="field"
        >${t.web.workerToken}
        <input
          name="worker_token"
          type="password"
          autocomplete="off"
          placeholder=${hasToken ? t.web.hasKey : ""}
        />
      </label>`;
  }

  /** A secret that isn't entered stays as it is. @param {SubmitEvent} event */
  #save(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const secrets = [form.search_key, form.worker_token].filter(({ value }) => value);
    const wish = {
      search_service: this.service || null,
      search_by_worker: this.byWorker,
      search_url: (this.service === "searxng" && form.search_url.value.trim()) || null,
      worker_url: form.worker_url.value.trim() || null,
      ...Object.fromEntries(secrets.map(({ name, value }) => [name, value])),
    };
    return this.attempt(async () => {
      await this.api.patch("/v1/web-access", wish);
      for (const field of secrets) field.value = "";
      await this.refresh();
      return t.saved;
    });
  }
}

customElements.define("lw-web-access", WebAccess);

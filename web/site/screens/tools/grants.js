// <lw-tool-grants>: what a tool of one's own may reach. Grants are for the source as it was when they were given.
import { css, html, nothing } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { date, words } from "../../words/words.js";
import { View } from "../view.js";
import "./secrets.js";

/** @typedef {{ name: string, more: string[] | null }} Line  a host with its methods, or a secret with its hosts */
/**
 * @typedef {{ hosts: { host: string, methods: string[] | null }[], variables: { name: string, hosts: string[] | null }[],
 *   index: string | null, given_at: string | null, revoked: boolean }} Grants
 */

const t = await words("tools");

export class ToolGrants extends View {
  /** @override */
  static properties = {
    ...View.properties,
    tool: { attribute: false },
    agent: { attribute: false },
    hosts: { state: true },
    variables: { state: true },
  };
  /** @override */
  static shows = /\/v1\/tools\//;
  /** @override */
  static styles = [
    base,
    css`
      form {
        display: flex;
        flex-direction: column;
        gap: 1.25rem;
        margin-top: 0.75rem;
      }

      fieldset {
        display: flex;
        flex-direction: column;
        gap: 0.5rem;
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }

      legend {
        margin-bottom: 0.25rem;
        padding: 0;
        font-weight: 500;
      }

      .line {
        display: grid;
        grid-template-columns: minmax(0, 3fr) minmax(0, 2fr) auto;
        gap: 0.5rem;
      }

      .line button {
        padding-inline: 0.7rem;
      }

      fieldset > button {
        align-self: flex-start;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("./kinds.js").Tool} */
    this.tool = /** @type {any} */ (undefined);
    /** @type {import("./kinds.js").Agent | null} */
    this.agent = null;
    /** @type {Line[]} */
    this.hosts = [];
    /** @type {Line[]} */
    this.variables = [];
    /** @type {Grants | null} */
    this.grants = null;
  }

  /** What somebody is writing stays. @override */
  async load() {
    const grants = await this.api.get(`/v1/tools/${this.tool.id}/grants`);
    if (JSON.stringify(grants) === JSON.stringify(this.grants)) return;
    this.#show(grants);
  }

  /** @param {Grants} grants */
  #show(grants) {
    this.grants = grants;
    this.hosts = grants.hosts.map(({ host, methods }) => ({ name: host, more: methods }));
    this.variables = grants.variables.map(({ name, hosts }) => ({ name, more: hosts }));
  }

  /** @override */
  render() {
    const { grants } = this;
    if (!grants) return this.line;
    return html`<h3 id="grants">${t.grants.title}</h3>
      <p class=${grants.revoked ? "error" : "hint"}>${this.#state(grants)}</p>
      <form aria-labelledby="grants" @submit=${(/** @type {SubmitEvent} */ event) => this.#give(event)}>
        ${this.#lines("hosts", "api.example.com", t.grants.anyMethod)}
        ${this.#lines("variables", "API_KEY", t.grants.anyHost)}
        <datalist id="secrets">
          ${this.#secrets.map((name) => html`<option value=${name}></option>`)}
        </datalist>
        <label class="field">
          ${t.grants.index}
          <input
            name="index"
            .value=${grants.index ?? ""}
            placeholder="https://pypi.org/simple"
            spellcheck="false"
          />
        </label>
        <div class="row"><button class="primary">${t.grants.give}</button></div>
      </form>
      ${this.line}
      ${
        grants.variables.length
          ? html`<lw-tool-secrets
              .app=${this.app}
              .tool=${this.tool}
              .agent=${this.agent}
              .granted=${grants.variables}
            ></lw-tool-secrets>`
          : nothing
      }`;
  }

  /** @param {Grants} grants */
  #state(grants) {
    if (grants.revoked) return t.grants.revoked;
    return grants.given_at ? t.grants.given(date(grants.given_at)) : t.grants.none;
  }

  /** The names of what the agent keeps for its tools. @returns {string[]} */
  get #secrets() {
    return (this.agent?.secrets ?? []).map(({ key }) => key);
  }

  /** @param {"hosts" | "variables"} kind @param {string} example @param {string} rest */
  #lines(kind, example, rest) {
    const all = this[kind];
    const set = (/** @type {Line[]} */ lines) => (this[kind] = lines);
    return html`<fieldset>
      <legend>${t.grants[kind]}</legend>
      ${all.map(
        ({ name, more }, place) =>
          html`<div class="line">
            <input
              name=${kind}
              .value=${name}
              aria-label=${t.grants.names[kind]}
              placeholder=${example}
              list=${kind === "variables" ? "secrets" : nothing}
              spellcheck="false"
              autocapitalize="off"
            />
            <input
              name="${kind}_more"
              .value=${(more ?? []).join(" ")}
              aria-label=${t.grants.limits[kind]}
              placeholder=${rest}
              spellcheck="false"
              autocapitalize="off"
            />
            <button
              type="button"
              class="quiet"
              aria-label=${t.grants.drop}
              @click=${() => set(this.#written(kind).toSpliced(place, 1))}
            >
              ×
            </button>
          </div>`,
      )}
      <button
        type="button"
        class="quiet"
        @click=${() => set([...this.#written(kind), { name: "", more: null }])}
      >
        + ${t.grants.add[kind]}
      </button>
    </fieldset>`;
  }

  /** What stands in the fields. @param {"hosts" | "variables"} kind @returns {Line[]} */
  #written(kind) {
    const form = new FormData(/** @type {HTMLFormElement} */ (this.renderRoot.querySelector("form")));
    const more = form.getAll(`${kind}_more`).map(String);
    return form
      .getAll(kind)
      .map((name, place) => ({ name: String(name).trim(), more: wordsOf(more[place]) }));
  }

  /** @param {SubmitEvent} event */
  async #give(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const named = (/** @type {"hosts" | "variables"} */ kind) =>
      this.#written(kind).filter(({ name }) => name);
    await this.attempt(async () => {
      const given = await this.api.put(`/v1/tools/${this.tool.id}/grants`, {
        hosts: named("hosts").map(({ name, more }) => ({
          host: name,
          methods: more && more.map((method) => method.toUpperCase()),
        })),
        variables: named("variables").map(({ name, more }) => ({ name, hosts: more })),
        index: form.index.value.trim() || null,
      });
      this.#show(given);
      return t.grants.saved;
    });
  }
}

/** @param {string} text */
function wordsOf(text) {
  const found = text.split(/[\s,]+/).filter(Boolean);
  return found.length ? found : null;
}

customElements.define("lw-tool-grants", ToolGrants);

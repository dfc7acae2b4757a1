// <lw-mcp-servers>: servers that lend their tools over MCP.
import { css, html, nothing, repeat } from "../../lib/lit.js";
import { base } from "../../style/base.js";
import { words } from "../../words/words.js";
import { currentAgent, firstSentence } from "./kinds.js";
import { lostToken, newServer, secretOf } from "./server_form.js";
import { switches, toggle } from "./switch.js";
import { View } from "../view.js";

/** @typedef {import("./kinds.js").Tool} Tool */
/**
 * @typedef {{ id: string, server_name: string, server_url: string, needs_secrets: boolean, has_secrets: boolean,
 *   tools: Tool[] }} Server
 */

const t = await words("tools");

export class McpServers extends View {
  /** @override */
  static properties = { ...View.properties, editing: { state: true }, busy: { state: true } };
  /** @override */
  static shows = /\/v1\/(mcp-servers|agents|tools|vault)/;
  /** @override */
  static styles = [
    base,
    switches,
    css`
      :host {
        display: block;
      }

      article {
        margin-top: 1rem;
      }

      .url {
        color: var(--faded);
        font-size: 0.875rem;
        overflow-wrap: anywhere;
      }

      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0.25rem 1rem;
        align-items: center;
        padding: 0.5rem 0;
        border-top: 1px solid var(--rule);
      }

      .name {
        color: inherit;
        font: 600 0.9rem/1.4 var(--code);
        text-decoration: none;
        overflow-wrap: anywhere;
      }

      form.new {
        margin-top: 2rem;
      }

      .field {
        max-width: 32rem;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Server[]} */
    this.servers = [];
    /** @type {import("./kinds.js").Agent | null} */
    this.agent = null;
    this.isVaultOpen = false;
    this.editing = "";
    this.busy = "";
  }

  /** @override */
  async load() {
    const [servers, agent, vault] = await Promise.all([
      this.api.get("/v1/mcp-servers/?limit=1000"),
      currentAgent(this.app),
      this.api.get("/v1/vault"),
    ]);
    const tools = await Promise.all(
      servers.map((/** @type {Server} */ { id }) => this.api.get(`/v1/mcp-servers/${id}/tools`)),
    );
    this.servers = servers.map((/** @type {Server} */ server, /** @type {number} */ n) => ({
      ...server,
      tools: tools[n],
    }));
    this.agent = agent;
    this.isVaultOpen = vault.exists && !vault.is_locked;
  }

  /** @override */
  render() {
    return html`<p class="hint">${t.servers.about}</p>
      ${this.line}
      ${
        this.isLoaded && !this.servers.length
          ? html`<p class="empty">${t.servers.none}</p>`
          : repeat(
              this.servers,
              ({ id }) => id,
              (server) => this.#server(server),
            )
      }
      ${newServer({ isBusy: this.busy === "new", isVaultOpen: this.isVaultOpen, onSubmit: (event) => this.#add(event) })}`;
  }

  /** @param {Server} server */
  #server(server) {
    const { id, server_name: name, server_url: url, tools } = server;
    const isLost = server.needs_secrets && !server.has_secrets;
    return html`<article class="card stack" aria-label=${name}>
      <header class="row spread">
        <div>
          <h2>${name}</h2>
          <p class="url">${url}</p>
        </div>
        <div class="row">
          <button ?disabled=${this.busy === id} @click=${() => this.#check(server)}>
            ${this.busy === id ? t.servers.checking : t.servers.check}
          </button>
          <button class="quiet" @click=${() => this.#remove(server)}>${t.servers.remove}</button>
        </div>
      </header>
      ${isLost ? lostToken((event) => this.#giveToken(event, server)) : nothing}
      ${
        tools.length
          ? html`<ul class="plain">
              ${tools.map((tool) => this.#tool(tool))}
            </ul>`
          : html`<p class="hint">${t.servers.noTools}</p>`
      }
    </article>`;
  }

  /** @param {Tool} tool */
  #tool(tool) {
    const { agent } = this;
    const isHeld = Boolean(agent?.tools.some(({ id }) => id === tool.id));
    return html`<li>
      <div>
        <a class="name" href=${this.app.link("tools", "tool", tool.id)}>${tool.name}</a>
        <p class="hint">${firstSentence(tool.description)}</p>
      </div>
      ${
        agent
          ? toggle({
              text: t.list.may,
              label: t.list.mayUse(agent.name, tool.name),
              isOn: isHeld,
              onChange: (isOn) => this.#setHeld(agent, tool, isOn),
            })
          : nothing
      }
    </li>`;
  }

  /** @param {SubmitEvent} event */
  #add(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const config = {
      mcp_server_type: "streamable_http",
      server_url: form.url.value.trim(),
      ...secretOf(form),
    };
    return this.#during("new", async () => {
      const server = await this.api.post("/v1/mcp-servers/", {
        server_name: form.called.value.trim(),
        config,
      });
      await this.#keep(server);
      const offered = await this.api.get(`/v1/mcp-servers/${server.id}/tools`);
      form.reset();
      return offered.length
        ? t.servers.added(server.server_name, offered.length)
        : t.servers.addedSilent(server.server_name);
    });
  }

  /** @param {SubmitEvent} event @param {Server} server */
  #giveToken(event, server) {
    event.preventDefault();
    const config = {
      server_url: server.server_url,
      ...secretOf(/** @type {HTMLFormElement} */ (event.target)),
    };
    return this.#during(server.id, async () => {
      await this.#keep(await this.api.patch(`/v1/mcp-servers/${server.id}`, { config }));
      return t.saved;
    });
  }

  /** Where the vault is open, it keeps the token. @param {Server} server */
  async #keep({ id, has_secrets: hasSecrets }) {
    if (hasSecrets && this.isVaultOpen)
      await this.api.put("/v1/vault/entries", { kind: "mcp_server", owner: id });
  }

  /** @param {Server} server */
  #check({ id, server_name: name }) {
    return this.#during(id, async () => {
      const { added, updated, deleted } = await this.api.patch(`/v1/mcp-servers/${id}/refresh`, {});
      const isSame = !added.length && !updated.length && !deleted.length;
      return isSame ? t.servers.same(name) : t.servers.changed(name, added, updated, deleted);
    });
  }

  /** @param {Server} server */
  async #remove({ id, server_name: name, tools }) {
    const question = {
      title: t.servers.removeTitle(name),
      text: t.servers.removeText(tools.length),
      yes: t.servers.remove,
    };
    if (!(await this.app.ask({ ...question, isDangerous: true }))) return;
    await this.#during(id, async () => {
      await this.api.request("DELETE", `/v1/mcp-servers/${id}`);
      return t.servers.removed(name);
    });
  }

  /** @param {import("./kinds.js").Agent} agent @param {Tool} tool @param {boolean} isHeld */
  #setHeld(agent, { id, name }, isHeld) {
    return this.#during("", async () => {
      await this.api.patch(`/v1/agents/${agent.id}/tools/${isHeld ? "attach" : "detach"}/${id}`, {});
      return isHeld ? t.list.given(agent.name, name) : t.list.taken(agent.name, name);
    });
  }

  /** @param {string} what  is being waited for @param {() => Promise<string>} work */
  async #during(what, work) {
    this.busy = what;
    await this.attempt(async () => {
      const sentence = await work();
      await this.refresh();
      return sentence;
    });
    this.busy = "";
  }
}

customElements.define("lw-mcp-servers", McpServers);

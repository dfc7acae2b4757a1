// What is entered of an MCP server.
import { html } from "../../lib/lit.js";
import { words } from "../../words/words.js";

/** @typedef {(event: SubmitEvent) => unknown} OnSubmit */

const t = await words("tools");

/** @param {{ isBusy: boolean, isVaultOpen: boolean, onSubmit: OnSubmit }} wish */
export function newServer({ isBusy, isVaultOpen, onSubmit }) {
  return html`<form class="card stack new" @submit=${onSubmit}>
    <h2>${t.servers.new}</h2>
    <label class="field"
      >${t.servers.name}<input name="called" required maxlength="64" autocomplete="off"
    /></label>
    <label class="field"
      >${t.servers.url}<input name="url" type="url" required placeholder="https://mcp.example.com/mcp" />
      <span class="hint">${t.servers.urlHint}</span></label
    >
    <label class="field"
      >${t.servers.token}<input name="token" type="password" autocomplete="off" />
      <span class="hint">${isVaultOpen ? t.servers.tokenInVault : t.servers.tokenInTab}</span></label
    >
    <div class="row">
      <button class="primary" ?disabled=${isBusy}>${isBusy ? t.servers.checking : t.servers.add}</button>
    </div>
  </form>`;
}

/** For one whose token is gone with the host that knew it. @param {OnSubmit} onSubmit */
export function lostToken(onSubmit) {
  return html`<form class="row" @submit=${onSubmit}>
    <p class="error">${t.servers.lost}</p>
    <input
      name="token"
      type="password"
      autocomplete="off"
      required
      aria-label=${t.servers.token}
      placeholder=${t.servers.token}
    />
    <button>${t.servers.giveToken}</button>
  </form>`;
}

/** @param {HTMLFormElement} form */
export function secretOf(form) {
  const token = form.token.value.trim();
  return token ? { auth_token: token } : {};
}

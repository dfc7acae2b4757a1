// The form that connects a model server, and what comes of it.
import { h } from "../dom.js";
import { forgetInTab, keepInTab, listModels } from "../providers.js";
import { whatIsWrong } from "./doctor.js";
import { tell } from "./tell.js";

/** @typedef {import("../api.js").Api} Api */
/** @typedef {{ name: string, type: string, url: string, key: string }} Connection */
/** @typedef {{ isOpen: boolean }} VaultState */
/** @typedef {import("./presets.js").Preset} Preset */

const IN_TAB =
  "The key stays in this tab's memory and goes to that address only. It is gone when you close the tab.";
const IN_VAULT = "The key goes to that address only. It is kept in the vault, which your passphrase opens.";

/**
 * @param {{ api: Api, said: HTMLElement, vault: VaultState, presets: Preset[] }} known
 * @param {(handles: string[]) => Promise<void>} onConnected
 */
export function connectionForm({ api, said, vault, presets }, onConnected) {
  const url = h("input", {
    type: "url",
    name: "url",
    required: true,
    pattern: "https?://\\S+",
    title: "An address that begins with http:// or https://",
    placeholder: "http://localhost:11434/v1",
  });
  const key = h("input", {
    type: "password",
    name: "key",
    autocomplete: "off",
    placeholder: "only if it asks for one",
  });
  const about = h("p", { class: "hint" });
  const chosen = () => presets[servers.selectedIndex];
  const choose = () => {
    url.value = chosen().base_url;
    about.replaceChildren(...hints(chosen(), vault));
  };
  const servers = h(
    "select",
    { name: "preset", onchange: choose },
    ...presets.map(({ name, title }) => h("option", { value: name }, title)),
  );
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const { name, provider_type: type } = chosen();
    tell(said, async () => {
      const found = await connect(api, { name, type, url: url.value, key: key.value }, vault);
      key.value = "";
      await onConnected(found);
      return null;
    });
  };
  choose();
  return h(
    "form",
    { class: "connection", onsubmit: submit },
    h("label", {}, "Server ", servers),
    h("label", {}, "Address ", url),
    h("label", {}, "Key ", key),
    about,
    h("button", {}, "Connect"),
  );
}

/** What to know before connecting. @param {Preset} preset @param {VaultState} vault @returns {(string | Node)[]} */
function hints({ start, key_page: keyPage }, vault) {
  const link = h("a", { href: keyPage, target: "_blank", rel: "noopener noreferrer" }, "Where keys are made");
  return [start, ...(keyPage ? [link, "."] : []), " ", vault.isOpen ? IN_VAULT : IN_TAB];
}

/**
 * Make or change a connection, and return the handles of its models.
 * @param {Api} api @param {Connection} connection @param {VaultState} vault
 */
async function connect(api, { name, type, url, key }, vault) {
  const settings = { base_url: url, ...(key ? { api_key: key } : {}) };
  const known = (await api.get("/v1/providers/")).find((/** @type {any} */ each) => each.name === name);
  const provider = known
    ? await api.patch(`/v1/providers/${known.id}`, settings)
    : await api.post("/v1/providers/", { name, provider_type: type, ...settings });
  if (key) await keep(api, provider, key, vault);
  const found = (await listModels(api)).filter((handle) => handle.startsWith(`${name}/`));
  if (found.length) return found;
  throw new Error((await whatIsWrong(api, provider.id)) ?? `No models came from ${url}.`);
}

/** In the vault where it is open, in this tab otherwise. @param {Api} api @param {any} provider @param {string} key @param {VaultState} vault */
async function keep(api, provider, key, vault) {
  if (!vault.isOpen) return keepInTab(provider, key);
  await api.put("/v1/vault/entries", { kind: "provider", owner: provider.id });
  forgetInTab(provider.name);
}

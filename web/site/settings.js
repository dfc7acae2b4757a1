// <letta-settings>: the dialog for the model, the storage and the agent's file.
import { h } from "./dom.js";
import { connectProvider, listModels, PRESETS } from "./providers.js";

/** @typedef {import("./api.js").Api} Api */
/** @typedef {{ api: Api, agentId: string, status: import("./election.js").Status }} Context */

/** Events: "agent" with { id } when another agent should be shown, "model" when this one thinks with another. */
export class LettaSettings extends HTMLElement {
  #dialog = h("dialog", { "aria-label": "Settings" });

  connectedCallback() {
    this.append(this.#dialog);
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
  }

  /** @param {Context} context */
  async open(context) {
    const close = h(
      "button",
      { class: "quiet close", "aria-label": "Close", onclick: () => this.#dialog.close() },
      "Close",
    );
    const sections = await Promise.all([
      modelSection(context, () => this.dispatchEvent(new Event("model"))),
      this.#agentSection(context),
      storageSection(context),
    ]);
    this.#dialog.replaceChildren(h("header", {}, h("h2", {}, "Settings"), close), ...sections);
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** @param {Context} context */
  #agentSection({ api, agentId }) {
    const said = h("p", { class: "said", role: "status" });
    const pick = h("input", {
      type: "file",
      accept: ".af,.json,application/json",
      class: "visually-hidden",
      "aria-label": "Agent file",
      onchange: () => this.#import(api, pick, said),
    });
    return h(
      "section",
      {},
      h("h3", {}, "Agent file"),
      h(
        "p",
        { class: "hint" },
        "An .af file holds the agent with its memory, tools and messages. It opens anywhere that speaks Letta.",
      ),
      h(
        "div",
        { class: "row" },
        h("button", { onclick: () => saveAgent(api, agentId, said) }, "Export"),
        h("button", { onclick: () => pick.click() }, "Import"),
        pick,
      ),
      said,
    );
  }

  /** @param {Api} api @param {HTMLInputElement} pick @param {HTMLElement} said */
  async #import(api, pick, said) {
    const [file] = pick.files ?? [];
    if (!file) return;
    const form = new FormData();
    form.append("file", file);
    await tell(said, async () => {
      const response = await api.request("POST", "/v1/agents/import", form);
      const [id] = (await response.json()).agent_ids;
      this.dispatchEvent(new CustomEvent("agent", { detail: { id } }));
      return "Imported.";
    });
    pick.value = "";
  }
}

customElements.define("letta-settings", LettaSettings);

/** @param {Context} context @param {() => void} onChosen */
async function modelSection({ api, agentId }, onChosen) {
  const [agent, handles] = await Promise.all([api.get(`/v1/agents/${agentId}`), listModels(api)]);
  const current = agent.model ?? agent.llm_config?.handle;
  const said = h("p", { class: "said", role: "status" });
  const choose = (/** @type {string} */ model) =>
    tell(said, async () => {
      await api.patch(`/v1/agents/${agentId}`, { model });
      onChosen();
      return `This agent now thinks with ${model}.`;
    });
  const models = h("select", { "aria-label": "Model", onchange: () => choose(models.value) });
  fillModels(models, handles, current);
  return h(
    "section",
    {},
    h("h3", {}, "Model"),
    h(
      "p",
      { class: "hint" },
      "The offline companion needs nothing and follows simple rules. For real conversation, connect a model:",
    ),
    h("label", {}, "Thinks with ", models),
    connectionForm(api, said, async (found) => {
      fillModels(models, await listModels(api), found[0]);
      await choose(found[0]);
    }),
    said,
  );
}

/** @param {HTMLSelectElement} select @param {string[]} handles @param {string} current */
function fillModels(select, handles, current) {
  const all = handles.includes(current) ? handles : [current, ...handles];
  select.replaceChildren(
    ...all.map((handle) => h("option", { value: handle, selected: handle === current }, handle)),
  );
}

/** @param {Api} api @param {HTMLElement} said @param {(handles: string[]) => Promise<void>} onConnected */
function connectionForm(api, said, onConnected) {
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
  const preset = h(
    "select",
    { name: "preset", onchange: () => (url.value = PRESETS[preset.value].url) },
    ...Object.keys(PRESETS).map((name) => h("option", {}, name)),
  );
  url.value = PRESETS[preset.value].url;
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    tell(said, async () => {
      const found = await connectProvider(api, {
        name: PRESETS[preset.value].name,
        url: url.value,
        key: key.value,
      });
      if (!found.length)
        throw new Error(
          `No models came from ${url.value}. Is the server running, is the key right, and does it allow this page (CORS)?`,
        );
      key.value = "";
      await onConnected(found);
      return null;
    });
  };
  return h(
    "form",
    { class: "connection", onsubmit: submit },
    h("label", {}, "Server ", preset),
    h("label", {}, "Address ", url),
    h("label", {}, "Key ", key),
    h(
      "p",
      { class: "hint" },
      "The key stays in this tab's memory and goes to that address only. It is gone when you close the tab.",
    ),
    h("button", {}, "Connect"),
  );
}

/** @param {Context} context */
async function storageSection({ status }) {
  const said = h("p", { class: "said", role: "status" });
  const isKept = await navigator.storage.persisted();
  const { usage = 0 } = await navigator.storage.estimate();
  const ask = h("button", { onclick: () => tell(said, askToKeep) }, "Ask the browser to keep it");
  const where = status.role === "host" ? "This tab runs the agent." : "Another tab runs the agent.";
  return h(
    "section",
    {},
    h("h3", {}, "Storage"),
    h("p", {}, `Everything is on this device, ${(usage / 1e6).toFixed(1)} MB with the app itself. ${where}`),
    isKept ? h("p", {}, "The browser has promised to keep it.") : h("div", { class: "row" }, ask),
    said,
  );
}

async function askToKeep() {
  const isKept = await navigator.storage.persist();
  return isKept
    ? "The browser has promised to keep it."
    : "The browser has not promised it yet: it may clear the data if the disk fills up. Installing the app or using it more helps; an export is safe in any case.";
}

/** @param {Api} api @param {string} agentId @param {HTMLElement} said */
function saveAgent(api, agentId, said) {
  return tell(said, async () => {
    const response = await api.request("GET", `/v1/agents/${agentId}/export`);
    const { name } = await api.get(`/v1/agents/${agentId}`);
    const href = URL.createObjectURL(await response.blob());
    h("a", { href, download: `${name}.af` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000); // the download has begun by then
    return "Exported.";
  });
}

/** Do `work` and show what it says, or why it failed. @param {HTMLElement} said @param {() => Promise<string | null>} work */
async function tell(said, work) {
  said.textContent = "…";
  said.classList.remove("error");
  try {
    const sentence = await work();
    if (sentence !== null) said.textContent = sentence;
  } catch (error) {
    said.textContent = error instanceof Error ? error.message : String(error);
    said.classList.add("error");
  }
}

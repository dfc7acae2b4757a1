// The section of the settings that takes an agent out of here, or in, as a file.
import { h } from "../dom.js";
import { saying, tell } from "./tell.js";

/** @typedef {import("../settings.js").Context} Context */
/** @typedef {import("../api.js").Api} Api */

/** @param {Context} context @returns {Promise<HTMLElement>} */
export async function section({ api, agentId, onAgent }) {
  const said = saying();
  const pick = h("input", {
    type: "file",
    accept: ".af,.json,application/json",
    class: "visually-hidden",
    "aria-label": "Agent file",
    onchange: () => bringIn(api, pick, said, onAgent),
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
      h("button", { onclick: () => save(api, agentId, said) }, "Export"),
      h("button", { onclick: () => pick.click() }, "Import"),
      pick,
    ),
    said,
  );
}

/** @param {Api} api @param {HTMLInputElement} pick @param {HTMLElement} said @param {(id: string) => void} onAgent */
async function bringIn(api, pick, said, onAgent) {
  const [file] = pick.files ?? [];
  if (!file) return;
  const form = new FormData();
  form.append("file", file);
  await tell(said, async () => {
    const response = await api.request("POST", "/v1/agents/import", form);
    const [id] = (await response.json()).agent_ids;
    onAgent(id);
    return "Imported.";
  });
  pick.value = "";
}

/** @param {Api} api @param {string} agentId @param {HTMLElement} said */
function save(api, agentId, said) {
  return tell(said, async () => {
    const response = await api.request("GET", `/v1/agents/${agentId}/export`);
    const { name } = await api.get(`/v1/agents/${agentId}`);
    const href = URL.createObjectURL(await response.blob());
    h("a", { href, download: `${name}.af` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000); // the download has begun by then
    return "Exported.";
  });
}

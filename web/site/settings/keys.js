// The section of the settings for the model and the keys: what the agent thinks with, and where keys are kept.
import { h } from "../dom.js";
import { listModels } from "../providers.js";
import { connectionForm } from "./connection.js";
import { presets } from "./presets.js";
import { saying, tell } from "./tell.js";
import { vaultSection } from "./vault.js";

/** @typedef {import("../settings.js").Context} Context */

/** @param {Context} context @returns {Promise<HTMLElement>} */
export async function section({ api, agentId, onModel }) {
  const asked = [api.get(`/v1/agents/${agentId}`), listModels(api), presets(api)];
  const [agent, handles, servers] = await Promise.all(asked);
  const said = saying();
  const vault = { isOpen: false };
  const known = { api, said, vault, presets: servers };
  const choose = (/** @type {string} */ model) =>
    tell(said, async () => {
      await api.patch(`/v1/agents/${agentId}`, { model });
      onModel();
      return `This agent now thinks with ${model}.`;
    });
  const models = h("select", { "aria-label": "Model", onchange: () => choose(models.value) });
  fill(models, handles, agent.model ?? agent.llm_config?.handle);
  const place = h("div", {});
  const showForm = () =>
    place.replaceChildren(
      connectionForm(known, async (found) => {
        fill(models, await listModels(api), found[0]);
        await choose(found[0]);
        await keys.refresh();
      }),
    );
  const keys = vaultSection(api, ({ exists, is_locked: isLocked }) => {
    vault.isOpen = exists && !isLocked;
    showForm();
  });
  await keys.refresh();
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
    place,
    said,
    h("h3", {}, "Keys"),
    keys.element,
  );
}

/** @param {HTMLSelectElement} select @param {string[]} handles @param {string} current */
function fill(select, handles, current) {
  const all = handles.includes(current) ? handles : [current, ...handles];
  select.replaceChildren(
    ...all.map((handle) => h("option", { value: handle, selected: handle === current }, handle)),
  );
}

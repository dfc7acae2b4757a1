// The section of the settings for what happens when a model doesn't answer: which one is asked then, and what is wrong.
import { h } from "../dom.js";
import { listModels } from "../providers.js";
import { saying, tell } from "./tell.js";

/** @typedef {import("../api.js").Api} Api */
/** @typedef {{ check: string, ok: boolean, message: string, remedy: string | null }} Finding */

/** @param {import("../settings.js").Context} context @returns {Promise<HTMLElement>} */
export async function section({ api, agentId }) {
  const said = saying();
  const findings = h("ul", { class: "findings" });
  const check = async () => {
    findings.replaceChildren();
    const agent = await api.get(`/v1/agents/${agentId}`);
    const told = await examined(api, agent);
    findings.replaceChildren(...told.map(shown));
    return told.every(({ ok }) => ok) ? "All is well." : null;
  };
  return h(
    "section",
    {},
    h("h3", {}, "If the model doesn't answer"),
    await fallbackChoice(api, agentId, said),
    h("div", { class: "row" }, h("button", { onclick: () => tell(said, check) }, "Check connection")),
    said,
    findings,
  );
}

/** What is wrong with a provider's connection, in a sentence. @param {Api} api @param {string} id @returns {Promise<string | undefined>} */
export async function whatIsWrong(api, id) {
  const { findings } = await api.post("/v1/providers/diagnose", { provider_id: id });
  const wrong = findings.find((/** @type {Finding} */ { ok }) => !ok);
  return wrong && `${wrong.message} ${wrong.remedy ?? ""}`.trim();
}

/** @param {Api} api @param {any} agent @returns {Promise<Finding[]>} */
async function examined(api, agent) {
  const [name, ...rest] = agent.model.split("/");
  const provider = (await api.get("/v1/providers/")).find((/** @type {any} */ each) => each.name === name);
  if (!provider)
    return [
      {
        check: "address",
        ok: true,
        message: `${agent.model} runs here, or is set up by whoever runs this server: there is nothing to check.`,
        remedy: null,
      },
    ];
  const asked = { provider_id: provider.id, model: rest.join("/"), agent_id: agent.id };
  return (await api.post("/v1/providers/diagnose", asked)).findings;
}

/** @param {Finding} finding */
function shown({ ok, message, remedy }) {
  return h(
    "li",
    { class: ok ? "well" : "wrong" },
    `${ok ? "✓" : "✗"} ${message}`,
    remedy && h("p", { class: "hint" }, remedy),
  );
}

/**
 * Which model is asked instead. More than one can be named through the API; they are kept until another is chosen here.
 * @param {Api} api @param {string} agentId @param {HTMLElement} said
 */
async function fallbackChoice(api, agentId, said) {
  const path = `/v1/agents/${agentId}/model-options`;
  const [{ fallbacks }, handles] = await Promise.all([api.get(path), listModels(api)]);
  const current = fallbacks.join(" ");
  const choose = () =>
    tell(said, async () => {
      const chosen = select.value.split(" ").filter(Boolean);
      await api.patch(path, { fallbacks: chosen });
      return chosen.length ? `${chosen.join(", then ")} is asked then.` : "Nobody else is asked.";
    });
  const options = [...new Set(["", current, ...handles])];
  const select = h(
    "select",
    { name: "fallback", onchange: choose },
    ...options.map((value) => h("option", { value }, value.replaceAll(" ", ", then ") || "nobody")),
  );
  select.value = current;
  return h("label", {}, "Ask instead ", select);
}

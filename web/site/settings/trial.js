// The section of the settings that leads to the trial of a model.
import { h } from "../dom.js";
import { saying, tell } from "./tell.js";

/** @param {import("../settings.js").Context} context @returns {Promise<HTMLElement>} */
export async function section({ api, agentId }) {
  const said = saying();
  const open = async () => {
    const [{ open }, agent] = await Promise.all([
      import("../workbench/trial.js"),
      api.get(`/v1/agents/${agentId}`),
    ]);
    await open(api, agent.llm_config.handle);
    return "";
  };
  return h(
    "section",
    {},
    h("h3", {}, "Trial"),
    h("p", {}, "Some models keep a memory well, some badly. Try one before you trust it with yours."),
    h("div", { class: "row" }, h("button", { onclick: () => tell(said, open) }, "Try a model")),
    said,
  );
}

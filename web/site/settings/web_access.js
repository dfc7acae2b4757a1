// The section of the settings for the web: whether this agent may go there, who reads pages, and where it searches.
import { h } from "../dom.js";
import { saying, tell } from "./tell.js";

/** @typedef {import("../settings.js").Context} Context */

/** @type {[string, string][]} */
const TOOLS = [
  ["fetch_webpage", "This agent may read web pages"],
  ["web_search", "This agent may search the web"],
];
/** @type {[string, string][]} */
const SERVICES = [
  ["", "None"],
  ["brave", "Brave"],
  ["tavily", "Tavily"],
  ["exa", "Exa"],
  ["searxng", "SearXNG of your own"],
];

/** @param {Context} context @returns {Promise<HTMLElement>} */
export async function section({ api, agentId }) {
  const said = saying();
  const [known, own, offered] = await Promise.all([
    api.get("/v1/web-access"),
    api.get(`/v1/agents/${agentId}/tools`),
    api.get("/v1/tools/?tool_types=letta_builtin"),
  ]);
  const mayUse = (/** @type {string[]} */ [name, label]) => {
    const { id } = offered.find((/** @type {any} */ tool) => tool.name === name);
    const input = h("input", {
      type: "checkbox",
      checked: own.some((/** @type {any} */ tool) => tool.name === name),
      onchange: () => tell(said, () => permit(api, agentId, id, input.checked)),
    });
    return h("label", { class: "check" }, input, label);
  };
  return h(
    "section",
    {},
    h("h3", {}, "Web"),
    h(
      "p",
      { class: "hint" },
      "What an agent reads there was written by strangers. It is told so, and what it keeps of it is marked.",
    ),
    ...TOOLS.map(mayUse),
    services(known, (wish) =>
      tell(said, async () => {
        await api.patch("/v1/web-access", wish);
        return "Saved.";
      }),
    ),
    said,
  );
}

/** @param {import("../api.js").Api} api @param {string} agentId @param {string} toolId @param {boolean} isAllowed */
async function permit(api, agentId, toolId, isAllowed) {
  await api.patch(`/v1/agents/${agentId}/tools/${isAllowed ? "attach" : "detach"}/${toolId}`, {});
  return isAllowed ? "It may from now on." : "It may no longer.";
}

/** The form for whom to ask. A secret is sent only where one was entered. @param {any} known @param {(wish: object) => void} save */
function services(known, save) {
  const service = h(
    "select",
    {},
    ...SERVICES.map(([name, title]) => new Option(title, name, false, name === (known.search_service ?? ""))),
  );
  const field = (
    /** @type {string} */ type,
    /** @type {string | null} */ value,
    /** @type {string} */ hint,
  ) => h("input", { type, value: value ?? "", placeholder: hint, autocomplete: "off" });
  const url = field("url", known.search_url, "only for one of your own");
  const key = field("password", "", known.has_search_key ? "it has one" : "if it asks for one");
  const worker = field("url", known.worker_url, "https://your-worker.example/v1");
  const token = field("password", "", known.has_worker_token ? "it has one" : "one that may use models");
  const onsubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    save({
      search_service: service.value || null,
      search_url: url.value || null,
      worker_url: worker.value || null,
      ...(key.value && { search_key: key.value }),
      ...(token.value && { worker_token: token.value }),
    });
    key.value = token.value = "";
  };
  return h(
    "form",
    { class: "connection", onsubmit },
    h("label", {}, "Search with ", service),
    h("label", {}, "Its address ", url),
    h("label", {}, "Its key ", key),
    h("label", {}, "Worker ", worker),
    h("label", {}, "Its token ", token),
    h(
      "p",
      { class: "hint" },
      "Most sites can't be read by a page in a browser. A Worker of yours reads them for it.",
    ),
    h("button", {}, "Save"),
  );
}

// The section of the settings for the models that live in this browser.
import { h } from "../dom.js";
import { free, inventory, listen } from "../engines/manager/manager.js";
import { later } from "../engines/manager/later.js";
import { modelRow, wayRow } from "../engines/manager/rows.js";
import { saying, tell } from "./tell.js";

/** @typedef {import("../settings.js").Context} Context */
/** @typedef {import("../engines/manager/manager.js").News} News */

/** @param {Context} context @returns {Promise<HTMLElement>} */
export async function section({ api, agentId, onModel }) {
  const said = saying();
  const shelf = h("ul", { class: "models" });
  const rest = h("button", { onclick: () => tell(said, freed) }, "Free their memory");
  /** @type {Map<string, (news: News) => void>} */
  const rows = new Map();
  /** @type {Map<string, News>} */
  const latest = new Map();

  let asked = 0;
  const refresh = async () => {
    const mine = ++asked;
    const [{ models, underway }, users] = await Promise.all([inventory(), usersOf(api)]);
    if (mine !== asked) return; // a later one knows more
    const coming = underway.map((each) => ({ name: each.note.entry.name, ...wayRow(each, said) }));
    rows.clear();
    for (const { name, hear } of coming) {
      rows.set(name, hear);
      const news = latest.get(name); // it may have come while this was on its way
      if (news) hear(news);
    }
    const use = { api, agentId, onModel, refresh, said, users };
    shelf.replaceChildren(...coming.map(({ row }) => row), ...models.map((entry) => modelRow(entry, use)));
    rest.hidden = models.length === 0;
  };
  const closing = new AbortController();
  const hear = (/** @type {News} */ news) => {
    if (!element.isConnected) return closing.abort();
    const isKnown = rows.has(news.name) || latest.has(news.name);
    latest.set(news.name, news);
    rows.get(news.name)?.(news);
    if (!isKnown || (news.state === "stopped" && !rows.has(news.name))) refresh(); // another tab began it
    if (["here", "gone"].includes(news.state)) {
      latest.delete(news.name);
      refresh();
    }
    if (news.state === "here") said.textContent = `${news.name} is here.`;
    if (news.problem && !rows.has(news.name)) failed(said, news.problem);
  };
  listen(hear, closing.signal);
  const offered = async () => {
    const { offers } = await import("../engines/manager/offers.js");
    return offers({ said, onBegun: refresh });
  };
  await Promise.all([stylesheet(), refresh()]);
  const element = h(
    "section",
    { class: "getting" },
    h("h3", {}, "Models in this browser"),
    h("p", { class: "hint" }, "They run on this device, also without a network. Nothing you say leaves it."),
    shelf,
    rest,
    said,
    later("Get a model", offered),
  );
  return element;
}

/** Who uses a model: agents by their names, or the search in memories. @param {Context["api"]} api */
async function usersOf(api) {
  const [agents, embedding] = await Promise.all([
    api.get("/v1/agents/?limit=1000"),
    api.get("/v1/memory/embedding"),
  ]);
  /** @param {string} handle @returns {string[]} */
  return (handle) => [
    ...agents
      .filter((/** @type {any} */ { model }) => model === handle)
      .map((/** @type {any} */ { name }) => name),
    ...(embedding.handle === handle ? ["the search in memories"] : []),
  ];
}

async function freed() {
  free();
  return "The next message loads its model again.";
}

/** @param {HTMLElement} said @param {string} problem */
function failed(said, problem) {
  said.textContent = problem;
  said.classList.add("error");
}

function stylesheet() {
  const href = new URL("../engines/manager/models.css", import.meta.url).href;
  if (document.querySelector(`link[href="${href}"]`)) return;
  return new Promise((resolve, reject) => {
    document.head.append(h("link", { rel: "stylesheet", href, onload: resolve, onerror: reject }));
  });
}

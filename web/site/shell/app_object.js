// What every screen is given: the way to the agents, who is being talked with, and the page around the screen.
import { browser } from "../kept.js";
import { hashOf } from "./router.js";
import { ask, tell } from "./telling.js";

/** @typedef {{ id: string, name: string, model: string | null, tags?: string[], description?: string | null }} Agent */

const LAST = "lettawasm.agent";

/**
 * Events: "changed" (a CustomEvent whose detail is { path }: somebody wrote below it, perhaps in another tab), "agent"
 * when another became the current one, "agents" when their list was read anew, "status" of the runtime.
 */
export class App extends EventTarget {
  /** @type {Agent[]} */
  agents = [];
  agentId = "";
  /** Files on their way in, for the screen that takes them. @type {File[]} */
  incoming = [];
  #asked = 0;
  #answered = 0;

  /** @param {import("../api.js").Api} api @param {import("../lettawasm.js").Lettawasm} runtime */
  constructor(api, runtime) {
    super();
    this.api = api;
    this.runtime = runtime;
  }

  get agent() {
    return this.agents.find(({ id }) => id === this.agentId) ?? null;
  }

  /** @param {string} hash  such as "#/memory" */
  go(hash) {
    if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
    else location.hash = hash;
  }

  /** @param {string} screen @param {string[]} parts */
  link(screen, ...parts) {
    return hashOf(screen, ...parts);
  }

  /** Make an agent the current one, here and after a reload. @param {string} id */
  selectAgent(id) {
    if (id === this.agentId) return;
    this.agentId = id;
    browser.keep(LAST, id);
    this.dispatchEvent(new Event("agent"));
  }

  /** The agent that was the current one before. */
  get lastAgentId() {
    return browser.kept(LAST);
  }

  /** Read the list of agents anew. An answer that was overtaken by a later one tells nothing new. */
  async listAgents() {
    const mine = ++this.#asked;
    const agents = await this.api.get("/v1/agents/?limit=1000");
    if (mine < this.#answered) return this.agents;
    this.#answered = mine;
    this.agents = agents;
    this.dispatchEvent(new Event("agents"));
    return this.agents;
  }

  /** Say a sentence in passing, with something that can be done about it. @param {string} sentence @param {import("./telling.js").Telling} [telling] */
  tell(sentence, telling) {
    tell(sentence, telling);
  }

  /** Ask, and wait for the answer. @param {import("./telling.js").Question} question */
  ask(question) {
    return ask(question);
  }

  /** Files that a person chooses; none if they don't. @param {{ accept?: string, multiple?: boolean }} [wish] @returns {Promise<File[]>} */
  choose({ accept = "", multiple = false } = {}) {
    const input = document.createElement("input");
    Object.assign(input, { type: "file", accept, multiple });
    return new Promise((resolve) => {
      input.addEventListener("change", () => resolve([...(input.files ?? [])]));
      input.addEventListener("cancel", () => resolve([]));
      input.click();
    });
  }

  /** @param {string} name @param {Blob} blob */
  download(name, blob) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it late
  }
}

// Who is answering while one talks with somebody else: known as long as the page is open, and said when it ends.
import { words } from "../../words/words.js";
import { answering } from "./people.js";

/** @typedef {import("../../shell/app_object.js").App} App */

const t = await words("agents");
const TURNS = /\/(messages|conversations|runs|groups)(\/|$)/; // where turns begin and end

/** Events: "change" when somebody else began or ended to answer. */
export class Others extends EventTarget {
  /** @type {Set<string>} */
  busy = new Set();
  #isLooking = false;
  #isStale = false;

  /** @param {App} app */
  constructor(app) {
    super();
    this.app = app;
    app.addEventListener("changed", (event) => {
      if (TURNS.test(/** @type {CustomEvent} */ (event).detail.path)) this.look();
    });
    this.look();
  }

  /** Those beside the current agent, by name. */
  get names() {
    const { agents, agentId } = this.app;
    return agents.filter(({ id }) => id !== agentId && this.busy.has(id)).map(({ name }) => name);
  }

  async look() {
    this.#isStale = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    while (this.#isStale) {
      this.#isStale = false;
      const now = await answering(this.app).catch(() => this.busy); // the next change tells
      const ended = [...this.busy].filter((id) => !now.has(id));
      this.busy = now;
      this.dispatchEvent(new Event("change"));
      for (const id of ended) await this.#tell(id).catch(() => {}); // it is in the list, too
    }
    this.#isLooking = false;
  }

  /** How it ended, unless a person sees it anyway. @param {string} id */
  async #tell(id) {
    const { app } = this;
    const agent = app.agents.find((each) => each.id === id);
    if (!agent || id === app.agentId || document.hidden) return;
    const [run] = await app.api.get(`/v1/runs/?agent_id=${encodeURIComponent(id)}&limit=1`);
    const said = run.stop_reason === "requires_approval" ? t.waitsNow : t.answered;
    if (run.status === "failed" || run.status === "cancelled") return;
    app.tell(said(agent.name), { action: t.open, onAction: () => app.go(app.link("chat", id)) });
  }
}

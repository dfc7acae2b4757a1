// The home "here": the runtime in the visitor's browser, and the memory in the storage of the page's own origin. It
// belongs to the visitor, who can see it, save it and delete it.
import { PageTools } from "../page_tools.js";
import { forget } from "./forgetting.js";
import { apiOf, checkNeeds, theRuntime } from "./guest.js";
import { fetchFile, settle } from "./guide.js";
import { accept, isAgreed, loanOf } from "./lending.js";
import { register } from "./offering.js";
import { Panel, ReportingConversation } from "./ui.js";

/** @typedef {import("./room.js").Wishes} Wishes */
/** @typedef {import("./room.js").Tell} Tell */
/** @typedef {import("./guide.js").Guide} Guide */
/** @typedef {import("./guide.js").Place} Place */

/** @type {import("./room.js").Furnish} */
export async function furnish(wishes, tell) {
  const file = wishes.src ? fetchFile(wishes.src) : null;
  return roomIn({ host: location.origin, file }, wishes, tell);
}

/** @param {Place} place @param {Wishes} wishes @param {Tell} tell */
export async function roomIn(place, wishes, tell) {
  await checkNeeds();
  return new HereRoom(place, wishes, tell);
}

/** A `Room`, see room.js. */
export class HereRoom {
  home = /** @type {const} */ ("here");
  menu = ["memory", "export", "delete"];
  tools = new PageTools();
  /** @type {Promise<string>} */
  #agentId;
  #conversation;
  #left = new AbortController();

  /** @param {Place} place  a frame is a guest in its own origin, and is handed the file @param {Wishes} wishes @param {Tell} tell */
  constructor(place, wishes, tell) {
    const { isGuest } = place;
    this.place = place;
    this.wishes = wishes;
    this.tell = tell;
    const runtime = theRuntime(isGuest === undefined ? {} : { isGuest });
    this.api = apiOf(runtime);
    place.file?.catch(() => {}); // an agent that is there can do without it; one that isn't says so
    this.node = new Panel();
    this.node.wishes = wishes;
    this.node.addEventListener("delete", () => this.deleteEverything());
    this.node.addEventListener("again", () => this.#begin());
    const { signal } = this.#left;
    const follow = () => this.node.follow(runtime.status);
    runtime.addEventListener("status", follow, { signal });
    runtime.addEventListener("changed", () => this.#conversation.catchUp(), { signal });
    follow();
    ({ agentId: this.#agentId, conversation: this.#conversation } = this.#begin());
  }

  focus() {
    this.node.focus();
  }

  /** @param {string} what @returns {undefined} */
  open(what) {
    this.node.open(what);
  }

  /** @param {import("./room.js").Tools} tools */
  offer(tools) {
    register(this.tools, tools, this.place.isGuest ? "ask" : undefined);
  }

  /** @param {string} text */
  async send(text) {
    if (this.node.isDeleted) this.#begin();
    await this.#conversation.send(text);
  }

  async exportAgent() {
    return (await this.api.request("GET", `/v1/agents/${await this.#agentId}/export`)).blob();
  }

  async deleteEverything() {
    await forget(this.api, await this.#agentId);
    this.node.showDeleted();
    this.tell("memory", { kind: "deleted" });
  }

  leave() {
    this.#left.abort();
  }

  #begin() {
    const { api, place, wishes, tell } = this;
    const guide = settle(api, place.isGuest ? { ...wishes, provider: null } : wishes, place);
    const agentId = guide.then(({ agent }) => agent.id);
    const conversation = new ReportingConversation(api, agentId, this.tools);
    conversation.reportTo(tell);
    this.node.show(api, conversation);
    guide.then(
      (found) => this.#arrive(found),
      (error) => this.#fail(error),
    );
    this.#agentId = agentId;
    this.#conversation = conversation;
    return { agentId, conversation };
  }

  /** @param {Guide} guide */
  #arrive({ agent, newer }) {
    this.node.introduce(agent);
    this.tell("name", agent.name);
    if (newer) this.node.offerRenewal((word) => this.#renew(agent, newer, word));
    else if (this.place.isGuest) this.#offerLoan(agent);
    this.tell("ready", { home: this.wishes.home, agentId: agent.id });
  }

  /** @param {import("./guide.js").Agent} agent @param {import("./guide.js").File} file @param {"renew" | "afresh"} word */
  async #renew(agent, file, word) {
    if (word === "afresh") {
      await forget(this.api, agent.id);
      return this.#begin();
    }
    const { renew } = await import("./renewal.js");
    await renew(this.api, agent, file, this.place);
    this.node.introduce(await this.api.get(`/v1/agents/${agent.id}`));
    await this.#conversation.catchUp();
  }

  /** @param {import("./guide.js").Agent} agent */
  async #offerLoan(agent) {
    const loan = loanOf(this.wishes, this.place.host);
    if (!loan) return;
    const take = async () => this.node.introduce(await accept(this.api, agent.id, loan));
    if (await isAgreed(this.api, loan)) await take();
    else this.node.offerLoan(loan.origin, take);
  }

  /** @param {Error} error */
  #fail(error) {
    this.node.fail(error);
    this.tell("error", { error });
  }
}

// The home "remote": the agent is on a server, whose owner gave this page a token. It opens a conversation of their own
// for each visitor, who can talk in it and no more; which one it is, this browser remembers.
import { PageTools } from "../page_tools.js";
import { register } from "./offering.js";
import { Api, ApiError, Panel, ReportingConversation } from "./ui.js";

/** @typedef {import("./room.js").Wishes} Wishes */
/** @typedef {import("./room.js").Tell} Tell */
/** @typedef {{ conversation_id: string, session_token: string, agent: { id: string, name: string, description: string | null } }} Visit */

const OVER = [401, 403, 404]; // what a server says of a visit that it knows no more

/** @type {import("./room.js").Furnish} */
export async function furnish(wishes, tell) {
  return new RemoteRoom(wishes, tell);
}

/** A `Room`, see room.js. */
class RemoteRoom {
  home = /** @type {const} */ ("remote");
  menu = ["forget"];
  node = new Panel();
  #tools = new PageTools();
  /** @type {Promise<ReportingConversation | null>} */
  #conversation;

  /** @param {Wishes} wishes @param {Tell} tell */
  constructor(wishes, tell) {
    this.wishes = wishes;
    this.tell = tell;
    this.base = new URL(wishes.base || ".", document.baseURI).href.replace(/\/$/, "");
    this.key = `lettawasm.visit ${this.base} ${wishes.token.replace(/_[^_]*$/, "")}`;
    this.node.wishes = wishes;
    this.node.addEventListener("delete", () => this.deleteEverything());
    this.node.addEventListener("again", () => this.#begin());
    this.#conversation = this.#begin();
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
    register(this.#tools, tools);
  }

  /** @param {string} text */
  async send(text) {
    if (this.node.isDeleted) this.#begin();
    await (await this.#conversation)?.send(text);
  }

  /** The agent is its owner's. */
  async exportAgent() {
    return null;
  }

  async deleteEverything() {
    forget(this.key);
    this.node.showDeleted();
    this.tell("memory", { kind: "deleted" });
  }

  leave() {}

  /** @returns {Promise<ReportingConversation | null>} */
  #begin() {
    this.#conversation = this.#enter().catch((error) => {
      this.node.fail(error);
      this.tell("error", { error });
      return null;
    });
    return this.#conversation;
  }

  async #enter() {
    const visit = (await this.#resumed()) ?? (await this.#opened());
    const api = new VisitorApi(this.base, visit);
    const { agent, conversation_id: id } = visit;
    const conversation = new ReportingConversation(api, Promise.resolve(agent.id), this.#tools, id);
    conversation.reportTo(this.tell);
    this.node.show(api, conversation);
    this.node.introduce({ ...agent, model: null, tags: [] });
    this.tell("name", agent.name);
    this.tell("ready", { home: "remote", agentId: agent.id });
    return conversation;
  }

  /** The visit that this browser remembers, if the server does too. @returns {Promise<Visit | null>} */
  async #resumed() {
    const visit = remembered(this.key);
    if (!visit) return null;
    try {
      await new VisitorApi(this.base, visit).get(
        `/v1/conversations/${visit.conversation_id}/messages?limit=1`,
      );
      return visit;
    } catch (error) {
      if (error instanceof ApiError && OVER.includes(error.status)) return null;
      throw error;
    }
  }

  /** @returns {Promise<Visit>} */
  async #opened() {
    const api = new Api(bearing(this.wishes.token), this.base);
    const visit = await api.post("/v1/widget/sessions", {});
    remember(this.key, visit);
    return visit;
  }
}

/** What a visitor may ask for. All else that a conversation would like to know is the owner's, and stays unknown. */
class VisitorApi extends Api {
  /** @param {string} base @param {Visit} visit */
  constructor(base, { conversation_id: id, session_token: token, agent }) {
    super(bearing(token), base);
    this.own = `/v1/conversations/${id}/`;
    this.agents = `/v1/agents/${agent.id}/messages?`;
  }

  /** The history, which is asked of the agent, is the conversation's, and told the other way round. @override @param {string} path */
  async get(path) {
    if (!path.startsWith(this.agents)) return super.get(path);
    const query = path.slice(this.agents.length);
    const messages = await super.get(`${this.own}messages?${query}`);
    return query.includes("order=asc") ? messages : messages.reverse();
  }

  /** @override @param {string} method @param {string} path @param {unknown} [body] @param {AbortSignal} [signal] */
  async request(method, path, body, signal) {
    if (path.startsWith(this.own)) return super.request(method, path, body, signal);
    return Response.json([]);
  }
}

/** @param {string} token @returns {typeof fetch} */
function bearing(token) {
  return (input, init = {}) => {
    const headers = {
      .../** @type {Record<string, string>} */ (init.headers),
      authorization: `Bearer ${token}`,
    };
    return fetch(input, { ...init, headers, credentials: "omit", referrerPolicy: "no-referrer" });
  };
}

/** @param {string} key @returns {Visit | null} */
function remembered(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null; // a page may be denied its storage
  }
}

/** @param {string} key @param {Visit} visit */
function remember(key, visit) {
  try {
    localStorage.setItem(key, JSON.stringify(visit));
  } catch {
    // then it lasts as long as the page
  }
}

/** @param {string} key */
function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was remembered
  }
}

// A conversation as a page sees it: an ordered list of items, filled from the history and from streams.
// The server's history is the truth; what a stream shows before it is only sooner.
import { ApiError } from "../api.js";
import { HostGone } from "../bridge.js";
import { Approvals } from "./approvals.js";
import { redo, takeBack } from "./edits.js";
import { History } from "./history.js";
import { contentOf } from "./message.js";
import { Outbox } from "./outbox.js";

/** @typedef {import("./items.js").Item} Item */
/** @typedef {AsyncGenerator<import("../api.js").ServerSentEvent>} Events */

const ATTEMPTS = 5; // at sending a message while hosts die
const OWN = "default"; // the conversation that every agent has
/** Ends of a turn that a person should be told of. */
const ENDS = ["cancelled", "max_steps"];

/**
 * Events: "change" of items, "edited" after a memory edit, "locked" when a key is in the locked vault, "ended" when a
 * turn is over. Whatever sends is done in turn; reading is not kept waiting by it.
 */
export class Conversation extends EventTarget {
  isRunning = false;
  agentId = "";
  #isCatchingUp = false;
  #approvals;
  /** @type {Promise<Outbox>} */
  #outbox;
  /** @type {Promise<unknown>} */
  #queue;

  /**
   * @param {import("../api.js").Api} api
   * @param {Promise<string>} agentId  messages may be sent before it is known
   * @param {import("../page_tools.js").PageTools} tools  what the agent may call in this page
   * @param {string} [id]  of one of the agent's conversations; left out, it is its own
   */
  constructor(api, agentId, tools, id) {
    super();
    this.api = api;
    this.tools = tools;
    this.id = id || OWN;
    this.history = new History(this);
    this.#approvals = new Approvals(tools, () => this.#items);
    this.#outbox = agentId.then((agentId) => {
      this.agentId = agentId;
      const outbox = new Outbox(this.id === OWN ? agentId : this.id);
      for (const letter of outbox.all()) this.#sendLater(letter);
      return outbox;
    });
    this.#queue = this.#outbox;
    this.catchUp();
  }

  /** What is shown: the newest part of the conversation, or an older one that somebody went to. */
  get items() {
    return this.history.shown.all;
  }

  /** Resolves once it is known whose conversation this is. */
  get known() {
    return this.#outbox.then(() => {});
  }

  get #items() {
    return this.history.newest;
  }

  /** Bring the items in line with the history, and follow a turn that is going on. */
  catchUp() {
    if (this.#isCatchingUp) return this.#queue;
    this.#isCatchingUp = true;
    return this.#enqueue(async () => {
      this.#isCatchingUp = false;
      await this.history.refresh();
      await this.#followLatestRun();
    });
  }

  /**
   * Send a message and show the turn; while the agent still answers another, the message waits here. It is sent
   * again, as the same message, when the host dies. Pictures are `data:` URLs.
   * @param {string} text @param {string[]} [pictures]
   */
  send(text, pictures = []) {
    const letter = { otid: crypto.randomUUID(), text, pictures };
    this.#outbox.then((outbox) => outbox.add(letter)).catch(() => {}); // no agent, no letters
    return this.#sendLater(letter);
  }

  /** Send the message again whose turn failed, as the same message. */
  retry() {
    const item = this.#items.repeatable;
    if (!item || !this.#items.all.some(({ canRetry }) => canRetry)) return; // a second click
    this.#items.forgetLastTurn();
    return this.#enqueue(() => this.#deliver(item));
  }

  /**
   * Take a message of a person's back, with all that came after it, and say something else instead. What was taken
   * back is kept as an archived conversation.
   * @param {Item} item @param {string} text
   * @param {boolean} withMemory  whether what the agent remembered since is taken back as well
   */
  async sayInstead(item, text, withMemory) {
    await this.#queue;
    const wish = { message_id: item.id, agent_id: this.agentId, memory: withMemory };
    await this.api.post(`/v1/conversations/${this.id}/take-back`, wish);
    this.history.forgetFrom(item.key);
    this.dispatchEvent(new Event("edited"));
    return this.send(text, item.pictures);
  }

  /** A new conversation that begins with this one up to a message. @param {Item} item @returns {Promise<string>} its id */
  async fork(item) {
    const query = new URLSearchParams({ agent_id: this.agentId, message_id: item.id });
    return (await this.api.post(`/v1/conversations/${this.id}/fork?${query}`, {})).id;
  }

  /** Take back what a call changed in memory. @param {Item} item */
  async takeBack(item) {
    await takeBack(this.api, this.agentId, item.edits);
    await this.#learn();
  }

  /** Do it again. Rejects with `sentence` where others wrote since. @param {Item} item @param {string} sentence */
  async redo(item, sentence) {
    await redo(this.api, item.edits, sentence);
    await this.#learn();
  }

  async #learn() {
    await this.history.learn();
    this.dispatchEvent(new Event("edited"));
  }

  /**
   * Give a person's word on a call that waits for it; with `always` on all of that tool's.
   * @param {Item} item @param {boolean} word @param {{ always?: boolean, reason?: string }} [more]
   */
  answer(item, word, more = {}) {
    this.#approvals.give(item, word, more);
    this.changed();
    return this.#answerAll();
  }

  /** Once there is a word on every call, let the agent go on. */
  #answerAll() {
    const asking = this.#approvals.take();
    if (!asking.length) return;
    return this.#enqueue(async () => {
      const approvals = await this.#approvals.verdictsOn(asking);
      await this.#turn(() => this.#post([{ type: "approval", approvals }]));
      this.#approvals.forget(asking);
    });
  }

  /** Ask the turn that is going on to stop after its current step. */
  async stop() {
    const path =
      this.id === OWN ? `/v1/agents/${this.agentId}/messages/cancel` : `/v1/conversations/${this.id}/cancel`;
    await this.api.post(path, {}).catch(() => {}); // it may just have ended
  }

  /** @param {() => Promise<unknown>} work */
  #enqueue(work) {
    this.#queue = this.#queue
      .then(work)
      .catch((error) => this.#items.addError(error))
      .then(() => this.changed());
    return this.#queue;
  }

  /** @param {import("./outbox.js").Letter} letter */
  #sendLater(letter) {
    const item = this.#items.addWaiting(letter);
    this.changed();
    return this.#enqueue(async () => {
      const isThere = this.#items.all.some(({ key, isStored }) => key === item.key && isStored); // sent before a reload
      if (!isThere) await this.#deliver(item);
      (await this.#outbox).remove(item.key);
    });
  }

  /**
   * An agent answers one message at a time: a run that is in the way, also another tab's, is followed first.
   * @param {Item} item
   */
  async #deliver(item) {
    const { lastSent } = this.history;
    const content = lastSent?.otid === item.key ? lastSent.content : contentOf(item);
    const message = { role: "user", content, otid: item.key }; // known by its otid: sent twice, it is one
    for (let followed = ""; ;) {
      const busy = await this.#turn(() => this.#post([message]), item);
      if (!busy) return;
      if (busy.runId === followed) return this.#fail(busy, item); // it doesn't end
      followed = busy.runId;
      await this.#follow(followed);
    }
  }

  /** A turn that is going on is shown; one that a closing tab interrupted is taken up again. */
  async #followLatestRun() {
    const query = new URLSearchParams({ agent_id: this.agentId, conversation_id: this.id });
    const runs = await this.api.get(`/v1/runs/?${query}&limit=${ATTEMPTS}`);
    const active = runs.find((/** @type {any} */ { status }) => status === "created" || status === "running");
    if (active) return this.#follow(active.id);
    const [latest] = runs;
    if (latest?.status !== "failed") return;
    const isInterrupted = (/** @type {any} */ run) => run.metadata?.error?.type === "interrupted";
    const isHopeless = runs.length === ATTEMPTS && runs.every(isInterrupted); // the message itself may kill its hosts
    const item = this.#items.all.find(({ key }) => key === this.history.lastSent?.otid);
    if (isInterrupted(latest) && item && !isHopeless) return this.#deliver(item);
    if (!this.#items.all.some(({ kind }) => kind === "error"))
      this.#fail(new Error(latest.metadata.error.message));
  }

  /** @param {string} runId */
  async #follow(runId) {
    this.#items.forgetRun(runId); // the stream tells all of it
    await this.#turn(() => this.api.events(`/v1/runs/${runId}/stream`, {}));
  }

  /** @param {object[]} messages */
  #post(messages) {
    const { specs } = this.tools;
    const offered = specs.length ? { client_tools: specs } : {};
    const place = this.id === OWN ? `agents/${this.agentId}` : `conversations/${this.id}`;
    const body = { messages, streaming: true, stream_tokens: true, ...offered };
    return this.api.events(`/v1/${place}/messages`, body);
  }

  /**
   * Show what a stream brings until it ends. What was said about the last turn is gone then.
   * @param {() => Events} open
   * @param {Item} [sent]
   * @returns {Promise<ApiError | null>}  the refusal of an agent that still answers another message
   */
  async #turn(open, sent) {
    this.#items.forgetLastTurn();
    this.#setRunning(true);
    try {
      await this.#read(open, () => sent?.isWaiting && this.#items.change(sent, { isWaiting: false }));
    } catch (error) {
      if (error instanceof ApiError && error.runId) return error;
      this.#fail(error, sent);
    } finally {
      await this.history.refresh().catch(() => {}); // what the stream showed stays on the page
      const goesOn = this.#answerAll(); // with calls that need no word of a person's
      if (!goesOn) this.#setRunning(false);
    }
    return null;
  }

  /** @param {() => Events} open @param {() => void} onEvent */
  async #read(open, onEvent) {
    for (let attempt = 1; ; attempt++) {
      const before = new Set(this.#items.all);
      try {
        for await (const { event, data } of open()) {
          onEvent();
          this.#hear(event, data);
        }
        return;
      } catch (error) {
        if (!(error instanceof HostGone) || attempt === ATTEMPTS) throw error;
        this.#items.all = this.#items.all.filter((item) => before.has(item)); // the next host tells it from the start
      }
    }
  }

  /** @param {string} event @param {string} data */
  #hear(event, data) {
    if (data === "[DONE]") return;
    const message = JSON.parse(data);
    const { fallback, message_type: type, error_type: problem } = message;
    if (fallback) this.#items.addNote("fallback", fallback);
    if (type === "stop_reason" && ENDS.includes(message.stop_reason))
      this.#items.addNote(message.stop_reason);
    if (problem === "vault_locked") this.dispatchEvent(new Event("locked"));
    if (problem === "interrupted") this.catchUp();
    else if (event === "error") this.#fail(new Error(message.message ?? message.detail));
    else this.#items.apply(message, false);
    if (type === "tool_return_message") this.history.learn();
    this.changed();
  }

  /** A turn failed, perhaps before the agent got the message. @param {unknown} error @param {Item} [sent] */
  #fail(error, sent) {
    if (sent) this.#items.change(sent, { isWaiting: false });
    this.#items.addError(error, Boolean(this.#items.repeatable));
  }

  /** @param {boolean} isRunning */
  #setRunning(isRunning) {
    this.isRunning = isRunning;
    this.changed();
    if (!isRunning) this.dispatchEvent(new Event("ended"));
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}

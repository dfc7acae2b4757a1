// A conversation as a page sees it: an ordered list of items, filled from the history and from streams.
// The server's history is the truth; what a stream shows before it is only sooner.
import { ApiError } from "./api.js";
import { HostGone } from "./bridge.js";
import { Items } from "./items.js";
import { contentOf } from "./message.js";
import { Outbox } from "./outbox.js";

/** @typedef {import("./items.js").Item} Item */

const PAGE = 60; // messages of history fetched at once
/** Ends of a turn that a person should be told of. @type {Record<string, string>} */
const ENDS = { cancelled: "Stopped.", max_steps: "Stopped: this turn took too many steps." };
const ATTEMPTS = 5; // at sending a message while hosts die
/** Events: "change" of items, "edited" after a memory edit, "locked" when a key is in the locked vault. All is done in turn. */
export class Conversation extends EventTarget {
  hasMore = false;
  isRunning = false;
  agentId = "";
  #items = new Items();
  #oldest = "";
  /** @type {any} */
  #lastSent; // the newest message of a person in the history
  #isCatchingUp = false;
  /** @type {Promise<Outbox>} */
  #outbox;
  /** @type {Promise<unknown>} */
  #queue;

  /**
   * @param {import("./api.js").Api} api
   * @param {Promise<string>} agentId  messages may be sent before it is known
   * @param {import("./page_tools.js").PageTools} tools  what the agent may call in this page
   */
  constructor(api, agentId, tools) {
    super();
    this.api = api;
    this.tools = tools;
    this.#outbox = agentId.then((id) => {
      this.agentId = id;
      const outbox = new Outbox(id);
      for (const letter of outbox.all()) this.#sendLater(letter);
      return outbox;
    });
    this.#queue = this.#outbox;
    this.catchUp();
  }

  get items() {
    return this.#items.all;
  }

  /** Bring the items in line with the history, and follow a turn that is going on. */
  catchUp() {
    if (this.#isCatchingUp) return this.#queue;
    this.#isCatchingUp = true;
    return this.#enqueue(async () => {
      this.#isCatchingUp = false;
      await this.#refresh();
      await this.#followLatestRun();
    });
  }

  /** Put an older page of history before the items. */
  loadOlder() {
    return this.#enqueue(async () => {
      const messages = await this.#history(`&before=${this.#oldest}`);
      this.#items.putBefore(messages);
      this.#remember(messages);
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
    if (!item || !this.items.some(({ canRetry }) => canRetry)) return; // a second click
    this.#items.forgetLastTurn();
    return this.#enqueue(() => this.#deliver(item));
  }

  /**
   * Give a person's word on a call that waits for it; with `always` on all of that tool's.
   * @param {Item} item @param {boolean} word @param {boolean} [always]
   */
  answer(item, word, always = false) {
    if (always && item.tool) this.tools.allow(item.tool.name);
    this.#items.decide(item.key, word);
    this.#changed();
    return this.#answerAll();
  }

  /** Once there is a word on every call, carry out those of this page and let the agent go on. */
  #answerAll() {
    const { asking } = this.#items;
    for (const item of asking)
      if (this.tools.isAllowed(item.tool?.name ?? "")) this.#items.decide(item.key, true);
    if (!asking.length || asking.some(({ word }) => word === null)) return;
    for (const item of asking) item.asks = false;
    return this.#enqueue(async () => {
      const approvals = await Promise.all(asking.map((item) => this.#verdictOn(item)));
      await this.#turn(() => this.#post([{ type: "approval", approvals }]));
    });
  }

  /** @param {Item} item  with a word on it */
  async #verdictOn({ key, tool, word }) {
    const { name, arguments: text } = /** @type {NonNullable<Item["tool"]>} */ (tool);
    const call = { tool_call_id: key };
    if (!this.tools.has(name)) return { type: "approval", ...call, approve: word };
    if (word) return { type: "tool", ...call, ...(await this.tools.call(name, text)) };
    return { type: "tool", ...call, tool_return: "The person did not allow this call.", status: "error" };
  }

  /** Ask the turn that is going on to stop after its current step. */
  async stop() {
    await this.api.post(`${this.#path}/messages/cancel`, {}).catch(() => {}); // it may just have ended
  }

  get #path() {
    return `/v1/agents/${this.agentId}`;
  }

  /** @param {() => Promise<unknown>} work */
  #enqueue(work) {
    this.#queue = this.#queue
      .then(work)
      .catch((error) => this.#items.addError(error))
      .then(() => this.#changed());
    return this.#queue;
  }

  /** @param {import("./outbox.js").Letter} letter */
  #sendLater(letter) {
    const item = this.#items.addWaiting(letter);
    this.#changed();
    return this.#enqueue(async () => {
      const isThere = this.items.some(({ key, isStored }) => key === item.key && isStored); // sent before a reload
      if (!isThere) await this.#deliver(item);
      (await this.#outbox).remove(item.key);
    });
  }

  /**
   * An agent answers one message at a time: a run that is in the way, also another tab's, is followed first.
   * @param {Item} item
   */
  async #deliver(item) {
    const content = this.#lastSent?.otid === item.key ? this.#lastSent.content : contentOf(item);
    const message = { role: "user", content, otid: item.key }; // known by its otid: sent twice, it is one
    for (let followed = ""; ;) {
      const busy = await this.#turn(() => this.#post([message]), item);
      if (!busy) return;
      if (busy.runId === followed) return this.#fail(busy, item); // it doesn't end
      followed = busy.runId;
      await this.#follow(followed);
    }
  }

  async #refresh() {
    const messages = await this.#history("");
    this.#lastSent = messages.findLast(({ message_type: type }) => type === "user_message");
    if (!this.#items.update(messages)) this.#remember(messages);
  }

  /** @param {string} query @returns {Promise<any[]>} */
  async #history(query) {
    await this.#loadEdits();
    return this.api.get(`${this.#path}/messages?limit=${PAGE}${query}`);
  }

  /** A turn that is going on is shown; one that a closing tab interrupted is taken up again. */
  async #followLatestRun() {
    const runs = await this.api.get(`/v1/runs/?agent_id=${this.agentId}&limit=${ATTEMPTS}`);
    const active = runs.find((/** @type {any} */ { status }) => status === "created" || status === "running");
    if (active) return this.#follow(active.id);
    const [latest] = runs;
    if (latest?.status !== "failed") return;
    const isInterrupted = (/** @type {any} */ run) => run.metadata?.error?.type === "interrupted";
    const isHopeless = runs.length === ATTEMPTS && runs.every(isInterrupted); // the message itself may kill its hosts
    const item = this.items.find(({ key }) => key === this.#lastSent?.otid);
    if (isInterrupted(latest) && item && !isHopeless) return this.#deliver(item);
    if (!this.items.some(({ kind }) => kind === "error"))
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
    const body = { messages, streaming: true, stream_tokens: true, ...offered };
    return this.api.events(`${this.#path}/messages`, body);
  }

  /**
   * Show what a stream brings until it ends. What was said about the last turn is gone then.
   * @param {() => AsyncGenerator<import("./api.js").ServerSentEvent>} open
   * @param {Item} [sent]
   * @returns {Promise<ApiError | null>}  the refusal of an agent that still answers another message
   */
  async #turn(open, sent) {
    this.#items.forgetLastTurn();
    this.#setRunning(true);
    try {
      await this.#read(open, () => sent && (sent.isWaiting = false));
    } catch (error) {
      if (error instanceof ApiError && error.runId) return error;
      this.#fail(error, sent);
    } finally {
      await this.#refresh().catch(() => {}); // what the stream showed stays on the page
      this.#setRunning(false);
      this.#answerAll();
    }
    return null;
  }

  /**
   * @param {() => AsyncGenerator<import("./api.js").ServerSentEvent>} open
   * @param {() => void} onEvent
   */
  async #read(open, onEvent) {
    for (let attempt = 1; ; attempt++) {
      const before = new Set(this.items);
      try {
        for await (const { event, data } of open()) {
          onEvent();
          this.#hear(event, data);
        }
        return;
      } catch (error) {
        if (!(error instanceof HostGone) || attempt === ATTEMPTS) throw error;
        this.#items.all = this.items.filter((item) => before.has(item)); // the next host tells it from the start
      }
    }
  }

  /** @param {string} event @param {string} data */
  #hear(event, data) {
    if (data === "[DONE]") return;
    const message = JSON.parse(data);
    const { fallback } = message;
    if (fallback) this.#items.addNote(`${fallback.message} ${fallback.to} is asked instead.`);
    const end = ENDS[message.stop_reason];
    if (message.message_type === "stop_reason" && end) this.#items.addNote(end);
    if (message.error_type === "vault_locked") this.dispatchEvent(new Event("locked"));
    if (message.error_type === "interrupted") this.catchUp();
    else if (event === "error") this.#fail(new Error(message.message ?? message.detail));
    else this.#items.apply(message, false);
    if (message.message_type === "tool_return_message") this.#loadEdits().then(() => this.#changed());
    this.#changed();
  }

  /** A turn failed, perhaps before the agent got the message. @param {unknown} error @param {Item} [sent] */
  #fail(error, sent) {
    if (sent) sent.isWaiting = false;
    this.#items.addError(error, Boolean(this.#items.repeatable));
  }

  /** Memory edits by the tool call that made them. */
  async #loadEdits() {
    const history = await this.api.get(`${this.#path}/core-memory/history?limit=100`).catch(() => []);
    if (this.#items.learn(history)) this.dispatchEvent(new Event("edited"));
  }

  /** @param {any[]} messages */
  #remember(messages) {
    this.hasMore = messages.length >= PAGE;
    if (messages.length) this.#oldest = messages[0].id;
  }

  /** @param {boolean} isRunning */
  #setRunning(isRunning) {
    this.isRunning = isRunning;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

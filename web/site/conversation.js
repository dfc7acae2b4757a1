// A conversation as a page sees it: an ordered list of items, filled from the history and from streams.
// The server's history is the truth; what a stream shows before it is only sooner.
import { HostGone } from "./bridge.js";

/**
 * @typedef {object} Item
 * @property {string} key
 * @property {"user" | "assistant" | "reasoning" | "tool" | "summary" | "note" | "error"} kind
 * @property {string} text
 * @property {boolean} isStored  whether the history holds it
 * @property {boolean} isWaiting  sent, but nothing has come back yet
 * @property {string | null} runId
 * @property {{ name: string, arguments: string, result: string | null, isError: boolean } | null} tool
 * @property {Edit[]} edits  what the tool changed in core memory
 */

/** @typedef {{ id: string, label: string, before: string | null, after: string | null, tool_call_id: string | null }} Edit */

const ABOUT_THE_LAST_TURN = ["error", "note"]; // in no history, and gone with the next message
const PAGE = 60; // messages of history fetched at once
/** Ends of a turn that a person should be told of. @type {Record<string, string>} */
const ENDS = { cancelled: "Stopped.", max_steps: "Stopped: this turn took too many steps." };

const ATTEMPTS = 5; // at sending a message while hosts die

/** Events: "change" when items changed, "edited" after a memory edit. What is asked of it is done in turn. */
export class Conversation extends EventTarget {
  /** @type {Item[]} */
  items = [];
  hasMore = false;
  isRunning = false;
  agentId = "";
  /** @type {Map<string, Edit[]>} */
  #edits = new Map();
  #oldest = "";
  /** @type {any} */
  #lastSent; // the newest message of a person in the history
  #isCatchingUp = false;
  /** @type {Promise<unknown>} */
  #queue;

  /** @param {import("./api.js").Api} api @param {Promise<string>} agentId  messages may be sent before it is known */
  constructor(api, agentId) {
    super();
    this.api = api;
    this.#queue = agentId.then((id) => {
      this.agentId = id;
    });
    this.catchUp();
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
      const newer = this.items;
      this.items = [];
      for (const message of messages) this.#apply(message, true);
      this.items.push(...newer);
      this.#remember(messages);
    });
  }

  /** Send a message and show the turn. It is sent again, as the same message, when the host dies. @param {string} text */
  send(text) {
    const otid = crypto.randomUUID();
    const item = { ...this.#item(otid, "user", null), text, isWaiting: true };
    this.items = [...this.items.filter(({ kind }) => !ABOUT_THE_LAST_TURN.includes(kind)), item];
    this.#changed();
    return this.#enqueue(() => this.#turn(() => this.#post(otid, text), item));
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
      .catch((error) => this.#addError(error))
      .then(() => this.#changed());
    return this.#queue;
  }

  async #refresh() {
    const messages = await this.#history("");
    this.#lastSent = messages.findLast(({ message_type: type }) => type === "user_message");
    const keys = new Set(messages.map(keyOf));
    const overlap = this.items.findIndex(({ key }) => keys.has(key));
    const older = overlap > 0 ? this.items.slice(0, overlap).filter(({ isStored }) => isStored) : [];
    const isKept = (/** @type {Item} */ { key, kind, isStored }) =>
      ABOUT_THE_LAST_TURN.includes(kind) || (kind === "user" && !isStored && !keys.has(key)); // still to be sent, or refused
    const kept = this.items.filter(isKept);
    if (!older.length) this.#remember(messages);
    this.items = [...older];
    for (const message of messages) this.#apply(message, true);
    this.items.push(...kept);
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
    const isInterrupted = (/** @type {any} */ run) => run.metadata?.error?.type === "interrupted";
    if (!runs.length || !isInterrupted(runs[0])) return;
    const isHopeless = runs.length === ATTEMPTS && runs.every(isInterrupted); // the message itself may kill its hosts
    if (isHopeless || !this.#lastSent?.otid) this.#addError(new Error(runs[0].metadata.error.message));
    else await this.#turn(() => this.#post(this.#lastSent?.otid, this.#lastSent?.content)); // the same message again
  }

  /** @param {string} runId */
  async #follow(runId) {
    this.items = this.items.filter((item) => item.runId !== runId || item.kind === "user"); // the stream tells all of it
    await this.#turn(() => this.api.events(`/v1/runs/${runId}/stream`, {}));
  }

  /** A message is known by its otid: sent twice, it is one. @param {unknown} otid @param {unknown} content */
  #post(otid, content) {
    const body = { messages: [{ role: "user", content, otid }], streaming: true, stream_tokens: true };
    return this.api.events(`${this.#path}/messages`, body);
  }

  /**
   * Show what a stream brings until it ends.
   * @param {() => AsyncGenerator<import("./api.js").ServerSentEvent>} open
   * @param {Item} [sent]
   */
  async #turn(open, sent) {
    this.#setRunning(true);
    try {
      await this.#read(open, () => sent && (sent.isWaiting = false));
    } catch (error) {
      this.#addError(error);
    } finally {
      if (sent) sent.isWaiting = false;
      await this.#refresh().catch(() => {}); // what the stream showed stays on the page
      this.#setRunning(false);
    }
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
        this.items = this.items.filter((item) => before.has(item)); // the next host tells it from the start
      }
    }
  }

  /** @param {string} event @param {string} data */
  #hear(event, data) {
    if (data === "[DONE]") return;
    const message = JSON.parse(data);
    if (message.message_type === "stop_reason") this.#note(ENDS[message.stop_reason]);
    if (message.error_type === "interrupted") this.catchUp();
    else if (event === "error") this.#addError(new Error(message.message ?? message.detail));
    else this.#apply(message, false);
    if (message.message_type === "tool_return_message") this.#loadEdits().then(() => this.#changed());
    this.#changed();
  }

  /** @param {any} message @param {boolean} isStored */
  #apply(message, isStored) {
    const { message_type: type } = message;
    if (type === "user_message") this.#say(message, "user", textOf(message.content), isStored);
    if (type === "assistant_message") this.#say(message, "assistant", textOf(message.content), isStored);
    if (type === "reasoning_message") this.#say(message, "reasoning", message.reasoning, isStored);
    if (type === "summary_message") this.#say(message, "summary", message.summary, isStored);
    if (type === "tool_call_message")
      for (const call of callsOf(message)) this.#call(message, call, isStored);
    if (type === "tool_return_message") for (const each of returnsOf(message)) this.#return(each);
  }

  /** @param {any} message @param {Item["kind"]} kind @param {string} text @param {boolean} isStored */
  #say(message, kind, text, isStored) {
    const item = this.#take(keyOf(message), kind, message.run_id);
    item.text = isStored ? text : item.text + text;
    item.isStored = isStored;
  }

  /** @param {any} message @param {{ tool_call_id: string, name?: string, arguments?: string }} call @param {boolean} isStored */
  #call(message, call, isStored) {
    const item = this.#take(call.tool_call_id, "tool", message.run_id);
    item.tool ??= { name: "", arguments: "", result: null, isError: false };
    if (call.name) item.tool.name = call.name;
    item.tool.arguments = isStored ? (call.arguments ?? "") : item.tool.arguments + (call.arguments ?? "");
    item.isStored = isStored;
  }

  /** @param {{ tool_call_id: string, tool_return: unknown, status: string }} answer */
  #return({ tool_call_id: id, tool_return: result, status }) {
    const tool = this.items.find(({ key }) => key === id)?.tool;
    if (tool) Object.assign(tool, { result: textOf(result), isError: status === "error" });
  }

  /** The item with this key, made if there is none. @param {string} key @param {Item["kind"]} kind @param {string | null} runId */
  #take(key, kind, runId) {
    const known = this.items.find((item) => item.key === key);
    if (known) return known;
    const item = this.#item(key, kind, runId);
    this.items.push(item);
    return item;
  }

  /** @param {string} key @param {Item["kind"]} kind @param {string | null} runId @returns {Item} */
  #item(key, kind, runId) {
    const edits = this.#edits.get(key) ?? [];
    return { key, kind, text: "", isStored: false, isWaiting: false, runId, tool: null, edits };
  }

  /** @param {string | undefined} text */
  #note(text) {
    if (text) this.items.push({ ...this.#item(crypto.randomUUID(), "note", null), text });
  }

  /** @param {unknown} error */
  #addError(error) {
    const text = error instanceof Error ? error.message : String(error);
    this.items = this.items.filter((item) => item.kind !== "error" || item.text !== text); // once is enough
    this.items.push({ ...this.#item(crypto.randomUUID(), "error", null), text });
  }

  /** Memory edits by the tool call that made them. */
  async #loadEdits() {
    /** @type {Edit[]} */
    const history = await this.api.get(`${this.#path}/core-memory/history?limit=100`).catch(() => []);
    this.#edits = Map.groupBy(history.toReversed(), (edit) => edit.tool_call_id ?? "");
    let isNew = false;
    for (const item of this.items) {
      const edits = item.tool ? (this.#edits.get(item.key) ?? item.edits) : item.edits;
      isNew ||= edits.length !== item.edits.length;
      item.edits = edits;
    }
    if (isNew) this.dispatchEvent(new Event("edited"));
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

/** A user's message keeps the key it was sent with; one message can hold both a reply and its reasoning. @param {any} message */
function keyOf(message) {
  if (message.message_type === "user_message") return message.otid ?? message.id;
  if (message.message_type === "tool_call_message") return callsOf(message)[0]?.tool_call_id;
  return `${message.id}/${message.message_type}`;
}

/** In a token stream `tool_calls` is one object; elsewhere it is a list. @param {any} message */
function callsOf({ tool_calls: calls, tool_call: call }) {
  return Array.isArray(calls) && calls.length ? calls : [call ?? calls].filter(Boolean);
}

/** @param {any} message */
function returnsOf(message) {
  return message.tool_returns?.length ? message.tool_returns : [message];
}

/** @param {unknown} content  text, or parts of it @returns {string} */
function textOf(content) {
  if (typeof content === "string") return content;
  if (Array.isArray(content))
    return content.map((part) => part.text ?? (part.type === "image" ? "[image]" : "")).join("\n");
  return content === null || content === undefined ? "" : JSON.stringify(content);
}

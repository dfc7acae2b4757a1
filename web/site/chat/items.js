// The items of a conversation, in order: what happened, then what still waits to be sent.
import { alertOf, callsOf, keyOf, keyOfCall, picturesOf, returnsOf, textOf } from "./message.js";

/**
 * @typedef {object} Item
 * @property {string} key
 * @property {string} id  of the message, once the history holds it or a stream named it
 * @property {"user" | "assistant" | "reasoning" | "tool" | "summary" | "note" | "error"} kind
 * @property {string} text  of a note, its name
 * @property {any} told  what belongs to a note
 * @property {string} date  ISO; empty as long as nobody knows
 * @property {string} sender  who sent it, where that is told
 * @property {string[]} pictures  `data:` URLs
 * @property {boolean} isStored  whether the history holds it
 * @property {boolean} isWaiting  said, but not with the agent yet
 * @property {boolean} canRetry  whether the message it is about can be sent again
 * @property {string | null} runId
 * @property {string | null} stepId
 * @property {Call | null} tool
 * @property {Edit[]} edits  what the tool changed in memory
 * @property {any} pending  the change of memory that the call waits to make
 * @property {boolean} asks  whether the call waits for a person's word
 * @property {boolean | null} word  that word, as long as other calls beside it wait for theirs
 * @property {string} reason  why the word is no
 * @property {number} stamp  another one whenever the item looks otherwise
 */

/** @typedef {{ id: string, name: string, arguments: string, result: string | null, isError: boolean, endedAt: string }} Call */
/** @typedef {import("./edits.js").Edit} Edit */

const ABOUT_THE_LAST_TURN = ["error", "note"]; // in no history, and gone with the next message

let stamps = 0;

export class Items {
  /** @type {Item[]} */
  all = [];
  /** @type {Map<string, { word: boolean | null, reason: string }>} */
  #words = new Map();

  /** The calls that wait for a person's word. */
  get asking() {
    return this.all.filter(({ asks }) => asks);
  }

  /** Change what is known of an item. @param {Item} item @param {Partial<Item>} changes */
  change(item, changes) {
    Object.assign(item, changes, { stamp: ++stamps });
  }

  /** @param {string} key  of a call @param {boolean | null} word  null takes it back @param {string} [reason] */
  decide(key, word, reason = "") {
    this.#words.set(key, { word, reason });
    for (const item of this.all) if (item.key === key) this.change(item, { word, reason });
  }

  /** The newest message that the agent has got, if it can be sent again: without an otid it would be another one. */
  get repeatable() {
    const item = this.all.findLast(({ kind, isWaiting }) => kind === "user" && !isWaiting);
    return item?.key.startsWith("message-") ? undefined : item;
  }

  /** A message of a person's that waits to be sent. @param {import("./outbox.js").Letter} letter */
  addWaiting({ otid, text, pictures = [] }) {
    const item = { ...this.#make(otid, "user", {}), text, pictures, isWaiting: true };
    this.all.push(item);
    return item;
  }

  /** Something to tell about the turn, by its name and what belongs to it. @param {string} text @param {any} [told] */
  addNote(text, told) {
    this.#add({ ...this.#make(crypto.randomUUID(), "note", {}), text, told });
  }

  /** @param {unknown} error */
  addError(error, canRetry = false) {
    const text = error instanceof Error ? error.message : String(error);
    this.all = this.all.filter((item) => item.kind !== "error" || item.text !== text); // once is enough
    this.#add({ ...this.#make(crypto.randomUUID(), "error", {}), text, canRetry });
  }

  forgetLastTurn() {
    this.all = this.all.filter(({ kind }) => !ABOUT_THE_LAST_TURN.includes(kind));
  }

  /** Forget what a run said, for someone who tells all of it. @param {string} runId */
  forgetRun(runId) {
    this.all = this.all.filter((item) => item.runId !== runId || item.kind === "user");
  }

  /** Forget an item and all that came after it. @param {string} key */
  forgetFrom(key) {
    const from = this.all.findIndex((item) => item.key === key);
    if (from >= 0) this.all = this.all.slice(0, from);
  }

  /** Bring the items in line with the newest messages. Tells whether older ones are still there. @param {any[]} messages */
  update(messages) {
    const keys = new Set(messages.map(keyOf));
    const overlap = this.all.findIndex(({ key }) => keys.has(key));
    const older = overlap > 0 ? this.all.slice(0, overlap).filter(({ isStored }) => isStored) : [];
    const isKept = (/** @type {Item} */ { key, kind, isStored }) =>
      ABOUT_THE_LAST_TURN.includes(kind) || (kind === "user" && !isStored && !keys.has(key)); // still to be sent, or refused
    const kept = this.all.filter(isKept);
    const before = new Map(this.all.map((item) => [item.key, item]));
    this.all = [];
    for (const message of messages) this.apply(message, true);
    this.all = [...older, ...this.all.map((item) => unchanged(before.get(item.key), item)), ...kept];
    return older.length > 0;
  }

  /** @param {any[]} messages */
  putBefore(messages) {
    const newer = this.all;
    this.all = [];
    for (const message of messages) this.apply(message, true);
    const keys = new Set(newer.map(({ key }) => key));
    this.all = [...this.all.filter(({ key }) => !keys.has(key)), ...newer];
  }

  /** @param {any[]} messages */
  putBehind(messages) {
    for (const message of messages) this.apply(message, true);
  }

  /** Take in a message: whole from the history, or the next piece of it from a stream. @param {any} message @param {boolean} isStored */
  apply(message, isStored) {
    switch (message.message_type) {
      case "user_message":
        return this.#show(message, isStored);
      case "assistant_message":
        return this.#say(message, "assistant", textOf(message.content), isStored);
      case "reasoning_message":
        return this.#say(message, "reasoning", message.reasoning, isStored);
      case "summary_message":
        return this.#say(message, "summary", message.summary, isStored);
      case "tool_call_message":
      case "approval_request_message":
        for (const call of callsOf(message)) this.#call(message, call, isStored);
        return;
      case "approval_response_message":
        for (const item of this.asking) this.change(item, { asks: false });
        return;
      case "tool_return_message":
        for (const each of returnsOf(message)) this.#return(each, message.date);
    }
  }

  /** What a person said, and the pictures with it; or what the agent was told in their place. @param {any} message @param {boolean} isStored */
  #show(message, isStored) {
    const alert = alertOf(message);
    if (alert !== null) return this.#say(message, "summary", alert, isStored);
    const pictures = picturesOf(message.content);
    const words = pictures.length
      ? message.content.filter((/** @type {any} */ { text }) => text)
      : message.content;
    this.#say(message, "user", textOf(words), isStored, { pictures, isWaiting: false });
  }

  /** @param {any} message @param {Item["kind"]} kind @param {string} text @param {boolean} isStored @param {Partial<Item>} [more] */
  #say(message, kind, text, isStored, more) {
    const item = this.#take(keyOf(message), kind, message);
    this.change(item, { ...more, text: isStored ? text : item.text + text, isStored });
  }

  /** @param {any} message @param {{ tool_call_id: string, name?: string, arguments?: string }} call @param {boolean} isStored */
  #call(message, call, isStored) {
    const item = this.#take(keyOfCall(message, call), "tool", message);
    const { name, arguments: said, ...rest } = item.tool ?? NO_CALL;
    const more = call.arguments ?? "";
    const tool = {
      ...rest,
      id: call.tool_call_id,
      name: call.name || name,
      arguments: isStored ? more : said + more,
    };
    const asks = message.message_type === "approval_request_message";
    this.change(item, { tool, isStored, asks });
  }

  /** @param {any} answer @param {string} date */
  #return({ tool_call_id: id, tool_return: result, status }, date) {
    const item = this.all.findLast(({ tool }) => tool?.id === id);
    if (!item?.tool) return;
    const told = { result: textOf(result), isError: status === "error", endedAt: date ?? "" };
    this.change(item, { asks: false, tool: { ...item.tool, ...told } });
  }

  /** The item with this key, made if there is none. @param {string} key @param {Item["kind"]} kind @param {any} message */
  #take(key, kind, message) {
    return this.all.findLast((item) => item.key === key) ?? this.#add(this.#make(key, kind, message));
  }

  /** Put an item behind all that has happened, before what still waits. @param {Item} item */
  #add(item) {
    const waiting = this.all.findIndex(({ isWaiting }) => isWaiting);
    this.all.splice(waiting < 0 ? this.all.length : waiting, 0, item);
    return item;
  }

  /** @param {string} key @param {Item["kind"]} kind @param {any} message @returns {Item} */
  #make(key, kind, { id = "", date = "", name, run_id: runId = null, step_id: stepId = null }) {
    const { word = null, reason = "" } = this.#words.get(key) ?? {};
    const told = { id, date, sender: name ?? "", runId, stepId, word, reason };
    return { ...NOTHING_YET, key, kind, ...told, pictures: [], edits: [], stamp: ++stamps };
  }
}

const NO_CALL = { id: "", name: "", arguments: "", result: null, isError: false, endedAt: "" };
const NOTHING_YET = {
  text: "",
  isStored: false,
  isWaiting: false,
  canRetry: false,
  asks: false,
  tool: null,
  pending: null,
  told: null,
};

/** An item that was there and still looks the same keeps its stamp, so nobody draws it again. @param {Item | undefined} old @param {Item} item */
function unchanged(old, item) {
  if (!old) return item;
  item.edits = old.edits;
  item.pending = old.pending;
  const { stamp, ...before } = old;
  const { stamp: _, ...now } = item;
  return JSON.stringify(before) === JSON.stringify(now) ? old : item;
}

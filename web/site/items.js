// The items of a conversation, in order: what happened, then what still waits to be sent.
import { callsOf, keyOf, picturesOf, returnsOf, textOf } from "./message.js";

/**
 * @typedef {object} Item
 * @property {string} key
 * @property {"user" | "assistant" | "reasoning" | "tool" | "summary" | "note" | "error"} kind
 * @property {string} text
 * @property {string[]} pictures  `data:` URLs
 * @property {boolean} isStored  whether the history holds it
 * @property {boolean} isWaiting  said, but not with the agent yet
 * @property {boolean} canRetry  whether the message it is about can be sent again
 * @property {string | null} runId
 * @property {{ name: string, arguments: string, result: string | null, isError: boolean } | null} tool
 * @property {Edit[]} edits  what the tool changed in core memory
 * @property {boolean} asks  whether the call waits for a person's word
 * @property {boolean | null} word  that word, as long as other calls beside it wait for theirs
 */

/** @typedef {{ id: string, label: string, before: string | null, after: string | null, tool_call_id: string | null }} Edit */

const ABOUT_THE_LAST_TURN = ["error", "note"]; // in no history, and gone with the next message

export class Items {
  /** @type {Item[]} */
  all = [];
  /** @type {Map<string, Edit[]>} */
  #edits = new Map();
  /** @type {Map<string, boolean>} */
  #words = new Map();

  /** The calls that wait for a person's word. */
  get asking() {
    return this.all.filter(({ asks }) => asks);
  }

  /** @param {string} key  of a call @param {boolean} word */
  decide(key, word) {
    this.#words.set(key, word);
    for (const item of this.all) if (item.key === key) item.word = word;
  }

  /** The newest message that the agent has got, if it can be sent again: without an otid it would be another one. */
  get repeatable() {
    const item = this.all.findLast(({ kind, isWaiting }) => kind === "user" && !isWaiting);
    return item?.key.startsWith("message-") ? undefined : item;
  }

  /** A message of a person's that waits to be sent. @param {import("./outbox.js").Letter} letter */
  addWaiting({ otid, text, pictures = [] }) {
    const item = { ...this.#make(otid, "user", null), text, pictures, isWaiting: true };
    this.all.push(item);
    return item;
  }

  /** @param {string} text */
  addNote(text) {
    this.#add({ ...this.#make(crypto.randomUUID(), "note", null), text });
  }

  /** @param {unknown} error */
  addError(error, canRetry = false) {
    const text = error instanceof Error ? error.message : String(error);
    this.all = this.all.filter((item) => item.kind !== "error" || item.text !== text); // once is enough
    this.#add({ ...this.#make(crypto.randomUUID(), "error", null), text, canRetry });
  }

  forgetLastTurn() {
    this.all = this.all.filter(({ kind }) => !ABOUT_THE_LAST_TURN.includes(kind));
  }

  /** Forget what a run said, for someone who tells all of it. @param {string} runId */
  forgetRun(runId) {
    this.all = this.all.filter((item) => item.runId !== runId || item.kind === "user");
  }

  /** Bring the items in line with the newest messages. Tells whether older ones are still there. @param {any[]} messages */
  update(messages) {
    const keys = new Set(messages.map(keyOf));
    const overlap = this.all.findIndex(({ key }) => keys.has(key));
    const older = overlap > 0 ? this.all.slice(0, overlap).filter(({ isStored }) => isStored) : [];
    const isKept = (/** @type {Item} */ { key, kind, isStored }) =>
      ABOUT_THE_LAST_TURN.includes(kind) || (kind === "user" && !isStored && !keys.has(key)); // still to be sent, or refused
    const kept = this.all.filter(isKept);
    this.all = [...older];
    for (const message of messages) this.apply(message, true);
    this.all.push(...kept);
    return older.length > 0;
  }

  /** @param {any[]} messages */
  putBefore(messages) {
    const newer = this.all;
    this.all = [];
    for (const message of messages) this.apply(message, true);
    this.all.push(...newer);
  }

  /** Learn of all memory edits, the newest first. Tells whether one of an item's is new. @param {Edit[]} history */
  learn(history) {
    this.#edits = Map.groupBy(history.toReversed(), (edit) => edit.tool_call_id ?? "");
    let isNew = false;
    for (const item of this.all) {
      const edits = item.tool ? (this.#edits.get(item.key) ?? item.edits) : item.edits;
      isNew ||= edits.length !== item.edits.length;
      item.edits = edits;
    }
    return isNew;
  }

  /** Take in a message: whole from the history, or the next piece of it from a stream. @param {any} message @param {boolean} isStored */
  apply(message, isStored) {
    const { message_type: type } = message;
    if (type === "user_message") this.#show(message, isStored);
    if (type === "assistant_message") this.#say(message, "assistant", textOf(message.content), isStored);
    if (type === "reasoning_message") this.#say(message, "reasoning", message.reasoning, isStored);
    if (type === "summary_message") this.#say(message, "summary", message.summary, isStored);
    if (type === "tool_call_message" || type === "approval_request_message")
      for (const call of callsOf(message))
        this.#call(message, call, isStored).asks = type !== "tool_call_message";
    if (type === "approval_response_message") for (const item of this.asking) item.asks = false;
    if (type === "tool_return_message") for (const each of returnsOf(message)) this.#return(each);
  }

  /** What a person said, and the pictures with it. @param {any} message @param {boolean} isStored */
  #show(message, isStored) {
    const pictures = picturesOf(message.content);
    const words = pictures.length
      ? message.content.filter((/** @type {any} */ { text }) => text)
      : message.content;
    this.#say(message, "user", textOf(words), isStored).pictures = pictures;
  }

  /** @param {any} message @param {Item["kind"]} kind @param {string} text @param {boolean} isStored */
  #say(message, kind, text, isStored) {
    const item = this.#take(keyOf(message), kind, message.run_id);
    item.text = isStored ? text : item.text + text;
    item.isStored = isStored;
    return item;
  }

  /** @param {any} message @param {{ tool_call_id: string, name?: string, arguments?: string }} call @param {boolean} isStored */
  #call(message, call, isStored) {
    const item = this.#take(call.tool_call_id, "tool", message.run_id);
    item.tool ??= { name: "", arguments: "", result: null, isError: false };
    if (call.name) item.tool.name = call.name;
    item.tool.arguments = isStored ? (call.arguments ?? "") : item.tool.arguments + (call.arguments ?? "");
    item.isStored = isStored;
    return item;
  }

  /** @param {{ tool_call_id: string, tool_return: unknown, status: string }} answer */
  #return({ tool_call_id: id, tool_return: result, status }) {
    const item = this.all.find(({ key }) => key === id);
    if (!item?.tool) return;
    item.asks = false;
    Object.assign(item.tool, { result: textOf(result), isError: status === "error" });
  }

  /** The item with this key, made if there is none. @param {string} key @param {Item["kind"]} kind @param {string | null} runId */
  #take(key, kind, runId) {
    return this.all.find((item) => item.key === key) ?? this.#add(this.#make(key, kind, runId));
  }

  /** Put an item behind all that has happened, before what still waits. @param {Item} item */
  #add(item) {
    const waiting = this.all.findIndex(({ isWaiting }) => isWaiting);
    this.all.splice(waiting < 0 ? this.all.length : waiting, 0, item);
    return item;
  }

  /** @param {string} key @param {Item["kind"]} kind @param {string | null} runId @returns {Item} */
  #make(key, kind, runId) {
    const edits = this.#edits.get(key) ?? [];
    const isNothingYet = { isStored: false, isWaiting: false, canRetry: false, asks: false };
    const word = this.#words.get(key) ?? null;
    return { key, kind, text: "", pictures: [], ...isNothingYet, runId, tool: null, edits, word };
  }
}

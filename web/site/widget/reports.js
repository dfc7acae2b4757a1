// What a page is told of a conversation, as it happens. What was said before is not told again.
import { Conversation } from "../chat/conversation.js";

/** @typedef {import("../chat/items.js").Item} Item */
/** @typedef {import("./room.js").Tell} Tell */

/** A conversation that asks the page before it sends. */
export class ReportingConversation extends Conversation {
  /** @type {Tell} */
  tell = () => true;
  /** What was not there, or not whole, when it was last looked at. @type {Set<string>} */
  #unfinished = new Set();
  /** @type {Set<string>} */
  #told = new Set();

  /** @param {Tell} tell */
  reportTo(tell) {
    this.tell = tell;
    this.addEventListener("change", () => this.items.forEach((item) => this.#look(item)));
    this.addEventListener("edited", () => tell("memory", { kind: "edited" }));
  }

  /** @override @param {string} text @param {string[]} [pictures] */
  async send(text, pictures = []) {
    if (await this.tell("before-send", { text, pictures: pictures.length })) await super.send(text, pictures);
  }

  /** @param {Item} item */
  #look(item) {
    const { key, kind, text, tool, isStored, isWaiting } = item;
    if (kind === "error") return this.#once(key, "error", { error: new Error(text) });
    if (item.asks) {
      const call = { tool: tool?.name, arguments: tool?.arguments };
      return this.#once(`${key} asks`, "approval", { id: key, ...call });
    }
    if (kind !== "user" && kind !== "assistant") return;
    if (isWaiting || !isStored) this.#unfinished.add(key);
    else if (this.#unfinished.delete(key)) this.#once(key, "message", { id: item.id, role: kind, text });
  }

  /** @param {string} key @param {string} type @param {object} detail */
  #once(key, type, detail) {
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.tell(type, detail);
  }
}

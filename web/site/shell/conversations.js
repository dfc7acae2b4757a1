// Which conversation the chat shows. Those that were shown before are kept, so that several agents answer at once.
import { Conversation } from "../chat/conversation.js";

const KEPT = 8;

export class Conversations {
  /** @type {Map<string, Conversation>} */
  #kept = new Map();
  /** @type {Conversation | null} */
  #shown = null;

  /** @param {import("./app_object.js").App} app @param {import("../chat/chat.js").LettaChat} chat */
  constructor(app, chat) {
    this.app = app;
    this.chat = chat;
    app.addEventListener("changed", () => this.#shown?.catchUp());
    chat.addEventListener("navigate", (event) => this.#go(/** @type {CustomEvent} */ (event).detail));
    chat.addEventListener("tell", (event) => {
      event.preventDefault();
      const { sentence, ...telling } = /** @type {CustomEvent} */ (event).detail;
      app.tell(sentence, telling);
    });
  }

  /** With the agent that the page begins with: one may write before it is known. @param {Promise<string>} agentId */
  begin(agentId) {
    const conversation = this.#make(agentId, "");
    this.#put(conversation);
    agentId.then((id) => {
      this.#kept.set(id, conversation);
      this.app.selectAgent(id);
    });
  }

  /** @param {string} agentId @param {string} [conversationId]  the agent's main conversation if there is none */
  show(agentId, conversationId = "") {
    const key = agentId + conversationId;
    const conversation = this.#kept.get(key) ?? this.#make(Promise.resolve(agentId), conversationId);
    this.#kept.delete(key);
    this.#kept.set(key, conversation); // the last one stands last
    this.#forgetOld();
    this.app.selectAgent(agentId);
    if (conversation === this.#shown) return;
    this.#put(conversation);
    conversation.catchUp();
  }

  get shown() {
    return this.#shown;
  }

  /** @param {Promise<string>} agentId @param {string} conversationId */
  #make(agentId, conversationId) {
    const conversation = new Conversation(this.app.api, agentId, this.app.runtime.tools, conversationId);
    conversation.addEventListener("locked", async () => {
      const { askToUnlock } = await import("../screens/models/unlock.js");
      if (await askToUnlock(this.app.api)) conversation.retry();
    });
    return conversation;
  }

  /** Where a person wants to go from the chat. @param {any} detail */
  #go({ to, agentId, conversationId }) {
    const { app } = this;
    app.go(to === "timeline" ? app.link("memory", agentId, to) : app.link("chat", agentId, conversationId));
  }

  /** @param {Conversation} conversation */
  #put(conversation) {
    this.#shown = conversation;
    this.chat.conversation = conversation;
  }

  #forgetOld() {
    for (const [key, conversation] of this.#kept) {
      if (this.#kept.size <= KEPT) return;
      if (!conversation.isRunning && conversation !== this.#shown) this.#kept.delete(key);
    }
  }
}

// What is known of a conversation's history: its newest part, which goes on growing, and the older part that somebody
// went to, until the two meet.
import { editsOf, nameOf } from "./edits.js";
import { Items } from "./items.js";
import { Pages } from "./pages.js";

/** @typedef {import("./items.js").Item} Item */

export class History {
  newest = new Items();
  /** @type {Items | null} */
  older = null;
  /** The newest message of a person's. @type {any} */
  lastSent;
  /** Whether there is more before what is known of each part. @type {Map<Items, boolean>} */
  #hasMore = new Map();
  /** @type {Promise<unknown>} */
  #reading = Promise.resolve();
  /** @type {Map<string, import("./edits.js").Edit[]>} */
  #edits = new Map();

  /** @param {import("./conversation.js").Conversation} conversation */
  constructor(conversation) {
    this.conversation = conversation;
    this.pages = new Pages(conversation.api, () => conversation.agentId, conversation.id);
  }

  /** The part that is looked at. */
  get shown() {
    return this.older ?? this.newest;
  }

  get hasOlder() {
    return this.#hasMore.get(this.shown) ?? false;
  }

  get hasNewer() {
    return this.older !== null;
  }

  /** Bring the newest part in line. */
  async refresh() {
    const { messages, isWhole } = await this.pages.newest();
    this.lastSent = messages.findLast(({ message_type: type }) => type === "user_message");
    if (!this.newest.update(messages)) this.#hasMore.set(this.newest, !isWhole);
    await this.learn();
  }

  /** Put an older page before what is shown. */
  loadOlder() {
    return this.#inTurn(async () => {
      const part = this.shown;
      const [first] = part.all;
      if (!first?.id || !this.#hasMore.get(part)) return;
      const { messages, isWhole } = await this.pages.before(first.id);
      this.#hasMore.set(part, !isWhole);
      part.putBefore(messages);
      await this.#learnOf(part, messages);
    });
  }

  /** Put a newer page behind what is shown, up to where the newest part begins. */
  loadNewer() {
    return this.#inTurn(async () => {
      const part = this.older;
      const last = part?.all.findLast(({ id }) => id);
      if (!part || !last) return;
      const { messages, isWhole } = await this.pages.after(last.id);
      part.putBehind(messages);
      await this.#learnOf(part, messages);
      this.#join(part, isWhole);
    });
  }

  /** Show the part around a message. Returns whether it is in this conversation. @param {string} id */
  async goTo(id) {
    if (!this.#has(this.shown, id) && this.#has(this.newest, id)) this.older = null;
    if (!this.#has(this.shown, id))
      await this.#inTurn(async () => {
        const { messages, isFirst } = await this.pages.around(id);
        await this.#show(messages, isFirst);
      });
    this.conversation.changed();
    return this.#has(this.shown, id);
  }

  /** Show the beginning. */
  goToStart() {
    return this.#inTurn(async () => {
      if (!this.hasOlder) return;
      const { messages } = await this.pages.oldest();
      await this.#show(messages, true);
    });
  }

  /** Show the newest part. */
  goToEnd() {
    this.older = null;
    this.conversation.changed();
  }

  /** Forget an item and all that came after it. @param {string} key */
  forgetFrom(key) {
    const part = this.shown;
    part.forgetFrom(key);
    this.#hasMore.set(this.newest, this.#hasMore.get(part) ?? false);
    this.newest.all = part.all;
    this.older = null;
  }

  /** Know the memory edits of the newest part anew. */
  async learn() {
    await this.#learnOf(this.newest, this.newest.all);
    const { asking } = this.newest;
    if (asking.some(({ tool, pending }) => !pending && !this.conversation.tools.has(tool?.name ?? "")))
      await this.#learnWhatWaits(asking);
  }

  /** @param {any[]} messages @param {boolean} isFirst */
  async #show(messages, isFirst) {
    const part = new Items();
    part.putBefore(messages);
    this.#hasMore.set(part, !isFirst);
    await this.#learnOf(part, messages);
    this.older = part;
    this.#join(part, false);
  }

  /** Where two parts meet they are one. @param {Items} part @param {boolean} isWhole  whether nothing lies between them */
  #join(part, isWhole) {
    const keys = new Set(this.newest.all.map(({ key }) => key));
    const meeting = part.all.findIndex(({ key }) => keys.has(key));
    if (meeting < 0 && !isWhole) return;
    const before = meeting < 0 ? part.all : part.all.slice(0, meeting);
    const from = this.newest.all.findIndex(({ key }) => key === part.all[meeting]?.key);
    this.newest.all = [...before, ...this.newest.all.slice(Math.max(0, from))];
    this.#hasMore.set(this.newest, this.#hasMore.get(part) ?? false);
    this.older = null;
  }

  /** @param {Items} part @param {string} id */
  #has(part, id) {
    return part.all.some((item) => item.id === id);
  }

  /** Learn what the calls among these changed in memory. @param {Items} part @param {{ date?: string, message_type?: string, kind?: string }[]} told */
  async #learnOf(part, told) {
    const calls = told.filter(({ message_type: type, kind }) => kind === "tool" || type?.startsWith("tool_"));
    const dates = calls.map(({ date }) => date).filter(Boolean);
    if (!dates[0]) return;
    const until = part === this.newest ? "" : (told.at(-1)?.date ?? "");
    const { api, agentId } = this.conversation;
    const found = await editsOf(api, agentId, dates[0], until).catch(() => new Map()); // not everybody may see it
    for (const [name, edits] of found) this.#edits.set(name, edits);
    let isNew = false;
    for (const item of part.all) {
      const edits = item.tool ? this.#edits.get(nameOf(item.stepId, item.tool.id)) : undefined;
      if (!edits || JSON.stringify(edits) === JSON.stringify(item.edits)) continue;
      part.change(item, { edits });
      isNew = true;
    }
    this.conversation.changed();
    if (isNew) this.conversation.dispatchEvent(new Event("edited"));
  }

  /** Learn what waiting calls would change in memory. @param {Item[]} asking */
  async #learnWhatWaits(asking) {
    const { api, agentId } = this.conversation;
    const waiting = await api.get(`/v1/agents/${agentId}/core-memory/pending`).catch(() => []);
    for (const item of asking) {
      const pending = waiting.find((/** @type {any} */ each) => each.tool_call_id === item.tool?.id) ?? null;
      if (pending) this.newest.change(item, { pending });
    }
    this.conversation.changed();
  }

  /** @param {() => Promise<void>} work */
  #inTurn(work) {
    this.#reading = this.#reading
      .then(work)
      .catch((error) => this.newest.addError(error))
      .then(() => this.conversation.changed());
    return this.#reading;
  }
}

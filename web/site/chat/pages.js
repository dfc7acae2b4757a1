// A conversation's history in pages, from wherever one looks.

/** @typedef {{ messages: any[], isWhole: boolean }} Page  the oldest message first; `isWhole` if nothing more lies in that direction */

const PAGE = 60; // messages fetched at once
const AROUND = 30; // messages on each side of one that is looked for

export class Pages {
  /** @param {import("../api.js").Api} api @param {() => string} agentId @param {string} conversationId */
  constructor(api, agentId, conversationId) {
    this.api = api;
    this.agentId = agentId;
    this.conversationId = conversationId;
  }

  newest() {
    return this.#read({ limit: PAGE });
  }

  oldest() {
    return this.#read({ limit: PAGE, order: "asc" });
  }

  /** @param {string} id  of a message */
  before(id, limit = PAGE) {
    return this.#read({ limit, before: id });
  }

  /** @param {string} id  of a message */
  after(id, limit = PAGE) {
    return this.#read({ limit, order: "asc", after: id });
  }

  /** @param {string} id  of a message @returns {Promise<{ messages: any[], isFirst: boolean }>} */
  async around(id) {
    const [older, itself, newer] = await Promise.all([
      this.before(id, AROUND),
      this.api.get(`/v1/messages/${id}`),
      this.after(id, AROUND),
    ]);
    return { messages: [...older.messages, ...itself, ...newer.messages], isFirst: older.isWhole };
  }

  /** @param {Record<string, string | number>} asked @returns {Promise<Page>} */
  async #read(asked) {
    const query = new URLSearchParams({ conversation_id: this.conversationId });
    for (const [name, value] of Object.entries(asked)) query.set(name, String(value));
    const messages = await this.api.get(`/v1/agents/${this.agentId()}/messages?${query}`);
    return { messages, isWhole: messages.length < Number(asked.limit) };
  }
}

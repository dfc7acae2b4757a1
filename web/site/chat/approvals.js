// The words on calls that wait for one: a person's, or this page's own where its tool was allowed once and for all.

/** @typedef {import("./items.js").Item} Item */

export class Approvals {
  /** Calls whose answer is on its way: the history may still show them as waiting. @type {Set<string>} */
  #answered = new Set();

  /** @param {import("../page_tools.js").PageTools} tools  of this page @param {() => import("./items.js").Items} items */
  constructor(tools, items) {
    this.tools = tools;
    this.items = items;
  }

  /** @param {Item} item @param {boolean} word @param {{ always?: boolean, reason?: string }} more */
  give(item, word, { always = false, reason = "" }) {
    if (always && item.tool) this.tools.allow(item.tool.name);
    this.items().decide(item.key, word, reason);
  }

  /** The calls that are to be answered now, which is once there is a word on every one of them. */
  take() {
    const items = this.items();
    const asking = items.asking.filter(({ key }) => !this.#answered.has(key));
    for (const item of asking) if (this.tools.isAllowed(item.tool?.name ?? "")) items.decide(item.key, true);
    if (asking.some(({ word }) => word === null)) return [];
    for (const item of asking) {
      this.#answered.add(item.key);
      items.change(item, { asks: false });
    }
    return asking;
  }

  /** What the agent is told; calls of this page are carried out for it. @param {Item[]} asking */
  verdictsOn(asking) {
    return Promise.all(asking.map((item) => this.#verdictOn(item)));
  }

  /** An answer that has arrived is in the history; one that was lost may be given again. @param {Item[]} asking */
  forget(asking) {
    for (const { key } of asking) {
      this.#answered.delete(key);
      if (this.items().asking.some((item) => item.key === key)) this.items().decide(key, null);
    }
  }

  /** @param {Item} item  with a word on it */
  async #verdictOn({ tool, word, reason }) {
    const { id, name, arguments: text } = /** @type {NonNullable<Item["tool"]>} */ (tool);
    const call = { tool_call_id: id };
    if (!this.tools.has(name)) return { type: "approval", ...call, approve: word, ...(reason && { reason }) };
    if (word) return { type: "tool", ...call, ...(await this.tools.call(name, text)) };
    const told = ["The person did not allow this call.", reason].filter(Boolean).join(" ");
    return { type: "tool", ...call, tool_return: told, status: "error" };
  }
}

// <letta-memory>: the agent's core memory, block by block. A person may read it, and put it right by hand.
import { h } from "./dom.js";

/** @typedef {{ id: string, label: string, value: string, limit: number, description: string | null, read_only: boolean }} Block */

export class LettaMemory extends HTMLElement {
  /** @type {import("./api.js").Api | null} */
  #api = null;
  #agentId = "";
  /** @type {Map<string, string>} */
  #known = new Map();

  /** @param {import("./api.js").Api} api @param {string} agentId */
  show(api, agentId) {
    if (agentId !== this.#agentId) this.#known.clear();
    this.#api = api;
    this.#agentId = agentId;
    return this.refresh();
  }

  async refresh() {
    if (!this.#api || this.querySelector("form")) return; // never under a person's hands
    /** @type {Block[]} */
    const blocks = await this.#api.get(`/v1/agents/${this.#agentId}/core-memory/blocks`);
    this.replaceChildren(
      h("h2", {}, "Memory"),
      h("p", { class: "hint" }, "What your agent always has in mind. It edits this itself, and so can you."),
      ...blocks.map((block) => this.#draw(block)),
    );
    this.#known = new Map(blocks.map(({ label, value }) => [label, value]));
  }

  /** @param {Block} block */
  #draw(block) {
    const { label, value, limit, description } = block;
    const before = this.#known.get(label);
    const section = h(
      "section",
      { class: before !== undefined && before !== value ? "block fresh" : "block", "data-label": label },
      h("h3", { title: description ?? "" }, label),
      h("p", { class: value ? "value" : "value empty" }, value || "Empty so far."),
    );
    const count = `${value.length.toLocaleString()} of ${limit.toLocaleString()} characters`;
    const edit = h("button", { class: "quiet", onclick: () => this.#edit(section, block) }, "Edit");
    section.append(h("footer", {}, h("span", {}, count), edit));
    return section;
  }

  /** @param {HTMLElement} section @param {Block} block */
  #edit(section, { label, value, limit }) {
    const input = h("textarea", {
      name: "value",
      maxlength: String(limit),
      "aria-label": `Memory block ${label}`,
    });
    input.value = value;
    const error = h("p", { class: "error", role: "alert" });
    const close = () => {
      form.remove();
      this.refresh();
    };
    const save = async (/** @type {Event} */ event) => {
      event.preventDefault();
      try {
        await this.#api?.patch(`/v1/agents/${this.#agentId}/core-memory/blocks/${label}`, {
          value: input.value,
        });
        close();
      } catch (problem) {
        error.textContent = String(problem instanceof Error ? problem.message : problem);
      }
    };
    const buttons = h(
      "footer",
      {},
      h("button", { type: "button", class: "quiet", onclick: close }, "Cancel"),
      h("button", {}, "Save"),
    );
    const form = h("form", { onsubmit: save }, input, error, buttons);
    section.replaceChildren(h("h3", {}, label), form);
    input.focus();
  }
}

customElements.define("letta-memory", LettaMemory);

// <letta-settings>: the dialog of the settings. Its sections are modules of their own, fetched when it opens.
import { h } from "./dom.js";

/** @typedef {{ api: import("./api.js").Api, agentId: string, status: import("./election.js").Status }} Shown */

/**
 * What a section is given: `onModel` hears that the agent thinks with another model, `onAgent` which agent to
 * show, `onVoice` that the voice is to be used otherwise.
 * @typedef {Shown & { onModel: () => void, onAgent: (id: string) => void, onVoice: () => void }} Context
 */

/** @type {(() => Promise<{ section: (context: Context) => Promise<HTMLElement> }>)[]} */
const SECTIONS = [
  () => import("./settings/keys.js"),
  () => import("./settings/models.js"),
  () => import("./settings/doctor.js"),
  () => import("./settings/trial.js"),
  () => import("./settings/workbench.js"),
  () => import("./settings/web_access.js"),
  () => import("./settings/voice.js"),
  () => import("./settings/agent_file.js"),
  () => import("./settings/storage.js"),
];

/** Events: "agent" with { id } when another agent should be shown, "model" when this one thinks with another, "voice". */
export class LettaSettings extends HTMLElement {
  #dialog = h("dialog", { "aria-label": "Settings" });

  connectedCallback() {
    this.append(this.#dialog);
    this.#dialog.addEventListener("click", ({ target }) => target === this.#dialog && this.#dialog.close());
  }

  /** @param {Shown} shown */
  async open(shown) {
    const close = h(
      "button",
      { class: "quiet close", "aria-label": "Close", onclick: () => this.#dialog.close() },
      "Close",
    );
    const context = {
      ...shown,
      onModel: () => this.dispatchEvent(new Event("model")),
      onVoice: () => this.dispatchEvent(new Event("voice")),
      onAgent: (/** @type {string} */ id) => this.dispatchEvent(new CustomEvent("agent", { detail: { id } })),
    };
    const sections = await Promise.all(SECTIONS.map(async (load) => (await load()).section(context)));
    this.#dialog.replaceChildren(h("header", {}, h("h2", {}, "Settings"), close), ...sections);
    if (!this.#dialog.open) this.#dialog.showModal();
  }
}

customElements.define("letta-settings", LettaSettings);

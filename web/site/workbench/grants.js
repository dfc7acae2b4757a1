// What a person grants to a tool. Grants are for the source as it was when they were given.
import { tell } from "./tell.js";
import { words } from "../words/words.js";
import { grantsOf, grantsText } from "./lines.js";

const t = await words("workbench");

/** @typedef {{ id: string, name: string }} Tool */

export class Grants {
  /** @type {Tool | null} */
  #tool = null;
  #form;
  #hint;
  #values = Object.assign(document.createElement("a"), { textContent: t.values, target: "_blank" });

  /** @param {import("../api.js").Api} api @param {HTMLElement} section */
  constructor(api, section) {
    this.api = api;
    this.#form = /** @type {HTMLFormElement} */ (section.querySelector("form"));
    this.#hint = /** @type {HTMLElement} */ (section.querySelector(".hint"));
    const said = /** @type {HTMLElement} */ (section.querySelector(".said"));
    this.#field("variables").closest("label")?.after(this.#values);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      tell(said, () => this.#give());
    });
  }

  /** @param {Tool | null} tool  as it is saved */
  async show(tool) {
    this.#tool = tool;
    const none = { hosts: [], variables: [], index: null, revoked: false };
    const grants = tool ? await this.api.get(`/v1/tools/${tool.id}/grants`) : none;
    for (const [name, text] of Object.entries(grantsText(grants))) this.#field(name).value = text;
    this.#hint.textContent = !tool ? t.grantsUnsaved : grants.revoked ? t.grantsRevoked : t.grantsNone;
    this.#hint.classList.toggle("error", grants.revoked);
    this.#values.href = `../#/tools/tool/${tool?.id}`;
    this.#values.hidden = !grants.variables.length;
    for (const button of this.#form.querySelectorAll("button")) button.disabled = !tool;
  }

  async #give() {
    if (!this.#tool) throw new Error(t.grantsUnsaved);
    const written = Object.fromEntries(
      ["hosts", "variables", "index"].map((name) => [name, this.#field(name).value]),
    );
    await this.api.put(`/v1/tools/${this.#tool.id}/grants`, grantsOf(/** @type {any} */ (written)));
    await this.show(this.#tool);
    return t.granted(this.#tool.name);
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}

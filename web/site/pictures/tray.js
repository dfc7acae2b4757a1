// <letta-pictures>: the pictures that go with the next message, to be looked at and taken back.
import { h } from "../dom.js";
import { hasCamera, photograph } from "./camera.js";
import { read, shrink } from "./shrink.js";

const MOST = 6;
const BUDGET = 1_200_000; // bytes of all pictures of a message: with base64, what one value of the database holds

/** @typedef {{ picture: ImageBitmap, element: HTMLElement }} Entry */

/** Event: "change" when pictures came or went. */
export class LettaPictures extends HTMLElement {
  /** @type {Entry[]} */
  #entries = [];
  #list = h("ul", { class: "pictures", "aria-label": "Pictures of the next message" });
  #said = h("p", { class: "said error", role: "alert" });
  #pick = h("input", {
    type: "file",
    accept: "image/*",
    multiple: true,
    class: "visually-hidden",
    "aria-label": "Picture files",
    onchange: () => this.#picked(),
  });

  connectedCallback() {
    if (this.childElementCount) return;
    const camera = h("button", { type: "button", onclick: () => this.#photograph() }, "Take a photo");
    this.append(
      this.#list,
      h(
        "div",
        { class: "row" },
        h("button", { type: "button", onclick: () => this.#pick.click() }, "Choose pictures"),
        hasCamera ? camera : null,
        this.#pick,
      ),
      this.#said,
    );
  }

  /** Whether there is something to be sent. */
  get isFull() {
    return this.#entries.length > 0;
  }

  toggle() {
    this.toggleAttribute("hidden");
  }

  /** @param {Iterable<Blob>} files */
  async add(files) {
    this.hidden = false;
    this.#said.textContent = "";
    try {
      for (const file of files) await this.#addOne(file);
    } catch (error) {
      this.#said.textContent = /** @type {Error} */ (error).message;
    }
  }

  /** The pictures as `data:` URLs; the tray is empty after it. */
  async take() {
    const entries = this.#entries;
    this.#entries = [];
    this.hidden = true;
    this.#changed();
    const most = BUDGET / entries.length;
    return Promise.all(entries.map(({ picture }) => shrink(picture, most)));
  }

  /** @param {Blob} file */
  async #addOne(file) {
    if (this.#entries.length === MOST) throw new Error(`A message can have ${MOST} pictures.`);
    const picture = await read(file);
    const src = await shrink(picture, BUDGET);
    const remove = () => this.#remove(entry);
    const label = `Remove picture ${this.#entries.length + 1}`;
    const button = h("button", { type: "button", "aria-label": label, onclick: remove }, "×");
    const entry = { picture, element: h("li", {}, h("img", { src, alt: "" }), button) };
    this.#entries.push(entry);
    this.#changed();
  }

  /** @param {Entry} entry */
  #remove(entry) {
    this.#entries = this.#entries.filter((each) => each !== entry);
    this.#changed();
  }

  async #picked() {
    await this.add(this.#pick.files ?? []);
    this.#pick.value = "";
  }

  async #photograph() {
    try {
      const photo = await photograph();
      if (photo) await this.add([photo]);
    } catch (error) {
      this.#said.textContent = /** @type {Error} */ (error).message;
    }
  }

  #changed() {
    this.#list.replaceChildren(...this.#entries.map(({ element }) => element));
    this.dispatchEvent(new Event("change"));
  }
}

customElements.define("letta-pictures", LettaPictures);

/** A tray in front of a form, shut. @param {HTMLFormElement | null} form @param {() => void} onChange */
export function trayBefore(form, onChange) {
  const tray = new LettaPictures();
  tray.hidden = true;
  tray.addEventListener("change", onChange);
  form?.before(tray);
  return tray;
}

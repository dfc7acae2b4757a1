// <letta-pictures>: the pictures that go with the next message, to be looked at and taken back; and the way to files.
import { h } from "../../dom.js";
import { hasCamera, photograph } from "./camera.js";
import { read, shrink } from "./shrink.js";

/** @typedef {import("../log.js").Words} Words */
/** @typedef {{ onChange: () => void, onFiles: (files: File[]) => void }} Listener  `onChange` when pictures came or went */
/** @typedef {{ picture: ImageBitmap, element: HTMLElement }} Entry */

const MOST = 6;
const BUDGET = 1_200_000; // bytes of all pictures of a message: with base64, what one value of the database holds

export class LettaPictures extends HTMLElement {
  /** @type {Entry[]} */
  #entries = [];
  #list;
  #said = h("p", { class: "error", role: "alert" });

  /** @param {Words} t @param {Listener} listener */
  constructor(t, listener) {
    super();
    this.t = t;
    this.listener = listener;
    this.#list = h("ul", { class: "pictures", "aria-label": t.picturesOfNext });
  }

  connectedCallback() {
    if (this.childElementCount) return;
    const { t } = this;
    const camera = h("button", { type: "button", onclick: () => this.#photograph() }, t.takePhoto);
    const pictures = chooser("image/*", t.pictureFiles, (files) => this.add(files));
    const files = chooser("", t.textFiles, (files) => this.listener.onFiles(files));
    const choose = (/** @type {HTMLInputElement} */ input, /** @type {string} */ label) =>
      h("button", { type: "button", onclick: () => input.click() }, label);
    const buttons = [
      choose(pictures, t.choosePictures),
      hasCamera ? camera : null,
      choose(files, t.chooseFiles),
    ];
    this.append(this.#list, h("div", { class: "row" }, ...buttons, pictures, files), this.#said);
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
    const { t } = this;
    if (this.#entries.length === MOST) throw new Error(t.mostPictures(MOST));
    const picture = await read(file).catch(() => {
      throw new Error(t.noPicture);
    });
    const src = await shrink(picture, BUDGET);
    const remove = () => this.#remove(entry);
    const label = t.removePicture(this.#entries.length + 1);
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

  async #photograph() {
    try {
      const photo = await photograph(this.getRootNode(), this.t);
      if (photo) await this.add([photo]);
    } catch (error) {
      this.#said.textContent = /** @type {Error} */ (error).message;
    }
  }

  #changed() {
    this.#list.replaceChildren(...this.#entries.map(({ element }) => element));
    this.listener.onChange();
  }
}

customElements.define("letta-pictures", LettaPictures);

/** What chooses files. @param {string} accept @param {string} label @param {(files: File[]) => void} onFiles */
function chooser(accept, label, onFiles) {
  const take = () => {
    onFiles([...(input.files ?? [])]);
    input.value = "";
  };
  const input = h("input", {
    type: "file",
    accept,
    multiple: true,
    class: "visually-hidden",
    tabindex: "-1",
    "aria-label": label,
    onchange: take,
  });
  return input;
}

/** A tray in front of a form, shut. @param {HTMLFormElement} form @param {Words} t @param {Listener} listener */
export function trayBefore(form, t, listener) {
  const tray = new LettaPictures(t, listener);
  tray.hidden = true;
  form.before(tray);
  return tray;
}

// The home "frame": the runtime and the memory in a frame of our origin, where the page can't read them. All that the
// two say to each other goes over one port, and it is handed over only between the exact origins that both expect.
// The page learns that something was said, and never what; what it wants said or done, the person does in the frame.
import { h } from "../dom.js";
import { PageTools } from "../page_tools.js";
import { fetchFile } from "./guide.js";
import { looksOf } from "./looks.js";
import { register } from "./offering.js";

/** @typedef {import("./room.js").Wishes} Wishes */
/** @typedef {import("./room.js").Tell} Tell */

const PATIENCE = 15_000; // ms; a frame that says nothing until then does not let this page have one

/** @type {import("./room.js").Furnish} */
export async function furnish(wishes, tell) {
  return new FramedRoom(wishes, tell);
}

/** A `Room`, see room.js. */
class FramedRoom {
  home = /** @type {const} */ ("frame");
  menu = ["memory", "export", "delete"];
  #tools = new PageTools();
  /** @type {PromiseWithResolvers<MessagePort>} */
  #port = Promise.withResolvers();
  #left = new AbortController();

  /** @param {Wishes} wishes @param {Tell} tell */
  constructor(wishes, tell) {
    this.wishes = wishes;
    this.tell = tell;
    this.address = new URL("widget/frame.html", wishes.base || new URL("../", import.meta.url));
    this.address.searchParams.set("host", location.origin);
    const title = wishes.words.dialog(wishes.label || wishes.words.name);
    this.node = h("iframe", { title, src: this.address.href, referrerpolicy: "no-referrer" });
    addEventListener("message", (event) => this.#meet(event), { signal: this.#left.signal });
    this.node.addEventListener("load", () => setTimeout(() => this.#giveUp(), PATIENCE), { once: true });
  }

  async focus() {
    this.node.focus();
    (await this.#port.promise).postMessage({ type: "focus" });
  }

  /** @param {string} what @returns {undefined} */
  open(what) {
    this.#say({ type: "open", what });
  }

  /** @param {string} text */
  send(text) {
    return this.#say({ type: "suggest", text });
  }

  /** @param {import("./room.js").Tools} tools */
  offer(tools) {
    register(this.#tools, tools);
    this.#say({ type: "offer", specs: this.#tools.specs });
  }

  async exportAgent() {
    this.open("export");
    return null;
  }

  async deleteEverything() {
    this.open("delete");
  }

  leave() {
    this.#left.abort();
  }

  /** A frame that was moved in the page begins anew, and with a new port. @param {MessageEvent} event */
  async #meet({ source, origin, data, ports: [port] }) {
    if (source !== this.node.contentWindow || origin !== this.address.origin || data !== "letta-frame")
      return;
    port.onmessage = ({ data }) => this.#hear(port, data);
    const { src, label, placeholder, theme, model, language, ownWords, provider } = this.wishes;
    const file = src ? await fetchFile(src).catch(() => null) : null;
    const words = Object.fromEntries(Object.entries(ownWords).filter(([, text]) => typeof text === "string"));
    const wishes = { src, label, placeholder, theme, model, language, ownWords: words, provider };
    port.postMessage({ type: "furnish", wishes, file, looks: looksOf(this.node), specs: this.#tools.specs });
    this.#port.resolve(port);
  }

  /** @param {MessagePort} port @param {any} message */
  async #hear(port, { type, id, name, text, what, detail }) {
    if (type === "tell")
      port.postMessage({ type: "answer", id, answer: this.tell(what, this.#asEvent(detail)) });
    if (type === "call") port.postMessage({ type: "answer", id, answer: await this.#tools.call(name, text) });
  }

  /** @param {any} detail */
  #asEvent(detail) {
    return detail?.error ? { error: new Error(detail.error) } : detail;
  }

  /** @param {object} message */
  async #say(message) {
    (await this.#port.promise.catch(() => null))?.postMessage(message);
  }

  #giveUp() {
    const error = new Error(`${this.address.origin} lets no agent into pages of ${location.origin}.`);
    this.#port.promise.catch(() => this.tell("failed", error));
    this.#port.reject(error); // unless it is there
  }
}

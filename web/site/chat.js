// <letta-chat>: shows a conversation and takes messages. It holds no state of the conversation's.
import { eachFrame, h, replaceInPlace } from "./dom.js";
import { draw, keepOpen, thinking } from "./drawing.js";
import { markdown } from "./markdown.js";

/** @typedef {import("./items.js").Item} Item */
/** @typedef {{ element: HTMLElement, seen: string }} Drawn */

const DRAFT = "lettawasm.draft";
const NEAR_BOTTOM = 80; // px within which new text keeps the end in sight

export class LettaChat extends HTMLElement {
  /** @type {import("./conversation.js").Conversation | null} */
  #conversation = null;
  /** @type {Map<string, Drawn>} */
  #drawn = new Map();
  #log = h("div", {
    class: "log",
    role: "log",
    "aria-live": "off",
    "aria-label": "Conversation",
    tabindex: "0",
  });
  #older = h(
    "button",
    { class: "quiet", hidden: true, onclick: () => this.#conversation?.loadOlder() },
    "Earlier messages",
  );
  #news = h("p", { class: "visually-hidden", role: "status" });
  #input = h("textarea", {
    rows: "1",
    "aria-label": "Message",
    placeholder: "Say something",
    oninput: () => this.#grow(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event),
  });
  #button = h("button", { class: "send", type: "submit" }, "Send");
  #add = h(
    "button",
    { class: "quiet add", type: "button", "aria-label": "Add pictures", onclick: () => this.#pictures() },
    "+",
  );
  /** @type {import("./pictures/tray.js").LettaPictures | null} */
  #tray = null;
  /** @type {import("./voice/voice.js").LettaVoice | null} */
  #voice = null;
  #draw = eachFrame(() => this.#drawNow());
  #announced = "";

  connectedCallback() {
    if (this.childElementCount) return;
    const form = h("form", {
      class: "composer",
      onsubmit: (/** @type {Event} */ event) => this.#submit(event),
    });
    form.append(this.#add, this.#input, this.#button);
    this.append(h("div", { class: "scroll" }, this.#older, this.#log), form, this.#news);
    this.addEventListener("paste", (event) => this.#given(event, event.clipboardData));
    this.addEventListener("drop", (event) => this.#given(event, event.dataTransfer));
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.#input.value = sessionStorage.getItem(DRAFT) ?? ""; // a reload must not cost what was being written
    this.useVoice();
  }

  /** Speak and listen as the person wishes now, which is not at all unless they said so. */
  async useVoice() {
    if (!this.#voice && !localStorage.getItem("lettawasm.voice")) return;
    const { voiceBefore } = await import("./voice/voice.js");
    this.#voice ??= voiceBefore(this.#button, (text, isFinal) => this.#hear(text, isFinal));
    this.#voice.refresh();
  }

  /** @param {string} text @param {boolean} isFinal */
  #hear(text, isFinal) {
    this.#input.value = text;
    this.#grow();
    if (isFinal) this.#button.form?.requestSubmit();
  }

  /** @param {import("./conversation.js").Conversation} conversation */
  set conversation(conversation) {
    this.#conversation?.removeEventListener("change", this.#draw);
    this.#conversation = conversation;
    this.#drawn.clear();
    this.#log.replaceChildren();
    conversation.addEventListener("change", this.#draw);
    this.#draw();
    this.#input.focus();
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const text = this.#input.value.trim();
    if (this.#tray?.isFull) return this.#tray.take().then((pictures) => this.#say(text, pictures));
    if (!text) return this.#conversation?.isRunning ? this.#stop() : undefined;
    this.#say(text);
  }

  /** @param {string} text @param {string[]} [pictures] */
  #say(text, pictures) {
    this.#voice?.hush();
    this.#conversation?.send(text, pictures);
    this.#input.value = "";
    this.#grow();
    this.#scrollToEnd();
  }

  /**
   * Show the tray for pictures, which is fetched with the first of them, and put these into it.
   * @param {File[]} [files]
   */
  async #pictures(files) {
    const { trayBefore } = await import("./pictures/tray.js");
    this.#tray ??= trayBefore(this.#button.form, () => this.#label());
    if (files) await this.#tray.add(files);
    else this.#tray.toggle();
  }

  /** What was pasted or dropped, if there are pictures in it. @param {Event} event @param {DataTransfer | null} given */
  #given(event, given) {
    const files = [...(given?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
    if (!files.length) return;
    event.preventDefault();
    this.#pictures(files);
  }

  #stop() {
    this.#voice?.hush();
    this.#conversation?.stop();
    if (matchMedia("(pointer: fine)").matches) this.#input.focus(); // elsewhere a keyboard would jump up
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#button.form?.requestSubmit();
  }

  #grow() {
    this.#input.style.height = "auto";
    this.#input.style.height = `${this.#input.scrollHeight}px`;
    sessionStorage.setItem(DRAFT, this.#input.value);
    this.#label();
  }

  #label() {
    const canStop = this.#conversation?.isRunning && !this.#input.value.trim() && !this.#tray?.isFull;
    this.#button.textContent = canStop ? "Stop" : "Send";
  }

  #drawNow() {
    if (!this.#conversation) return;
    const { items, isRunning, hasMore } = this.#conversation;
    const wasAtEnd = this.#isAtEnd();
    const elements = items.map((item) => this.#elementOf(item));
    const waiting = items.filter(({ isWaiting }) => isWaiting).length; // they stand last
    const last = items.at(-1 - waiting);
    if (isRunning && last?.kind !== "assistant") elements.splice(items.length - waiting, 0, thinking);
    replaceInPlace(this.#log, elements);
    this.#log.setAttribute("aria-busy", String(isRunning || waiting > 0));
    this.#older.hidden = !hasMore;
    this.#label();
    if (!isRunning) this.#announce(last);
    this.#voice?.follow(items, isRunning);
    if (wasAtEnd) this.#scrollToEnd();
  }

  /** @param {Item} item */
  #elementOf(item) {
    const seen = JSON.stringify(item, (key, value) => (key === "pictures" ? value.length : value));
    const drawn = this.#drawn.get(item.key);
    if (drawn?.seen === seen) return drawn.element;
    const element = draw(item, /** @type {import("./conversation.js").Conversation} */ (this.#conversation));
    keepOpen(drawn?.element, element);
    this.#drawn.set(item.key, { element, seen });
    return element;
  }

  /** Whole replies only: a reader must not hear every token. @param {Item | undefined} item */
  #announce(item) {
    if (!item || item.key === this.#announced || !["assistant", "error", "note"].includes(item.kind)) return;
    if (this.#announced) this.#news.replaceChildren(markdown(item.text).textContent ?? "");
    this.#announced = item.key;
  }

  get #scroller() {
    return /** @type {HTMLElement} */ (this.firstElementChild);
  }

  #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
  }

  #scrollToEnd() {
    requestAnimationFrame(() => this.#scroller.scrollTo({ top: this.#scroller.scrollHeight }));
  }
}

customElements.define("letta-chat", LettaChat);

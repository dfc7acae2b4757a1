// <letta-agent>: an agent on any page. This much is here from the start: a button, and a panel that is empty until it is
// first opened. Attributes and properties are in step; what the element tells are events that begin with `letta-`.
import { isOn, PLACES, reflectTexts, takeEarly, TEXTS, turn } from "./attributes.js";
import { HOMES } from "./room.js";
import { Surface } from "./surface.js";
import { speak } from "../words/words.js";
import { languageOf, wordsIn } from "./wording.js";

/** @typedef {import("./room.js").Room} Room */
/** @typedef {import("./room.js").Wishes} Wishes */
/** @typedef {import("../page_tools.js").PageTool} PageTool */

export class LettaAgent extends HTMLElement {
  static observedAttributes = [...Object.keys(TEXTS), "open", "inline", "lang", "dir"];

  /** @type {Promise<Room> | null} */
  #room = null;
  /** @type {Partial<import("./wording.js").Words>} */
  #ownWords = {};
  /** @type {import("./wording.js").Words | null} */
  #words = null;
  /** @type {Record<string, Omit<PageTool, "name">>} */
  #tools = {};
  /** @type {Record<string, any> | null} */
  #provider = null;
  #surface = new Surface(this.attachShadow({ mode: "open" }), {
    toggle: (isOpen) => turn(this, "open", isOpen),
    choose: (what) => this.#choose(what),
  });

  connectedCallback() {
    takeEarly(this, [...Object.keys(TEXTS), "words", "tools", "provider", "inline", "open"]);
    this.#surface.place(this.inline);
    this.#speak();
    if (this.inline || this.isOpen) this.#show();
  }

  /** An element that only moves is connected again at once, and keeps its room. */
  async disconnectedCallback() {
    this.#surface.hide();
    await null;
    if (!this.isConnected) this.#leave();
  }

  /** @param {string} name @param {string | null} before @param {string | null} after */
  attributeChangedCallback(name, before, after) {
    if (before === after || !this.isConnected) return;
    if (name === "open") return this.#toggle();
    if (name === "inline") return this.#surface.place(this.inline);
    if (name === "lang") this.#words = null;
    this.#speak();
    if (PLACES.includes(name)) this.#moveHouse();
  }

  /** Show the conversation. Setting it, as frameworks do with attributes, is the same as setting the attribute. */
  get open() {
    return () => turn(this, "open", true);
  }

  set open(/** @type {any} */ isOpen) {
    turn(this, "open", isOpen !== false && isOpen != null);
  }

  close() {
    turn(this, "open", false);
  }

  get isOpen() {
    return isOn(this, "open");
  }

  get inline() {
    return isOn(this, "inline");
  }

  set inline(isInline) {
    turn(this, "inline", isInline);
  }

  /** Words in place of ours, by their names in words/en/widget.js. */
  get words() {
    return this.#ownWords;
  }

  set words(words) {
    this.#ownWords = words ?? {};
    this.#speak();
  }

  /** Functions of the page that the agent may call, by their names; a person is asked before each call. */
  get tools() {
    return this.#tools;
  }

  set tools(tools) {
    this.#tools = tools ?? {};
    this.#room?.then(
      (room) => room.offer(this.#tools),
      () => {},
    );
  }

  /** A model server to think with, as POST /v1/providers/ takes it; its key stays in the memory of this page. */
  get provider() {
    return this.#provider;
  }

  set provider(provider) {
    this.#provider = provider;
  }

  /** Say something to the agent. In a frame it becomes a draft, which the person may send. @param {string} text */
  async send(text) {
    await (await this.#furnished()).send(String(text));
  }

  /** The agent with its memory and conversation, as an agent file. A frame offers it to the person alone. @returns {Promise<Blob | null>} */
  async exportAgent() {
    return (await this.#furnished()).exportAgent();
  }

  /** Forget all of it for good: the conversation and what the agent remembers. A frame asks the person first. */
  async deleteEverything() {
    await (await this.#furnished()).deleteEverything();
  }

  #toggle() {
    if (this.isOpen) this.#show();
    else this.#surface.hide();
    this.#dispatch("toggle", { isOpen: this.isOpen });
  }

  async #show() {
    this.#surface.show();
    await this.#furnished().catch(() => {}); // the surface says so
    if (this.isOpen || this.inline) this.#surface.focusInside(this.inline);
  }

  #furnished() {
    this.#room ??= this.#furnish();
    return this.#room;
  }

  async #furnish() {
    this.#surface.await();
    try {
      speak(languageOf(this));
      const { furnish } = await (HOMES[this.text("home")] ?? HOMES.here)();
      const room = await furnish(await this.#wishes(), (type, detail) => this.#tell(type, detail));
      room.offer(this.#tools);
      this.#surface.fill(room);
      return room;
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#room = null; // another opening tries again
    this.#surface.fail(error, () => this.#furnished().catch(() => {}));
    this.#dispatch("error", { error });
  }

  /** @returns {Promise<Wishes>} */
  async #wishes() {
    const texts = Object.fromEntries(Object.keys(TEXTS).map((name) => [name, this.text(name)]));
    const src = texts.src && new URL(texts.src, this.baseURI).href;
    const words = await this.#wording();
    const language = languageOf(this);
    const [provider, tools] = [this.#provider, this.#tools];
    return /** @type {Wishes} */ ({
      ...texts,
      src,
      words,
      ownWords: this.#ownWords,
      language,
      provider,
      tools,
    });
  }

  #leave() {
    this.#room?.then(
      (room) => room.leave(),
      () => {},
    );
    this.#room = null;
    this.#surface.empty();
  }

  #moveHouse() {
    const isNeeded = this.#room !== null;
    this.#leave();
    if (isNeeded && (this.isOpen || this.inline)) this.#show();
  }

  /** Put the words on the surface, and give the room what it was called. */
  async #speak() {
    const words = await this.#wording();
    const name = this.text("label");
    this.#surface.say(words, {
      name,
      position: this.text("position"),
      theme: this.text("theme"),
      dir: this.dir,
    });
  }

  /** @returns {Promise<import("./wording.js").Words>} */
  async #wording() {
    this.#words ??= await wordsIn(languageOf(this));
    return { ...this.#words, ...this.#ownWords };
  }

  /** @param {string} what  of the menu */
  async #choose(what) {
    const room = await this.#furnished();
    const file = what === "export" ? await room.exportAgent() : room.open(what);
    if (file) this.#surface.save(file);
  }

  /** Returns whether nobody objected. @param {string} type @param {unknown} detail */
  #tell(type, detail) {
    if (type === "name") this.#surface.name(String(detail));
    else if (type === "close") this.close();
    else if (type === "failed") this.#fail(detail);
    else return this.#dispatch(type, detail);
    return true;
  }

  /** @param {string} type @param {unknown} detail */
  #dispatch(type, detail) {
    const cancelable = type === "before-send";
    const options = { detail, cancelable, bubbles: true, composed: true };
    return this.dispatchEvent(new CustomEvent(`letta-${type}`, options));
  }

  /** @param {string} name  of an attribute */
  text(name) {
    return this.getAttribute(name) ?? /** @type {Record<string, string>} */ (TEXTS)[name];
  }
}

reflectTexts(LettaAgent, TEXTS);

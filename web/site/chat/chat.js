// <letta-chat>: a conversation with an agent, in the app and on anybody's page. It knows of nothing but its conversation.
//
// Properties: `conversation` (a Conversation), `words` (what replaces some of words/en/chat.js), `features` (what is
// offered: any of FEATURES, and all of them unless told otherwise).
// Methods: focus(), search(), jumpTo(messageId, words?), goToEnd(), useVoice(), write(text), add(files).
// Events, all bubbling and composed: "navigate" with { to: "timeline", agentId, edits } or { to: "conversation", agentId,
// conversationId }, and "tell" with { sentence, isError }, which is said here unless somebody prevents that.
import { LitElement, html, nothing } from "../lib/lit.js";
import { base } from "../style/base.js";
import { words } from "../words/words.js";
import { noteOf } from "./rows/drawn.js";
import { chatStyle } from "./style/chat.js";
import { isWished } from "./voice/wishes.js";
import "./composer.js";
import "./log.js";

/** @typedef {import("./log.js").Words} Words */
/** @typedef {import("./items.js").Item} Item */

export const FEATURES = ["attachments", "search", "edit", "fork", "memory", "voice", "shortcuts"];
const MAGNIFIER = html`<svg viewBox="0 0 20 20" aria-hidden="true">
  <circle cx="8.5" cy="8.5" r="5.5" />
  <path d="m13 13 5 5" />
</svg>`;
const SAID = 6_000; // ms that a sentence is to be seen

const own = await words("chat");

export class LettaChat extends LitElement {
  /** @override */
  static styles = [base, chatStyle];
  /** @override */
  static properties = {
    conversation: { attribute: false },
    words: { attribute: false },
    features: { attribute: false },
    isRunning: { state: true },
    isSearching: { state: true },
    said: { state: true },
  };

  /** @type {import("./voice/voice.js").LettaVoice | null} */
  #voice = null;
  #announced = "";
  #timer = 0;

  constructor() {
    super();
    /** @type {import("./conversation.js").Conversation | null} */
    this.conversation = null;
    this.words = /** @type {Partial<Words>} */ ({});
    this.features = /** @type {Iterable<string>} */ (FEATURES);
    this.isRunning = false;
    this.isSearching = false;
    this.said = "";
    this.addEventListener("paste", (event) => this.#given(event, event.clipboardData));
    this.addEventListener("drop", (event) => this.#given(event, event.dataTransfer));
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("tell", (event) =>
      queueMicrotask(() => this.#say(/** @type {CustomEvent} */ (event))),
    );
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.#shortcut);
    this.conversation?.addEventListener("change", this.#changed);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.#shortcut);
    this.conversation?.removeEventListener("change", this.#changed);
    this.#voice?.hush();
  }

  get t() {
    return /** @type {Words} */ ({ ...own, ...this.words });
  }

  get #offered() {
    return new Set(this.features);
  }

  get #log() {
    return /** @type {import("./log.js").LwLog} */ (this.renderRoot.querySelector("lw-log"));
  }

  get #composer() {
    return /** @type {import("./composer.js").LwComposer} */ (this.renderRoot.querySelector("lw-composer"));
  }

  /** @override @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!changed.has("conversation")) return;
    const before = changed.get("conversation");
    if (before instanceof EventTarget) before.removeEventListener("change", this.#changed);
    if (this.isConnected) this.conversation?.addEventListener("change", this.#changed);
    this.isRunning = this.conversation?.isRunning ?? false;
    this.isSearching = false;
    this.#announced = "";
  }

  /** @override @param {Map<string, unknown>} changed */
  updated(changed) {
    if (changed.has("conversation") && this.conversation) this.useVoice();
  }

  /** @override */
  render() {
    const { t, conversation } = this;
    const features = this.#offered;
    const say = (/** @type {CustomEvent} */ { detail }) => this.#send(detail);
    return html`${
        this.isSearching
          ? html`<lw-search
              .t=${t}
              .conversation=${conversation}
              @close=${this.#closeSearch}
              @found=${(/** @type {CustomEvent} */ { detail }) => this.#show(detail.id, detail.words)}
            ></lw-search>`
          : nothing
      }
      ${
        features.has("search") && !this.isSearching
          ? html`<button
              class="quiet find"
              aria-label=${t.search}
              title=${t.search}
              @click=${() => this.search()}
            >
              ${MAGNIFIER}
            </button>`
          : nothing
      }
      <lw-log
        .t=${t}
        .features=${features}
        .conversation=${conversation}
        exportparts="log, user-message, agent-message, approval, error"
        ><slot name="empty" slot="empty">${t.empty}</slot></lw-log
      >
      <lw-composer
        .t=${t}
        .features=${features}
        .isReady=${Boolean(conversation)}
        .isRunning=${this.isRunning}
        exportparts="composer, input, send"
        @say=${say}
        @stop=${this.#stop}
      ></lw-composer>
      <p class="said" ?hidden=${!this.said}>${this.said}</p>
      <p class="visually-hidden news" role="status"></p>`;
  }

  /** @override */
  focus() {
    this.#composer?.focus();
  }

  /** Look for something in the conversation. */
  async search() {
    await import("./search.js");
    this.isSearching = true;
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("lw-search"))?.focus();
  }

  #closeSearch = () => {
    this.isSearching = false;
    this.focus();
  };

  /** Go to a message, wherever in the history it is. @param {string} id @param {string[]} [words]  to be marked in it */
  async jumpTo(id, words) {
    (await this.#show(id, words))?.focus({ preventScroll: true });
  }

  /** @param {string} id @param {string[]} [words] */
  async #show(id, words) {
    await this.updateComplete;
    await this.conversation?.known;
    return this.#log.goTo(id, words);
  }

  goToEnd() {
    this.#log.goToEnd();
  }

  /** Begin the next message, after what was written of it already. @param {string} text */
  write(text) {
    this.#composer.write(text);
  }

  /** Let files go with the next message. @param {File[]} files */
  add(files) {
    return this.#composer.add(files);
  }

  /** Speak and listen as the person wishes now, which is not at all unless they said so. */
  async useVoice() {
    if (!this.#offered.has("voice")) return;
    if (!this.#voice && !isWished()) return;
    const { voiceBefore } = await import("./voice/voice.js");
    await this.#composer.updateComplete;
    this.#voice ??= voiceBefore(this.#composer.button, this.t, (text, isFinal) =>
      this.#composer.hear(text, isFinal),
    );
    this.#voice.refresh();
  }

  /** @param {{ text: string, pictures: string[], files: import("./attachments/files.js").Given[] }} written */
  async #send({ text, pictures, files }) {
    this.#voice?.hush();
    this.goToEnd();
    const whole = files.length ? await this.#withFiles(text, files) : text;
    if (whole !== null) this.conversation?.send(whole, pictures);
  }

  /** @param {string} text @param {import("./attachments/files.js").Given[]} given @returns {Promise<string | null>} */
  async #withFiles(text, given) {
    const { api, agentId } = /** @type {import("./conversation.js").Conversation} */ (this.conversation);
    const [{ give }, { withFiles }] = await Promise.all([
      import("./attachments/files.js"),
      import("./attachments/wrapping.js"),
    ]);
    try {
      const files = [];
      for (const each of given) files.push(await give(api, agentId, each, this.t.folder));
      return withFiles(text, files);
    } catch (error) {
      this.#composer.hear(text, false); // nothing that was written is lost
      this.#composer.files = given;
      const sentence = error instanceof Error ? error.message : String(error);
      this.dispatchEvent(
        new CustomEvent("tell", {
          detail: { sentence, isError: true },
          bubbles: true,
          composed: true,
          cancelable: true,
        }),
      );
      return null;
    }
  }

  #stop = () => {
    this.#voice?.hush();
    this.conversation?.stop();
  };

  /** What was pasted or dropped, if there are files in it. @param {Event} event @param {DataTransfer | null} given */
  #given(event, given) {
    const files = [...(given?.files ?? [])];
    if (!files.length || !this.#offered.has("attachments")) return;
    event.preventDefault();
    this.add(files);
  }

  /** "/" looks for something, unless one is writing. @param {KeyboardEvent} event */
  #shortcut = (event) => {
    const { key, ctrlKey, metaKey, altKey } = event;
    const isWriting = event
      .composedPath()
      .some(
        (each) =>
          each instanceof HTMLElement && each.matches("input, textarea, select, [contenteditable], dialog"),
      );
    const isSeen = this.#offered.has("shortcuts") && this.#offered.has("search") && this.checkVisibility();
    if (key !== "/" || ctrlKey || metaKey || altKey || isWriting || !isSeen) return;
    event.preventDefault();
    this.search();
  };

  #changed = () => {
    const { items, isRunning } = /** @type {import("./conversation.js").Conversation} */ (this.conversation);
    this.isRunning = isRunning;
    this.#voice?.follow(items, isRunning);
    if (!isRunning) this.#announce(items.findLast(({ isWaiting }) => !isWaiting));
  };

  /** Whole replies only: a reader must not hear every token. @param {Item | undefined} item */
  #announce(item) {
    if (!item || item.key === this.#announced) return;
    const sentence = this.#sentence(item);
    const news = this.renderRoot.querySelector(".news");
    if (this.#announced && sentence && news) news.textContent = sentence;
    this.#announced = item.key;
  }

  /** @param {Item} item */
  #sentence(item) {
    const { t } = this;
    if (item.kind === "assistant") return t.answered(item.text);
    if (item.kind === "note") return noteOf(item, t);
    if (item.kind === "error") return item.text;
    return item.asks ? t.asks(item.tool?.name ?? "") : "";
  }

  /** @param {CustomEvent} event */
  #say({ defaultPrevented, detail }) {
    if (defaultPrevented) return;
    this.said = detail.sentence;
    const news = this.renderRoot.querySelector(".news");
    if (news) news.textContent = detail.sentence;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.said = ""), SAID);
  }
}

customElements.define("letta-chat", LettaChat);

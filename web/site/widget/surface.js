// What of a widget is there before anything else: the button, and the panel with its head. On wide screens the panel
// floats beside the page, on small ones it is a modal dialog, and with `inline` it stands in the page itself. Both
// are in the browser's top layer, above whatever the page puts at however high a z-index.
import { h } from "../dom.js";
import { headOf } from "./head.js";
import { icon } from "./icons.js";
import { styles } from "./style.js";

/** @typedef {import("./room.js").Room} Room */
/** @typedef {import("./wording.js").Words} Words */
/** @typedef {{ toggle: (isOpen: boolean) => void, choose: (what: string) => void }} Wishes */

const small = matchMedia("(max-width: 32rem), (max-height: 28rem)");
const READABLE = 14; // px; a page whose root is set in smaller type has its own use for `rem`

export class Surface {
  #launcher = h("button", { part: "launcher", class: "launcher", type: "button", "aria-haspopup": "dialog" });
  #corner = h("div", { class: "corner", popover: "manual" }, this.#launcher);
  #body = h("div", { class: "body", part: "body" });
  #dialog = h("dialog", { class: "panel", part: "panel", popover: "manual", tabindex: "-1" });
  #root = h("div", { class: "root", part: "root" });
  #welcome = h("p");
  #isInline = false;
  /** @type {Room | null} */
  #room = null;
  /** @type {Words | null} */
  #words = null;
  #name = "";
  #givenName = "";

  /** @param {ShadowRoot} shadow @param {Wishes} wishes */
  constructor(shadow, wishes) {
    this.wishes = wishes;
    this.head = headOf({ close: () => wishes.toggle(false), choose: wishes.choose });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    shadow.adoptedStyleSheets = [sheet];
    const picture = h("slot", { name: "launcher" });
    picture.append(icon("talk"));
    this.#launcher.append(picture);
    this.#launcher.addEventListener("click", () => wishes.toggle(!this.isShown));
    this.#dialog.append(this.head.node, this.#body);
    this.#dialog.addEventListener("keydown", (event) => this.#key(event));
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault(); // the Escape key of a modal dialog comes as this
      wishes.toggle(false);
    });
    this.#root.append(this.#corner, this.#dialog);
    shadow.append(this.#root);
    small.addEventListener("change", () => this.isShown && !this.#isInline && this.#reshow());
  }

  get isShown() {
    return this.#isInline || this.#dialog.open || this.#dialog.matches(":popover-open");
  }

  /** In the page, or floating above it. @param {boolean} isInline */
  place(isInline) {
    this.hide();
    this.#isInline = isInline;
    this.#root.classList.toggle("inline", isInline);
    if (isInline) this.#stand();
    else this.#float();
    this.#label();
  }

  show() {
    if (this.isShown) return;
    if (small.matches) this.#dialog.showModal();
    else this.#dialog.showPopover();
    this.#launcher.setAttribute("aria-expanded", "true");
    this.#root.classList.add("open");
    this.#fit();
  }

  /** The focus goes back to the button, if it was inside. */
  hide() {
    if (this.#isInline || !this.isShown) return;
    const hadFocus = this.#dialog.matches(":focus-within") || this.#dialog.open;
    if (this.#dialog.open) this.#dialog.close();
    else this.#dialog.hidePopover();
    this.#launcher.setAttribute("aria-expanded", "false");
    this.#root.classList.remove("open");
    if (hadFocus) this.#launcher.focus();
  }

  /** @param {boolean} isInline  a part of the page takes no focus by itself */
  focusInside(isInline) {
    if (!isInline) this.#room?.focus();
  }

  /** The panel is open, and what belongs into it on its way. */
  await() {
    const said = h("p", { class: "hint", role: "status" }, this.#words?.loading ?? "");
    this.#body.replaceChildren(h("div", { class: "notice" }, said));
    if (!this.#isInline && this.isShown) this.#dialog.focus();
  }

  /** @param {Room} room */
  fill(room) {
    this.#room = room;
    room.node.append(h("slot", { name: "empty", slot: "empty" }, this.#welcome)); // unless the page says it
    this.#label();
    this.#body.replaceChildren(room.node);
    this.head.offer(room.menu, this.#words?.where[room.home] ?? "");
    this.#fit();
  }

  empty() {
    this.#room = null;
    this.#body.replaceChildren();
    this.head.offer([], "");
  }

  /** @param {unknown} error @param {() => void} retry */
  fail(error, retry) {
    const why = error instanceof Error ? error.message : String(error);
    const button = h("button", { type: "button", onclick: retry }, this.#words?.retry ?? "");
    const details = h("details", {}, h("summary", {}, this.#words?.details ?? ""), h("p", {}, why));
    const said = h("p", {}, this.#words?.failed ?? "");
    this.#body.replaceChildren(h("div", { class: "notice", role: "alert" }, said, details, button));
  }

  /** @param {Words} words @param {{ name: string, position: string, theme: string, dir: string }} looks */
  say(words, { name, position, theme, dir }) {
    this.#words = words;
    this.#givenName = name;
    this.#root.dataset.position = position;
    this.#root.dataset.theme = theme;
    this.#root.dir = dir || getComputedStyle(this.#root).direction;
    this.head.say(words);
    this.#label();
  }

  /** What the agent is called, unless the page calls it something else. @param {string} name */
  name(name) {
    this.#name = name;
    this.#label();
  }

  /** @param {Blob} file */
  save(file) {
    const link = h("a", { href: URL.createObjectURL(file), download: `${this.#called}.af` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000); // some browsers read it late
  }

  get #called() {
    return this.#givenName || this.#name || this.#words?.name || "";
  }

  #label() {
    if (!this.#words) return;
    const name = this.#called;
    this.head.title(name);
    this.#welcome.textContent = this.#words.welcome(name);
    this.#launcher.setAttribute("aria-label", this.#words.open(name));
    this.#launcher.title = this.#words.open(name);
    this.#dialog.setAttribute("aria-label", this.#words.dialog(name));
  }

  #float() {
    this.#dialog.removeAttribute("open");
    this.#dialog.setAttribute("popover", "manual");
    this.#dialog.removeAttribute("role");
    this.#corner.showPopover();
    this.#launcher.setAttribute("aria-expanded", "false");
  }

  #stand() {
    if (this.#corner.matches(":popover-open")) this.#corner.hidePopover();
    this.#dialog.removeAttribute("popover");
    this.#dialog.setAttribute("open", "");
    this.#dialog.setAttribute("role", "region");
    this.#fit();
  }

  /** The screen has become large or small. */
  #reshow() {
    const focused = /** @type {ShadowRoot} */ (this.#root.getRootNode()).activeElement;
    if (this.#dialog.open) this.#dialog.close();
    else this.#dialog.hidePopover();
    this.show();
    if (focused instanceof HTMLElement) focused.focus();
  }

  /** What is inside is set in `rem`, which is the page's to define. */
  #fit() {
    const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.#root.style.setProperty("--zoom", String(size < READABLE ? 16 / size : 1));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || event.defaultPrevented || this.#isInline || this.#dialog.open) return;
    event.stopPropagation();
    this.wishes.toggle(false);
  }
}

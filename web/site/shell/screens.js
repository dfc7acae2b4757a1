// The screens beside the chat: each is fetched when it is first opened, and stands in main as long as it is open.
import { h } from "../dom.js";
import { words } from "../words/words.js";

const t = await words("shell");

/** @typedef {HTMLElement & { app: import("./app_object.js").App, route: string[], query: URLSearchParams }} Screen */
const NAMES = /** @type {const} */ ([
  "agents",
  "memory",
  "tools",
  "models",
  "activity",
  "copies",
  "settings",
  "share",
]);

/** @typedef {typeof NAMES[number]} Name */

/** @param {string} name @returns {name is Name} */
export function isScreen(name) {
  return NAMES.includes(/** @type {Name} */ (name));
}

export class Screens {
  /** @type {Screen | null} */
  #open = null;
  #wanted = "";

  /** @param {HTMLElement} place @param {import("./app_object.js").App} app */
  constructor(place, app) {
    this.place = place;
    this.app = app;
  }

  /** Show a screen, or none. @param {Name | ""} name @param {string[]} parts @param {URLSearchParams} query */
  async show(name, parts, query) {
    this.#wanted = name;
    if (!name) return this.#put(null);
    const tag = `lw-${name}`;
    if (this.#open?.localName === tag) return Object.assign(this.#open, { route: parts, query });
    this.#say(h("p", { class: "loading", role: "status" }, t.loading(t[name])));
    try {
      await import(`../screens/${name}/${name}.js`);
    } catch {
      if (name === this.#wanted) this.#failed(name, parts, query);
      return;
    }
    if (name !== this.#wanted) return; // a person was faster
    const screen = /** @type {Screen} */ (document.createElement(tag));
    this.#put(Object.assign(screen, { app: this.app, route: parts, query }));
    await /** @type {any} */ (screen).updateComplete;
    focusHeading(screen);
  }

  /** @param {Name} name @param {string[]} parts @param {URLSearchParams} query */
  #failed(name, parts, query) {
    const again = h("button", { onclick: () => this.show(name, parts, query) }, t.retry);
    this.#say(h("div", { class: "loading", role: "alert" }, h("p", {}, t.broken(t[name])), again));
  }

  /** @param {Screen | null} screen */
  #put(screen) {
    this.#open = screen;
    this.place.replaceChildren(...(screen ? [screen] : []));
    this.place.scrollTo(0, 0);
  }

  /** @param {HTMLElement} element */
  #say(element) {
    this.#open = null;
    this.place.replaceChildren(element);
  }
}

/** So that who can't see the screen knows where they are. @param {HTMLElement} screen */
function focusHeading(screen) {
  const heading = screen.shadowRoot?.querySelector("h1");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

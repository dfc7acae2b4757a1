// The head of a panel: who one talks with, what else can be done, and the way out.
import { h } from "../dom.js";
import { icon } from "./icons.js";

/** @typedef {import("./wording.js").Words} Words */

/** @param {{ close: () => void, choose: (what: string) => void }} wishes */
export function headOf({ close, choose }) {
  const name = h("h2", { part: "name" });
  const slot = h("slot", { name: "header" }, name);
  const hint = h("p", { class: "hint where" });
  const list = h("div", { class: "choices" });
  const menu = h("div", { class: "menu", part: "menu", hidden: true, id: "menu" }, list, hint);
  const opener = h("button", {
    type: "button",
    class: "quiet",
    "aria-expanded": "false",
    "aria-controls": "menu",
    hidden: true,
  });
  const closer = h("button", { type: "button", class: "quiet closer", part: "close", onclick: close });
  opener.append(icon("dots"));
  closer.append(icon("close"));
  const node = h("header", { class: "head", part: "header" }, slot, opener, closer, menu);
  /** @type {Words | null} */
  let said = null;
  /** @type {string[]} */
  let offered = [];

  /** @param {boolean} isOpen */
  const show = (isOpen) => {
    menu.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
  };
  /** @param {string} what */
  const choice = (what) => {
    const onclick = () => {
      show(false);
      opener.focus();
      choose(what);
    };
    return h(
      "button",
      { type: "button", class: "quiet", onclick },
      String(said?.[/** @type {keyof Words} */ (what)] ?? ""),
    );
  };
  const list_ = () => list.replaceChildren(...offered.map(choice));

  opener.addEventListener("click", () => {
    show(menu.hidden === true);
    if (!menu.hidden) list.querySelector("button")?.focus();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    event.preventDefault(); // it closes the menu, and not the panel too
    event.stopPropagation();
    show(false);
    opener.focus();
  });
  node.addEventListener("focusout", ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && node.contains(relatedTarget))) show(false);
  });

  return {
    node,
    /** @param {string} text */
    title(text) {
      name.textContent = text;
    },
    /** @param {Words} words */
    say(words) {
      said = words;
      opener.setAttribute("aria-label", words.menu);
      closer.setAttribute("aria-label", words.close);
      list_();
    },
    /** @param {string[]} menu  what can be chosen @param {string} where  the agent runs, as a sentence */
    offer(menu, where) {
      offered = menu;
      hint.textContent = where;
      opener.hidden = !menu.length;
      list_();
    },
  };
}

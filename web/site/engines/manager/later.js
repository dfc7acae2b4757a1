// A part of a page that is made when somebody opens it.
import { h } from "../../dom.js";

/** @param {string} title @param {() => Promise<HTMLElement[]>} make  when it is opened first */
export function later(title, make) {
  const place = h("div", {}, h("p", { class: "hint" }, "…"));
  const details = h("details", {}, h("summary", {}, title), place);
  const fill = () =>
    make().then(
      (made) => place.replaceChildren(...made),
      (error) => place.replaceChildren(h("p", { class: "error" }, String(error.message))),
    );
  details.addEventListener("toggle", fill, { once: true });
  return details;
}

// The section of the settings that leads to the tool workbench.
import { h } from "../dom.js";

/** @returns {Promise<HTMLElement>} */
export async function section() {
  const url = new URL("../workbench/index.html", import.meta.url);
  return h(
    "section",
    {},
    h("h3", {}, "Tools"),
    h(
      "p",
      {},
      "Write tools of your own, in Python or TypeScript, try them in the sandbox, and give them to an agent.",
    ),
    h("div", { class: "row" }, h("button", { onclick: () => open(url) }, "Open the tool workbench")),
  );
}

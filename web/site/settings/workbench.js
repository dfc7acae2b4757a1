// The section of the settings that leads to the tool workbench.
import { h } from "../dom.js";

/** @returns {Promise<HTMLElement>} */
export async function section() {
  const href = new URL("../workbench/index.html", import.meta.url).href;
  return h(
    "section",
    {},
    h("h3", {}, "Tools"),
    h(
      "p",
      {},
      "Write tools of your own, in Python or TypeScript, try them in the sandbox, and give them to an agent.",
    ),
    h("p", {}, h("a", { href, target: "_blank" }, "Open the tool workbench")),
  );
}

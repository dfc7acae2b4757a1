// The section of the settings that says where everything is, and asks the browser to keep it.
import { h } from "../dom.js";
import { saying, tell } from "./tell.js";

/** @param {import("../settings.js").Context} context @returns {Promise<HTMLElement>} */
export async function section({ status }) {
  const said = saying();
  const isKept = await navigator.storage.persisted();
  const { usage = 0 } = await navigator.storage.estimate();
  const ask = h("button", { onclick: () => tell(said, askToKeep) }, "Ask the browser to keep it");
  const where = status.role === "host" ? "This tab runs the agent." : "Another tab runs the agent.";
  return h(
    "section",
    {},
    h("h3", {}, "Storage"),
    h("p", {}, `Everything is on this device, ${(usage / 1e6).toFixed(1)} MB with the app itself. ${where}`),
    isKept ? h("p", {}, "The browser has promised to keep it.") : h("div", { class: "row" }, ask),
    said,
  );
}

async function askToKeep() {
  const isKept = await navigator.storage.persist();
  return isKept
    ? "The browser has promised to keep it."
    : "The browser has not promised it yet: it may clear the data if the disk fills up. Installing the app or using it more helps; an export is safe in any case.";
}

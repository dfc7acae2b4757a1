// What a person sees while a model is loaded, above the page.
import { h } from "../dom.js";
import { words } from "../words/words.js";

const t = await words("shell");
const bar = h("progress", { max: "1", value: "0" });
const said = h("span");
const shown = h("p", { class: "update", role: "status", hidden: true }, said, " ", bar);

/** @param {{ model: string, fraction: number }} news  at 1 it has ended */
export function show({ model, fraction }) {
  if (!shown.isConnected) document.querySelector(".update")?.after(shown);
  said.textContent = t.loadingModel(model, Math.round(fraction * 100));
  bar.ariaLabel = model;
  bar.value = fraction;
  shown.hidden = fraction === 1;
}

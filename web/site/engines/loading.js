// What a person sees while a model is loaded, above the page.
import { h } from "../dom.js";

const bar = h("progress", { max: "1", value: "0" });
const words = h("span");
const shown = h("p", { class: "update", role: "status", hidden: true }, words, " ", bar);

/** @param {{ model: string, fraction: number }} news  at 1 it has ended */
export function show({ model, fraction }) {
  if (!shown.isConnected) document.querySelector(".update")?.after(shown);
  words.textContent = `Loading ${model} (${Math.round(fraction * 100)} %)`;
  bar.value = fraction;
  shown.hidden = fraction === 1;
}

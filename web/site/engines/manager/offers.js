// What can be had: models of the list, any file of the network or of the disk, and what the browser brings along.
import { h } from "../../dom.js";
import { tell } from "../../settings/tell.js";
import { compiled, files } from "./catalogue.js";
import { later } from "./later.js";
import { fetchCompiled, fetchGguf, keepFiles } from "./manager.js";
import { device, portrait, verdict } from "./preflight.js";
import { bytes } from "./words.js";

/** @typedef {import("./catalogue.js").Offer} Offer */
/** @typedef {import("./preflight.js").Device} Device */
/** @typedef {{ said: HTMLElement, onBegun: () => Promise<void> }} Way */

const ONLINE = "They come from huggingface.co, whose servers see your address, and work offline after that.";

/** @param {Way} way */
export async function offers(way) {
  const here = await device();
  return [
    h("p", { class: "hint" }, portrait(here)),
    list(files(), here, way),
    h("p", { class: "hint" }, ONLINE),
    later("For the graphics card (WebLLM)", async () => ableOf(await compiled(), here, way)),
    later("The browser's own model", async () => [await builtIn(way)]),
    byAddress(here, way),
    byFile(way),
  ];
}

/** @param {Offer[]} all @param {Device} here @param {Way} way */
function list(all, here, way) {
  return h("ul", { class: "models" }, ...all.map((offer) => offerRow(offer, here, way)));
}

/** There are so many that only those are shown that can run. @param {Offer[]} all @param {Device} here @param {Way} way */
function ableOf(all, here, way) {
  const able = all.filter((offer) => verdict(here, offer).kind !== "no");
  const [other] = all.filter((offer) => !able.includes(offer));
  const rest = `${all.length - able.length} of ${all.length} are left out. ${other && verdict(here, other).because}`;
  return [list(able, here, way), ...(other ? [h("p", { class: "hint" }, rest)] : [])];
}

/** @param {Offer} offer @param {Device} here @param {Way} way */
function offerRow(offer, here, { said, onBegun }) {
  const { kind, because } = verdict(here, offer);
  const fetch = () =>
    tell(said, async () => {
      if (offer.engine === "webllm") await fetchCompiled(offer);
      else await fetchGguf({ ...offer, url: offer.source });
      await onBegun();
      return "";
    });
  return h(
    "li",
    { class: kind },
    h("strong", {}, offer.name),
    h("p", { class: "hint" }, `About ${bytes(offer.size)}. ${offer.about} Licence: ${offer.license}.`),
    h("p", { class: "verdict" }, because),
    kind === "no" ? null : h("button", { "aria-label": `Fetch ${offer.name}`, onclick: fetch }, "Fetch"),
  );
}

/** Its download begins with a click, or not at all. @param {Way} way */
async function builtIn({ said, onBegun }) {
  const { PromptApiEngine } = await import("../prompt_api.js");
  const engine = new PromptApiEngine();
  const [model] = await engine.models();
  if (!model) return h("p", { class: "hint" }, "This browser has no model of its own on this device.");
  const report = (/** @type {number} */ fraction) =>
    (said.textContent = `The browser fetches its model: ${Math.round(fraction * 100)} %`);
  const load = async () => {
    await engine.load(model.name, report, new AbortController().signal);
    await onBegun();
    return `It is ready. Choose ${model.engine}/${model.name} above, under Model.`;
  };
  return h("button", { onclick: () => tell(said, load) }, "Get it ready");
}

/** @param {Device} here @param {Way} way */
function byAddress(here, { said, onBegun }) {
  const url = h("input", {
    type: "url",
    name: "gguf",
    required: true,
    pattern: "https?://\\S+",
    placeholder: "https://…/model.gguf",
  });
  const begin = async () => {
    const { kind, because } = verdict(here, { engine: "wllama", size: 0 });
    if (kind === "no") throw new Error(because);
    await fetchGguf({ url: url.value.trim() });
    url.value = "";
    await onBegun();
    return "";
  };
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    tell(said, begin);
  };
  return h(
    "form",
    { class: "connection", onsubmit: submit },
    h("label", {}, "Any GGUF file ", url),
    h("button", {}, "Fetch it"),
  );
}

/** Chosen, or dropped on the button. @param {Way} way */
function byFile({ said }) {
  const keep = (/** @type {FileList | null | undefined} */ files) =>
    files?.length &&
    tell(said, async () => {
      said.textContent = "Copying …";
      await keepFiles([...files]);
      return null; // what comes of it is told as news
    });
  const pick = h("input", {
    type: "file",
    accept: ".gguf",
    multiple: true,
    class: "visually-hidden",
    "aria-label": "Model file",
    onchange: () => keep(pick.files),
  });
  const drop = (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    keep(event.dataTransfer?.files);
  };
  return h(
    "div",
    { class: "row", ondragover: (/** @type {Event} */ event) => event.preventDefault(), ondrop: drop },
    h("button", { onclick: () => pick.click() }, "Open a file of this device"),
    pick,
  );
}

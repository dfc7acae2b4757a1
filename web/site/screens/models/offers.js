// Models that can be chosen, and how they are described.
import { html } from "../../lib/lit.js";
import { restoreKeys } from "../../providers.js";
import { number, words } from "../../words/words.js";

const t = await words("models");

/**
 * @typedef {object} Offer
 * @property {string} handle
 * @property {string} name
 * @property {string} provider_name
 * @property {number} context_window
 * @property {"here" | "near" | "far"} place
 * @property {{ input: number, output: number } | null} price
 * @property {string[]} efforts
 */

/** @param {import("../../api.js").Api} api @returns {Promise<Offer[]>} */
export async function offers(api) {
  await restoreKeys(api);
  return api.get("/v1/models/offers");
}

/** Where it runs, how much it holds and what it costs. @param {Offer} offer */
export function tags(offer) {
  return html`<span class="tags"><span class="tag">${t.places[offer.place]}</span> ${facts(offer)}</span>`;
}

/** @param {Offer} offer */
export function facts({ context_window: tokens, price }) {
  return html`<span class="tags">
    <span class="tag">${t.context(short(tokens))}</span>
    ${price ? html`<span class="tag">${priceOf(price)}</span>` : ""}
  </span>`;
}

/** As servers write it; languages shorten thousands in very different ways. @param {number} tokens */
function short(tokens) {
  return tokens < 1e6 ? `${number(Math.round(tokens / 1000))}k` : `${number(Math.round(tokens / 1e5) / 10)}M`;
}

/** @param {{ input: number, output: number }} price */
function priceOf({ input, output }) {
  if (!input && !output) return t.free;
  const dollars = (/** @type {number} */ each) =>
    number(each, { style: "currency", currency: "USD", trailingZeroDisplay: "stripIfInteger" });
  return t.price(dollars(input), dollars(output));
}

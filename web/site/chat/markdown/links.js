// Where a text leads, and what it shows: nothing is loaded before a person asks for it.
import { h } from "../../dom.js";
import { visible } from "./glyphs.js";

/** @typedef {typeof import("../../words/en/chat.js").default} Words */

const SAFE = ["http:", "https:", "mailto:"];
const RASTER = /^data:image\/(png|jpeg|gif|webp|avif|bmp);base64,[a-z\d+/=\s]+$/i;
const HOST = /(?:[\p{L}\d-]+\.)+[\p{L}\d-]{2,}/u;
const MOST_BYTES = 10_000_000;

/** @param {string} href @param {(string | Node)[]} content @returns {(string | Node)[]} */
export function link(href, content) {
  const url = address(href);
  if (!url || !SAFE.includes(url.protocol)) return content;
  const rel = "noopener noreferrer nofollow";
  const element = h("a", { href: url.href, target: "_blank", rel }, ...content);
  const isHonest = url.protocol === "mailto:" || !pretends(element.textContent ?? "", url.hostname);
  return isHonest ? [element] : [element, h("span", { class: "host" }, ` (${url.host})`)];
}

/** @param {string} href  whole, for what is relative would lead into the page itself */
function address(href) {
  return URL.canParse(href) ? new URL(href) : null;
}

/** Whether a text reads like an address somewhere else. @param {string} text @param {string} host */
function pretends(text, host) {
  const said = HOST.exec(text)?.[0].toLowerCase();
  return said !== undefined && bare(said) !== bare(host);
}

/** @param {string} host */
function bare(host) {
  return host.replace(/^www\./, "");
}

/** A picture of the text's own, or a button that fetches it. @param {string} href @param {string} alt @param {Words} t @returns {(string | Node)[]} */
export function picture(href, alt, t) {
  if (RASTER.test(href)) return [h("img", { src: href, alt })];
  const url = address(href);
  if (!url || !["http:", "https:"].includes(url.protocol)) return visible(alt);
  const button = h("button", { type: "button", class: "picture", onclick: show }, t.showPicture(url.host));
  async function show() {
    button.disabled = true;
    const blob = await fetched(/** @type {URL} */ (url));
    button.replaceWith(
      ...(blob ? [h("img", { src: URL.createObjectURL(blob), alt })] : link(href, [t.openPicture])),
    );
  }
  return alt ? [button, h("span", { class: "host" }, ` ${alt}`)] : [button];
}

/** @param {URL} url @returns {Promise<Blob | null>}  nothing when it can't be had, or is no picture */
async function fetched(url) {
  try {
    const reply = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" });
    const blob = await reply.blob();
    const isPicture = /^image\/(?!svg)/.test(blob.type) && blob.size <= MOST_BYTES;
    return reply.ok && isPicture ? blob : null;
  } catch {
    return null; // most servers allow pictures to their own pages only
  }
}

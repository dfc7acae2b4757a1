// Workers of this site, on whichever page. A browser starts none from the address of another origin; there it gets a
// module of one line, which is the page's own and imports ours.
import { lineFor, script } from "./trusted.js";

/** @param {URL} url @param {string} name @returns {Worker} */
export function spawn(url, name) {
  const address = url.origin === location.origin ? script(url) : lineFor(url);
  return new Worker(address, { type: "module", name });
}

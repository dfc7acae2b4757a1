// Pictures in a conversation come as `data:` URLs. Others are not fetched: a model that lives here calls nobody.
import { EngineError } from "./protocol.js";

const DATA = /^data:([^;,]*)[^,]*;base64,(.*)$/s;

/** @param {string} url */
export function bytesOfDataUrl(url) {
  const [, , base64] = parts(url);
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** @param {string} url */
export function blobOfDataUrl(url) {
  const [, type] = parts(url);
  return new Blob([bytesOfDataUrl(url)], { type });
}

/** @param {string} url */
function parts(url) {
  const found = DATA.exec(url);
  if (found) return found;
  throw new EngineError(
    "bad_request",
    "A model in this tab can only see pictures that are in the message itself.",
  );
}

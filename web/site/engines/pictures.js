// Pictures in a conversation come as `data:` URLs. Others are not fetched: a model that lives here calls nobody.
import { EngineError } from "./protocol.js";

const DATA = /^data:([^;,]*)[^,]*;base64,(.*)$/s;

export const UNDECODED = "This picture can't be decoded. Send it as a JPEG or PNG file.";
const DECODED = /^image\/(jpeg|png)$/; // by llama.cpp itself

/** A picture as llama.cpp can decode it. @param {string} url @returns {Promise<ArrayBuffer>} */
export async function decodable(url) {
  const blob = blobOfDataUrl(url);
  return (DECODED.test(blob.type) ? blob : await redrawn(blob)).arrayBuffer();
}

/** @param {Blob} blob */
async function redrawn(blob) {
  const picture = await createImageBitmap(blob).catch(() => {
    throw new EngineError("bad_request", UNDECODED);
  });
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d")?.drawImage(picture, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

/** @param {string} url */
function bytesOfDataUrl(url) {
  const [, , base64] = parts(url);
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** @param {string} url */
export function blobOfDataUrl(url) {
  const [, type] = parts(url);
  return new Blob([bytesOfDataUrl(url)], { type });
}

/** Throws an EngineError where a picture lies elsewhere. @param {string} url */
export function mustBeHere(url) {
  parts(url);
  return url;
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

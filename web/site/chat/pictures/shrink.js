// Pictures as they are sent: no larger than a model looks at, and drawn anew, so that nothing is in them but what is seen.

const LONGEST = 1568; // px of a side; models shrink what is larger
const LEAST = 256;
const QUALITY = 0.85;

/** Rejects what the browser can't draw, which is no picture. @param {Blob} file @returns {Promise<ImageBitmap>} */
export function read(file) {
  return createImageBitmap(file);
}

/** The picture as a `data:` URL of JPEG, of `most` bytes at most. @param {ImageBitmap} picture @param {number} most */
export async function shrink(picture, most) {
  for (let side = LONGEST; ; side *= 0.75) {
    const blob = await drawn(picture, side);
    if (blob.size <= most || side < LEAST) return dataURL(blob);
  }
}

/** @param {ImageBitmap} picture @param {number} side  of the longer one, at most */
function drawn(picture, side) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const size = [picture.width, picture.height].map((length) => Math.max(1, Math.round(length * scale)));
  const canvas = new OffscreenCanvas(size[0], size[1]);
  const pen = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.fillStyle = "white"; // JPEG knows no transparency
  pen.fillRect(0, 0, size[0], size[1]);
  pen.drawImage(picture, 0, 0, size[0], size[1]);
  return canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
}

/** @param {Blob} blob @returns {Promise<string>} */
function dataURL(blob) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(blob);
  return promise;
}

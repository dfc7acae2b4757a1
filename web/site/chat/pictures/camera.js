// A photograph, taken in a dialog. The camera is off as soon as the dialog is closed.
import { h } from "../../dom.js";

/** Whether there may be a camera to be asked for. */
export const hasCamera = Boolean(navigator.mediaDevices?.getUserMedia);

/** @param {Node} place  the root in which the dialog looks as it should @param {import("../log.js").Words} t @returns {Promise<Blob | null>}  nothing when the person thinks better of it */
export async function photograph(place, t) {
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { facingMode: "environment" } })
    .catch(({ name }) => {
      throw new Error(name === "NotAllowedError" ? t.cameraRefused : t.cameraMissing);
    });
  const { promise, resolve } = Promise.withResolvers();
  const video = h("video", { autoplay: true, muted: true, playsinline: true });
  video.srcObject = stream;
  const take = h("button", { class: "primary", onclick: async () => finish(await frameOf(video)) }, t.takeIt);
  const cancel = h("button", { class: "quiet", onclick: () => dialog.close() }, t.cancel);
  const dialog = h(
    "dialog",
    { class: "camera", "aria-label": t.camera, onclose: () => finish(null) },
    video,
    h("div", { class: "row" }, take, cancel),
  );
  const finish = (/** @type {Blob | null} */ picture) => {
    for (const track of stream.getTracks()) track.stop();
    dialog.remove();
    resolve(picture);
  };
  place.appendChild(dialog);
  dialog.showModal();
  return promise;
}

/** @param {HTMLVideoElement} video */
async function frameOf(video) {
  if (!video.videoWidth) await new Promise((resolve) => video.addEventListener("loadeddata", resolve));
  const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  return canvas.convertToBlob({ type: "image/png" });
}

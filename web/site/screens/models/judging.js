// Whether a model will run on this device, and what the device has, in sentences.
import { verdict } from "../../engines/manager/preflight.js";
import { bytes, words } from "../../words/words.js";

/** @typedef {import("../../engines/manager/preflight.js").Device} Device */
/** @typedef {import("../../engines/manager/preflight.js").Asked} Asked */

const t = await words("shelf");

/** @param {Device} device @param {Asked} model */
export function judged(device, model) {
  const { kind, why, taken } = verdict(device, model);
  const figures = {
    taken: bytes(taken ?? model.size),
    room: bytes(device.room),
    memory: bytes(device.memory ?? 0),
    threads: device.threads,
  };
  return { kind, sentence: t.verdicts[why](figures) };
}

/** @param {Device} device */
export function portrait({ graphics, memory, threads, room, isKept }) {
  const card = graphics ? (graphics.isImitated ? t.imitatedCard : t.card) : t.noCard;
  const parts = [card, ...(memory ? [t.memory(bytes(memory))] : []), t.threads(threads), t.room(bytes(room))];
  return `${t.portrait(parts)} ${isKept ? "" : t.notKept}`;
}

// The section of the settings for the voice: what is on, and whether speech may leave this device.
import { h } from "../dom.js";
import { voicesFor } from "../voice/speaker.js";
import { hearsHere } from "../voice/listener.js";
import { language, recognition, wish, wishes } from "../voice/wishes.js";
import { saying, tell } from "./tell.js";

/** @typedef {import("../settings.js").Context} Context */
/** @typedef {import("../voice/wishes.js").Wishes} Wishes */

const LEAVES =
  "may go to the maker of your browser, which does this on its servers. Agree to that below, or leave it off.";

/** @param {Context} context @returns {Promise<HTMLElement>} */
export async function section({ onVoice }) {
  const said = saying();
  const canHear = Boolean(recognition());
  const canSpeak = "speechSynthesis" in window;
  const set = (/** @type {Partial<Wishes>} */ changes) =>
    tell(said, async () => {
      const all = wish(changes);
      onVoice();
      return note(all);
    });
  const box = (/** @type {keyof Wishes} */ name, /** @type {string} */ text, isOffered = true) => {
    const input = h("input", {
      type: "checkbox",
      checked: wishes()[name],
      disabled: !isOffered,
      onchange: () => set({ [name]: input.checked }),
    });
    return h("label", { class: "check" }, input, text);
  };
  return h(
    "section",
    {},
    h("h3", {}, "Voice"),
    canHear ? null : h("p", { class: "hint" }, "This browser recognises no speech."),
    box("listens", "Let me speak my messages", canHear),
    box("speaks", "Read answers aloud", canSpeak),
    box("mayLeave", "Speech may be done on the servers of my browser's maker"),
    said,
  );
}

/** What to know of these wishes. @param {Wishes} all */
async function note({ listens, speaks, mayLeave }) {
  if (mayLeave) return "";
  if (listens && !(await hearsHere(recognition(), language()))) return `What you say ${LEAVES}`;
  if (speaks && !voicesFor(speechSynthesis, language())[0]?.localService)
    return `What is read aloud ${LEAVES}`;
  return "All of it stays on this device.";
}

// A new version of the page is offered, and takes over when nothing is cut off by it.
import { NEWER } from "../names.js";

/** @param {import("../lettawasm.js").Lettawasm} runtime @param {import("../api.js").Api} api */
export function offerUpdates(runtime, api) {
  const shown = /** @type {HTMLElement} */ (document.querySelector(".update"));
  const show = async () => {
    const isTooOld = runtime.status.error?.name === NEWER;
    shown.hidden = runtime.version !== "waiting" || isTooOld;
    if (runtime.version === "waiting" && isTooOld) runtime.update(); // nothing can be cut off here
    if (runtime.version !== "replaced") return;
    await nobodyWrites();
    location.reload();
  };
  for (const name of ["version", "status"]) runtime.addEventListener(name, show);
  shown.querySelector("button")?.addEventListener("click", () => updateWhenIdle(runtime, api, shown));
  show();
}

/** A new version must not cut off a turn. @param {import("../lettawasm.js").Lettawasm} runtime @param {import("../api.js").Api} api @param {HTMLElement} shown */
async function updateWhenIdle(runtime, api, shown) {
  const { words } = await import("../words/words.js");
  shown.textContent = (await words("shell")).updateWaits;
  for (;;) {
    const changed = new Promise((resolve) => runtime.addEventListener("changed", resolve, { once: true }));
    if (!(await api.get("/v1/runs/?active=true&limit=1")).length) break;
    await changed; // also what changed while we asked
  }
  runtime.update();
}

/** Somebody in another tab has asked for the new version. What is being written here is not theirs to lose. */
async function nobodyWrites() {
  while (isWriting()) await new Promise((resolve) => addEventListener("focusout", resolve, { once: true }));
}

/** Whether the cursor stands in a text of which only this page knows; what is said to an agent is kept. */
function isWriting() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement && active.localName !== "letta-chat")
    active = active.shadowRoot.activeElement;
  if (active instanceof HTMLTextAreaElement || active instanceof HTMLInputElement) return active.value !== "";
  return false;
}

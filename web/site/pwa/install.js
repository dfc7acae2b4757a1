// Making the page an app of its own: the browser's offer is kept until a person wants it, and made once by ourselves,
// when they have come to talk.
import { browser } from "../kept.js";
import { words } from "../words/words.js";

/** @typedef {Event & { prompt: () => Promise<{ outcome: "accepted" | "dismissed" }> }} Offer */

const OFFERED = "lettawasm.installOffered";
const MESSAGES = 3; // who has sent as many may want to keep it
const SENT = /\/messages\/?$/;

/** Tells with "change" that it can be installed now, or no longer. */
export const installing = new EventTarget();
/** @type {Offer | null} */
let offer = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  keep(/** @type {Offer} */ (event));
});
addEventListener("appinstalled", () => keep(null));

/** Whether the browser would install the page now. */
export function installable() {
  return offer !== null;
}

/** Whether the page runs as an app already. */
export function isInstalled() {
  return ["standalone", "window-controls-overlay", "minimal-ui"].some(
    (mode) => matchMedia(`(display-mode: ${mode})`).matches,
  );
}

/** Let the browser ask. Tells whether it was installed. */
export async function install() {
  const { outcome } = (await offer?.prompt()) ?? { outcome: "dismissed" };
  keep(null); // an offer is good once
  return outcome === "accepted";
}

/** Offer it once, after a few messages. @param {import("../shell/app_object.js").App} app */
export function offerInstall(app) {
  let sent = 0;
  app.addEventListener("changed", async (event) => {
    if (!SENT.test(/** @type {CustomEvent} */ (event).detail.path)) return;
    sent += 0.5; // a message is told of twice: as it is sent, and as it is answered
    if (sent < MESSAGES || !offer || browser.kept(OFFERED)) return;
    browser.keep(OFFERED, new Date().toISOString());
    const t = await words("share");
    app.tell(t.offer, { action: t.install, onAction: install });
  });
}

/** @param {Offer | null} event */
function keep(event) {
  offer = event;
  installing.dispatchEvent(new Event("change"));
}

// A new version of the page is offered, and takes over when nothing is cut off by it.

/** @param {import("../lettawasm.js").Lettawasm} runtime @param {import("../api.js").Api} api */
export function offerUpdates(runtime, api) {
  const shown = /** @type {HTMLElement} */ (document.querySelector(".update"));
  const show = () => {
    shown.hidden = runtime.version !== "waiting";
    if (runtime.version === "replaced") location.reload();
  };
  runtime.addEventListener("version", show);
  shown.querySelector("button")?.addEventListener("click", () => updateWhenIdle(runtime, api, shown));
  show();
}

/** A new version must not cut off a turn. @param {import("../lettawasm.js").Lettawasm} runtime @param {import("../api.js").Api} api @param {HTMLElement} shown */
async function updateWhenIdle(runtime, api, shown) {
  const { words } = await import("../words/words.js");
  shown.textContent = (await words("shell")).updateWaits;
  while ((await api.get("/v1/runs/?active=true&limit=1")).length) {
    await new Promise((resolve) => runtime.addEventListener("changed", resolve, { once: true }));
  }
  runtime.update();
}

// How an app that is installed is opened: with files of its kind, or at one of its shortcuts.

/** @typedef {{ files?: { getFile: () => Promise<File> }[], targetURL?: string }} Launch */
/** @typedef {{ setConsumer: (take: (launch: Launch) => void) => void }} LaunchQueue */

/** @param {import("../shell/app_object.js").App} app */
export function takeLaunches(app) {
  const queue = /** @type {{ launchQueue?: LaunchQueue }} */ (globalThis).launchQueue;
  queue?.setConsumer((launch) => take(app, launch));
}

/** @param {import("../shell/app_object.js").App} app @param {Launch} launch */
async function take(app, { files = [], targetURL = "" }) {
  if (files.length) {
    app.incoming = await Promise.all(files.map((file) => file.getFile()));
    return app.go(app.link("agents", "import"));
  }
  const url = new URL(targetURL || location.href, location.href);
  if (url.pathname.endsWith("/share")) app.go(app.link("share"));
  else if (url.hash) app.go(url.hash);
}

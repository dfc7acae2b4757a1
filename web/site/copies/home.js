// What this browser tells of the room it gives, and of how long it keeps what is in it.

/** @typedef {{ promised: boolean, usage: number, quota: number, days: number}} Home */

/** @returns {Promise<Home>} */
export async function home() {
  try {
    const [promised, { usage = 0, quota = 0 }] = await Promise.all([
      navigator.storage.persisted(),
      navigator.storage.estimate(),
    ]);
    return { promised, usage, quota, days: forgetsAfter(navigator, isInstalled()) };
  } catch {
    return { promised: false, usage: 0, quota: 0, days: 0 }; // it doesn't tell
  }
}

/** Ask the browser to keep it for good. */
export async function askToKeep() {
  try {
    return await navigator.storage.persist();
  } catch {
    return false;
  }
}

/**
 * After how many days without a visit a browser deletes all that a page has stored; 0 if it doesn't. Safari does so,
 * and on iOS every browser is Safari inside; an app on the home screen or in the Dock is spared.
 * @param {{ userAgent: string, vendor?: string, maxTouchPoints?: number }} browser
 * @param {boolean} isApp
 */
export function forgetsAfter({ userAgent, vendor = "", maxTouchPoints = 0 }, isApp) {
  const isPhone = /iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  const isSafari = vendor.startsWith("Apple") && /Safari\//.test(userAgent);
  return (isPhone || isSafari) && !isApp ? 7 : 0;
}

function isInstalled() {
  return (
    matchMedia("(display-mode: standalone)").matches ||
    ("standalone" in navigator && Boolean(navigator.standalone))
  );
}

// What the worker that hosts Python knows of the way to a server. Python can't read these of the browser's own objects,
// because it may come from a snapshot.

// What browsers call the permission to ask servers around them: in one piece, or this machine's apart from the rest.
const LOCAL_NETWORK = ["local-network-access", "local-network", "loopback-network"];

export const origin = () => location.origin;

export const isOnline = () => navigator.onLine;

/** The strictest that the browser tells under any of its names: denied, prompt, granted, or unknown. */
export async function localNetwork() {
  /** @type {(string | null)[]} */
  const told = await Promise.all(LOCAL_NETWORK.map(state));
  return ["denied", "prompt", "granted"].find((each) => told.includes(each)) ?? "unknown";
}

/** Whether there is an answer, though this page may not be allowed to read it. @param {string} url */
export async function answers(url) {
  try {
    await fetch(url, {
      mode: "no-cors",
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(5000),
    });
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name */
async function state(name) {
  try {
    return (await navigator.permissions.query({ name: /** @type {any} */ (name) })).state;
  } catch {
    return null; // this browser doesn't know it
  }
}

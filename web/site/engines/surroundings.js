// What the worker that hosts Python knows of the way to a server. Python can't read these of the browser's own objects,
// because it may come from a snapshot.

// What browsers call the permission to ask servers of this machine, or around it: in one piece, as they first did, or
// apart.
const BOTH = "local-network-access";

export const origin = () => location.origin;

export const isOnline = () => navigator.onLine;

/** Whether a server of this machine, or around it, may be asked: denied, prompt, granted, or unknown. @param {boolean} isLoopback */
export async function localNetwork(isLoopback) {
  const name = isLoopback ? "loopback-network" : "local-network";
  return (await state(name)) ?? (await state(BOTH)) ?? "unknown";
}

/** Whether there is an answer, though this page may not be allowed to read it. @param {string} url @param {string} [space]  where it is, as `fetch` wants to know it */
export async function answers(url, space) {
  try {
    await fetch(url, {
      mode: "no-cors",
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(5000),
      .../** @type {RequestInit} */ (space && { targetAddressSpace: space }),
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

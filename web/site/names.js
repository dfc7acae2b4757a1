// The names that pages, workers and the service worker of one origin agree on. They are bound to the space,
// not to the path of the site: two copies of the site on one origin share one database and so one host.

const SPACE = "lettawasm/default";

/** Held by the page whose worker has the database open. */
export const hostLock = `${SPACE}/host`;

/** Held by the page that is next in line, with a worker already booted. */
export const standbyLock = `${SPACE}/standby`;

/** The host holds a lock with this and its `Client.id`, which is how a service worker finds it. */
export const clientLockPrefix = `${SPACE}/client/`;

/** The error of code that is older than the space, which it must not open. */
export const NEWER = "NewerSchema";

/** Where changes of the space are told. */
export const channelName = `${SPACE}/changes`;

/** Held by a host worker for life. @param {string} id */
export function workerLock(id) {
  return `${SPACE}/worker/${id}`;
}

/** Where a tab asks for a line to the host, when no service worker can pass a port on. */
export const relayName = `${SPACE}/relay`;

/** A channel, and the lock of the one who opened it. @param {string} id */
export function lineName(id) {
  return `${SPACE}/line/${id}`;
}

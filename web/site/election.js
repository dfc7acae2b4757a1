// Pages elect one host. The holder of the host lock owns the worker that has the database open; the next in
// line holds the standby lock and keeps a worker booted, so that it takes over in an instant.
import { NEWER, clientLockPrefix, hostLock, standbyLock } from "./names.js";
import { spawn } from "./spawn.js";

/**
 * @typedef {object} Status
 * @property {"follower" | "standby" | "host"} role
 * @property {string} stage  of this page's own worker: none, download, imports, snapshot, booted, storage, ready, failed
 * @property {number} fraction  of the stage
 * @property {boolean} restored  whether the worker came out of a memory snapshot
 * @property {{ name: string, message: string } | null} error
 */

const RESTARTS = 2; // of a worker that failed; after that a person has to look

/** Events: "status" when `status` has changed, "elected" when this page has become the host. */
export class Candidate extends EventTarget {
  /** @type {Status} */
  status = { role: "follower", stage: "none", fraction: 0, restored: false, error: null };
  /** @type {Worker | null} */
  #worker = null;
  #failures = 0;
  /** @type {PromiseWithResolvers<void>} */
  #reign = Promise.withResolvers(); // ends when this page must not host: for most, never

  /** @param {Promise<ServiceWorker>} serviceWorker  once the page has the site's, which a guest never has */
  constructor(serviceWorker) {
    super();
    this.serviceWorker = serviceWorker;
  }

  /** Stand for election until the page goes away. A page nobody has looked at does not stand. */
  async stand() {
    this.#listen();
    await visible();
    await navigator.locks.request(standbyLock, () => this.#waitInLine());
  }

  /** Hand `port` to this page's worker. It answers once it is ready. @param {MessagePort} port */
  connect(port) {
    if (this.status.role !== "host" || !this.#worker) return port.close();
    this.#worker.postMessage({ type: "connect" }, [port]);
  }

  /** The returned promise lets go of the standby lock: the next page may stand by. */
  #waitInLine() {
    this.#update({ role: "standby" });
    this.#bootAhead();
    return new Promise((resolve) => {
      navigator.locks.request(hostLock, () => {
        resolve(undefined);
        return this.#rule();
      });
    });
  }

  async #bootAhead() {
    await this.serviceWorker; // everything has been fetched by then
    if (this.status.role === "standby") this.#spawn();
  }

  async #rule() {
    this.#failures = 0;
    this.#spawn();
    this.#update({ role: "host" });
    this.dispatchEvent(new Event("elected"));
    this.#promote();
    this.#publish();
    await this.#reign.promise;
  }

  /** Let service workers find this page: they can't see whose lock a lock is, only its name. */
  async #publish() {
    const { port1: near, port2: far } = new MessageChannel();
    (await this.serviceWorker).postMessage({ type: "whoami" }, [far]);
    const id = await new Promise((resolve) => {
      near.onmessage = ({ data }) => resolve(data);
    });
    await navigator.locks.request(clientLockPrefix + id, () => this.#reign.promise);
  }

  /** The service worker sends ports for the host; a page that is none closes them, so that it asks again. */
  #listen() {
    navigator.serviceWorker?.addEventListener("message", ({ data, ports: [port] }) => {
      if (data.type === "connect") this.connect(port);
    });
    navigator.serviceWorker?.startMessages();
  }

  #spawn() {
    if (this.#worker) return;
    const worker = spawn(new URL("host.worker.js", import.meta.url), "lettawasm");
    worker.onmessage = ({ data, ports: [port, ...more] }) => {
      if (data.type === "engine") serveEngine(port);
      else if (data.type === "sandbox") openCell(port, more[0]);
      else this.#hear(worker, data);
    };
    worker.onerror = () => this.#lose(worker, { name: "Error", message: "The worker stopped." });
    this.#worker = worker;
  }

  #promote() {
    this.#worker?.postMessage({ type: "promote" });
  }

  /** @param {Worker} worker @param {any} message */
  #hear(worker, message) {
    if (message.type === "alive") this.#watch(worker, message.lock);
    else if (message.type === "progress") this.#update({ stage: message.stage, fraction: message.fraction });
    else if (message.type === "failed") this.#lose(worker, message);
    else this.#update({ stage: message.type, fraction: 1, restored: message.restored, error: null });
    if (message.type === "ready") this.#failures = 0;
  }

  /** A worker that the browser kills says nothing, but lets go of its lock. @param {Worker} worker @param {string} lock */
  #watch(worker, lock) {
    const isGone = () => this.#lose(worker, { name: "Error", message: "The browser stopped the worker." });
    navigator.locks.request(lock, { mode: "shared" }, isGone);
  }

  /** Replace a worker that failed, unless that has not helped before. @param {Worker} worker @param {{ name: string, message: string }} error */
  #lose(worker, { name, message }) {
    if (worker !== this.#worker) return; // lost already
    worker.terminate();
    this.#worker = null;
    if (name === NEWER) return this.#stepDown({ name, message });
    this.#failures++;
    if (this.#failures > RESTARTS) return this.#update({ stage: "failed", error: { name, message } });
    this.#spawn();
    if (this.status.role === "host") this.#promote();
  }

  /** A page that is too old for the space leaves it to one that isn't. @param {{ name: string, message: string }} error */
  #stepDown(error) {
    this.#update({ role: "follower", stage: "failed", error });
    this.#reign.resolve();
  }

  /** @param {Partial<Status>} change */
  #update(change) {
    this.status = { ...this.status, ...change };
    this.dispatchEvent(new Event("status"));
  }
}

/** The browser's own model can be reached from a page alone. @param {MessagePort} port */
async function serveEngine(port) {
  try {
    const { serveOver } = await import("./engines/prompt_api.js");
    serveOver(port);
  } catch {
    port.postMessage(""); // there is none
  }
}

/** Code that nobody trusts runs in a frame of this page. @param {MessagePort} texts @param {MessagePort} life */
async function openCell(texts, life) {
  try {
    const page = await import("./sandbox/page.js");
    await page.openCell(texts, life);
  } catch {
    life.close(); // there is none
  }
}

/** Resolves when a person can see this page. */
function visible() {
  return new Promise((resolve) => {
    const look = () => document.visibilityState === "visible" && resolve(undefined);
    document.addEventListener("visibilitychange", look);
    look();
  });
}

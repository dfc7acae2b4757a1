// A link to whichever worker hosts the agents now. It reconnects when the host moves to another tab,
// and repeats a request that the old host can't have finished, or that may be repeated.
import { callOf, HostGone, send } from "./bridge.js";

/** @typedef {import("./bridge.js").Call} Call */
/** @typedef {import("./bridge.js").Connection} Connection */

const ATTEMPTS = 5; // so that a request that kills its host can't kill every next one
const GREETING_TIMEOUT = 250; // ms; a port may have gone to a page that was just closing
const PAUSE = 20; // ms between two looks for a host

export class Link {
  /** @type {Connection | null} */
  #connection = null;
  /** @type {Promise<Connection> | null} */
  #dialling = null;
  #redial = new AbortController();

  /**
   * @param {string} base  the path of the site, with its last slash
   * @param {() => Promise<MessagePort>} dial  gives a port that should lead to the host
   */
  constructor(base, dial) {
    this.base = base;
    this.dial = dial;
  }

  /**
   * Like `fetch`, answered by the host. `finished` resolves when the body has ended, however it did.
   * @param {Request} request
   * @param {{ patience?: number }} [options]  ms to look for a host before giving up
   * @returns {Promise<{ response: Response, finished: Promise<void> }>}
   */
  async fetch(request, { patience = Infinity } = {}) {
    const { signal } = request;
    const call = await callOf(request, this.base);
    for (let attempt = 1; ; attempt++) {
      const connection = await unlessAborted(this.#connect(patience), signal);
      try {
        return await send(connection, call, signal);
      } catch (error) {
        this.#forget(connection, error);
        if (!mayRepeat(call, error) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** There is a new way to the host: give up the one that is being tried. */
  redial() {
    this.#redial.abort();
    this.#redial = new AbortController();
  }

  /** @param {number} patience @returns {Promise<Connection>} */
  #connect(patience) {
    if (this.#connection && !this.#connection.closed.aborted) return Promise.resolve(this.#connection);
    this.#dialling ??= this.#dialUntil(Date.now() + patience).finally(() => {
      this.#dialling = null;
    });
    return this.#dialling;
  }

  /** @param {number} deadline */
  async #dialUntil(deadline) {
    for (;;) {
      try {
        this.#connection = await greet(await this.dial(), this.#redial.signal);
        return this.#connection;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }

  /** @param {Connection} connection @param {unknown} error */
  #forget(connection, error) {
    if (error instanceof HostGone && this.#connection === connection) this.#connection = null;
  }
}

/** @param {Call} call @param {unknown} error */
function mayRepeat({ scope, body }, error) {
  if (!(error instanceof HostGone)) return false;
  if (!error.accepted || ["GET", "HEAD", "PUT"].includes(scope.method)) return true;
  return new TextDecoder().decode(body).includes('"otid"'); // the server knows a message it has seen by its otid
}

/**
 * Wait for the host's greeting on `port`. It names a lock that the worker holds as long as it lives.
 * @param {MessagePort} port
 * @param {AbortSignal} hangUp
 * @returns {Promise<Connection>}
 */
function greet(port, hangUp) {
  const dead = new AbortController();
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      dead.abort();
      port.close();
      reject(new HostGone(false));
    };
    const timer = setTimeout(giveUp, GREETING_TIMEOUT);
    port.addEventListener("close", giveUp);
    hangUp.addEventListener("abort", giveUp);
    port.onmessage = ({ data }) => {
      clearTimeout(timer);
      hangUp.removeEventListener("abort", giveUp);
      navigator.locks.request(data.alive, { mode: "shared", signal: dead.signal }, giveUp).catch(() => {});
      resolve({ port, closed: dead.signal });
    };
  });
}

/** @template T @param {Promise<T>} promise @param {AbortSignal} signal @returns {Promise<T>} */
function unlessAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

// ASGI over MessagePorts: a request goes in at one end, a Python app answers at the other.
// Every request gets a MessageChannel of its own, so streams never have to be told apart.

/** @typedef {{ port: MessagePort, closed: AbortSignal }} Connection  `closed` aborts when the host dies. */

/**
 * A request as the app needs it: plain values that can be posted, and posted again to the next host.
 * @typedef {object} Call
 * @property {{ scheme: string, method: string, path: string, root_path: string, query: string, headers: string[][] }} scope
 * @property {Uint8Array} body
 */

/**
 * @typedef {object} Reply  What the app answers with.
 * @property {(status: number, headers: string[][]) => void} start
 * @property {(chunk: Uint8Array, more: boolean) => void} body
 */

/** @typedef {(scope: Call["scope"], body: Uint8Array, reply: Reply, gone: Promise<void>) => Promise<void>} App */

const NO_BODY = [204, 205, 304];

/** The host went away. `accepted` tells whether it may have begun to act on the request. */
export class HostGone extends Error {
  /** @param {boolean} accepted */
  constructor(accepted) {
    super("The tab that ran the agent was closed.");
    this.accepted = accepted;
  }
}

/**
 * Read `request` into plain values; `base` is the path the site is served from, with its last slash.
 * @param {Request} request
 * @param {string} base
 * @returns {Promise<Call>}
 */
export async function callOf(request, base) {
  const url = new URL(request.url);
  const scope = {
    scheme: url.protocol.slice(0, -1),
    method: request.method,
    path: decodeURIComponent(url.pathname),
    root_path: base.slice(0, -1),
    query: url.search.slice(1),
    headers: [["host", url.host], ...request.headers],
  };
  return { scope, body: new Uint8Array(await request.arrayBuffer()) };
}

/**
 * Send `call` to the app behind `connection`. Resolves when the response starts; `finished` when it has ended.
 * @param {Connection} connection
 * @param {Call} call
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ response: Response, finished: Promise<void> }>}
 */
export function send(connection, call, signal) {
  return new Exchange(connection, call, signal).started.promise;
}

/** One request and its response, seen from the client's end. */
class Exchange {
  /** @type {PromiseWithResolvers<{ response: Response, finished: Promise<void> }>} */
  started = Promise.withResolvers();
  /** @type {PromiseWithResolvers<void>} */
  finished = Promise.withResolvers();
  /** @type {ReadableStreamDefaultController<Uint8Array> | undefined} */
  stream;
  accepted = false;
  ended = new AbortController();

  /** @param {Connection} connection @param {Call} call @param {AbortSignal} [signal] */
  constructor({ port, closed }, call, signal) {
    const { port1: near, port2: far } = new MessageChannel();
    this.port = near;
    const until = { signal: this.ended.signal };
    const gone = () => this.fail(new HostGone(this.accepted));
    near.addEventListener("message", ({ data }) => this.hear(data), until);
    near.addEventListener("close", gone, until);
    near.start();
    signal?.addEventListener("abort", () => this.abandon(signal.reason), until);
    closed.addEventListener("abort", gone, until);
    if (signal?.aborted) this.abandon(signal.reason);
    else if (closed.aborted) gone();
    else port.postMessage(call, [far]);
  }

  /** @param {any} event */
  hear(event) {
    if (event.type === "accepted") this.accepted = true;
    else if (event.type === "start") this.start(event);
    else if (event.type === "body") this.chunk(event);
    else if (event.type === "error") this.fail(new TypeError(event.message));
  }

  /** @param {{ status: number, headers: [string, string][] }} event */
  start({ status, headers }) {
    const stream = new ReadableStream({
      start: (controller) => {
        this.stream = controller;
      },
      cancel: () => this.abandon(),
    });
    const response = new Response(NO_BODY.includes(status) ? null : stream, { status, headers });
    this.started.resolve({ response, finished: this.finished.promise });
  }

  /** @param {{ body: Uint8Array<ArrayBuffer>, more: boolean }} event */
  chunk({ body, more }) {
    if (body.length) this.stream?.enqueue(body);
    if (more) return;
    this.stream?.close();
    this.end();
  }

  /** Nobody listens any more: tell the app. @param {unknown} [reason] */
  abandon(reason) {
    this.port.postMessage({ type: "disconnect" });
    this.fail(reason);
  }

  /** @param {unknown} error */
  fail(error) {
    if (this.ended.signal.aborted) return;
    this.started.reject(error);
    try {
      this.stream?.error(error);
    } catch {
      // The reader cancelled first.
    }
    this.end();
  }

  end() {
    this.ended.abort();
    this.port.close();
    this.finished.resolve();
  }
}

/**
 * Answer every request that arrives on `port` with `app`.
 * @param {MessagePort} port
 * @param {App} app
 */
export function serveOver(port, app) {
  port.onmessage = ({ data, ports: [far] }) => answer(app, data, far);
}

/** @param {App} app @param {Call} call @param {MessagePort} port */
async function answer(app, { scope, body }, port) {
  /** @type {Promise<void>} */
  const gone = new Promise((resolve) => {
    port.onmessage = () => resolve();
    port.addEventListener("close", () => resolve());
  });
  port.postMessage({ type: "accepted" });
  const reply = {
    start: (/** @type {number} */ status, /** @type {string[][]} */ headers) =>
      port.postMessage({ type: "start", status, headers }),
    body: (/** @type {Uint8Array} */ chunk, /** @type {boolean} */ more) =>
      port.postMessage({ type: "body", body: chunk, more }),
  };
  try {
    await app(scope, body, reply, gone);
    port.postMessage({ type: "error", message: "The answer ended early." }); // unheard after a whole answer
  } catch (error) {
    console.error(error);
    port.postMessage({ type: "error", message: error instanceof Error ? error.message : String(error) });
  }
}

// The REST API for our own pages: JSON in and out, errors as sentences, streams as events.

/** A reply that says no. `message` is the server's sentence, `runId` the run that an agent is busy with. */
export class ApiError extends Error {
  /** @param {number} status @param {string} message @param {string} runId */
  constructor(status, message, runId) {
    super(message);
    this.status = status;
    this.runId = runId;
  }
}

/** @typedef {{ event: string, data: string }} ServerSentEvent */

export class Api {
  /**
   * @param {typeof globalThis.fetch} fetch
   * @param {string} baseURL  without its last slash
   */
  constructor(fetch, baseURL) {
    this.fetch = fetch;
    this.baseURL = baseURL;
  }

  /** @param {string} path @returns {Promise<any>} */
  get(path) {
    return this.#json("GET", path);
  }

  /** @param {string} path @param {unknown} body @returns {Promise<any>} */
  post(path, body) {
    return this.#json("POST", path, body);
  }

  /** @param {string} path @param {unknown} body @returns {Promise<any>} */
  patch(path, body) {
    return this.#json("PATCH", path, body);
  }

  /** @param {string} path @param {unknown} body @returns {Promise<any>} */
  put(path, body) {
    return this.#json("PUT", path, body);
  }

  /** @param {string} path @param {unknown} body @param {AbortSignal} [signal] @returns {AsyncGenerator<ServerSentEvent>} */
  async *events(path, body, signal) {
    yield* eventsOf(await this.request("POST", path, body, signal));
  }

  /** @param {string} method @param {string} path @param {unknown} [body]  a value, or a form to upload @param {AbortSignal} [signal] */
  async request(method, path, body, signal) {
    const isForm = body instanceof FormData;
    const response = await this.fetch(this.baseURL + path, {
      method,
      headers: body === undefined || isForm ? {} : { "content-type": "application/json" },
      body: isForm ? body : body === undefined ? null : JSON.stringify(body),
      ...(signal && { signal }),
    });
    if (!response.ok) throw errorOf(response.status, await response.text());
    return response;
  }

  /** @param {string} method @param {string} path @param {unknown} [body] */
  async #json(method, path, body) {
    return (await this.request(method, path, body)).json();
  }
}

/** @param {number} status @param {string} text */
function errorOf(status, text) {
  try {
    const body = JSON.parse(text);
    return new ApiError(status, sentenceOf(body, status), body.run_id ?? "");
  } catch {
    return new ApiError(status, sentenceOf({}, status), ""); // not JSON; the status has to do
  }
}

/** @param {any} body @param {number} status */
function sentenceOf(body, status) {
  const detail = body.detail ?? body.error?.message;
  const problem = status === 422 && /'msg': ['"](.+?)['"][,}]/.exec(detail); // a list of errors, as Python writes it
  if (problem) return `${problem[1]}.`;
  if (detail) return typeof detail === "string" ? detail : (detail.message ?? JSON.stringify(detail));
  return `The server answered with status ${status}.`;
}

/** @param {Response} response @returns {AsyncGenerator<ServerSentEvent>} */
async function* eventsOf({ body }) {
  if (!body) return;
  let buffer = "";
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (buffer + text).split(/\r?\n\r?\n/);
    buffer = blocks.pop() ?? "";
    for (const block of blocks) yield eventOf(block);
  }
}

/** @param {string} block @returns {ServerSentEvent} */
function eventOf(block) {
  let event = "message";
  const data = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return { event, data: data.join("\n") };
}

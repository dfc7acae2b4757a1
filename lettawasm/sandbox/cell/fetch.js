// The sandbox's `fetch`: what it sends leaves through the core, which knows what was granted to this tool.

/** @typedef {import("./cell.js").Ask} Ask */
/** @typedef {import("./cell.js").Answer} Answer */

/** @param {Ask} ask */
export function fetchOver(ask) {
  return async (/** @type {any} */ input, /** @type {any} */ init = {}) => {
    const from = typeof input === "object" && "url" in input ? input : { url: String(input) };
    const [url, method] = [String(from.url), String(init.method ?? from.method ?? "GET")];
    const headers = pairsOf(init.headers ?? from.headers ?? {});
    const body = base64Of(init.body ?? (from.arrayBuffer ? await from.arrayBuffer() : from.body));
    const answer = await ask({ method, url, headers, body });
    if (answer.problem !== undefined) throw new TypeError(answer.problem);
    return new Reply(url, answer);
  };
}

/** What of a Response is asked for most. */
class Reply {
  #body;

  /** @param {string} url @param {Answer} answer */
  constructor(url, { status, headers, body }) {
    this.url = url;
    this.status = status;
    this.ok = status >= 200 && status < 300;
    this.statusText = "";
    this.redirected = false;
    this.type = "basic";
    this.bodyUsed = false;
    this.headers = new HeaderMap(headers);
    this.#body = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
  }

  async bytes() {
    this.bodyUsed = true;
    return this.#body;
  }

  async arrayBuffer() {
    return (await this.bytes()).buffer;
  }

  async text() {
    return new TextDecoder().decode(await this.bytes());
  }

  async json() {
    return JSON.parse(await this.text());
  }
}

/** Names are in lower case, and asked for in any. */
class HeaderMap {
  #values;

  /** @param {Record<string, string>} values */
  constructor(values) {
    this.#values = new Map(Object.entries(values));
  }

  /** @param {string} name */
  get(name) {
    return this.#values.get(name.toLowerCase()) ?? null;
  }

  /** @param {string} name */
  has(name) {
    return this.#values.has(name.toLowerCase());
  }

  entries() {
    return this.#values.entries();
  }

  [Symbol.iterator]() {
    return this.entries();
  }
}

/** @param {any} headers  an object, pairs, or anything that is iterated over in pairs */
function pairsOf(headers) {
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  return Object.fromEntries(pairs.map(([name, value]) => [String(name), String(value)]));
}

/** @param {any} body */
function base64Of(body) {
  const isBytes = ArrayBuffer.isView(body) || body instanceof ArrayBuffer;
  const bytes = isBytes ? bytesOf(body) : new TextEncoder().encode(String(body ?? ""));
  return bytes.length === 0 ? null : btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** @param {ArrayBuffer | ArrayBufferView} data */
function bytesOf(data) {
  if (!ArrayBuffer.isView(data)) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

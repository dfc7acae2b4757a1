// What JavaScript expects of its surroundings and a bare context of Node's hasn't. Only texts and numbers pass
// between here and Node: one object of Node's would be the way to all of it.

/**
 * @typedef {object} Host  Functions of Node's own, which must never be handed on, nor what they throw.
 * @property {(text: string) => void} post
 * @property {(id: number, milliseconds: number) => void} later  calls `fire` then
 * @property {(id: number) => void} never
 * @property {(count: number) => string} random  bytes, in hexadecimal
 * @property {() => number} now  milliseconds
 * @property {(address: string, base: string) => string} parse  the parts of a URL in JSON; "" for none
 */

/** @param {Host} host */
export function furnish(host) {
  const { fire, ...timers } = timersOver(host);
  Object.assign(globalThis, timers, {
    self: globalThis,
    location: "file:///cell/",
    navigator: { userAgent: "lettawasm", platform: "", language: "en" },
    WorkerGlobalScope: class {
      static [Symbol.hasInstance]() {
        return true; // so that Pyodide takes this for a worker of a browser
      }
    },
    console: { log() {}, info() {}, debug() {}, warn() {}, error() {} },
    performance: { now: () => quietly(host.now, 0) },
    crypto: cryptoOver(host),
    queueMicrotask: (/** @type {() => void} */ work) => void Promise.resolve().then(work),
    TextEncoder,
    TextDecoder,
    URL: urlOver(host),
    AbortController,
    AbortSignal,
    Request,
    atob,
    btoa,
  });
  return { fire, post: (/** @type {string} */ text) => void quietly(() => host.post(text), undefined) };
}

/** Room for bytes. @param {number} size */
export const room = (size) => new Uint8Array(size);

/** What Node throws stays here. @template T @param {() => T} call @param {T} otherwise */
function quietly(call, otherwise) {
  try {
    return call();
  } catch {
    return otherwise;
  }
}

/** @param {Host} host */
function timersOver(host) {
  /** @type {Map<number, () => void>} */
  const waiting = new Map();
  let count = 0;
  const start = (/** @type {number} */ id, /** @type {any} */ milliseconds) =>
    quietly(() => host.later(id, Math.max(0, Number(milliseconds) || 0)), undefined);
  const setTimeout = (/** @type {any} */ work, /** @type {any} */ delay, /** @type {any[]} */ ...rest) => {
    const id = ++count;
    waiting.set(id, () => (waiting.delete(id), work(...rest)));
    start(id, delay);
    return id;
  };
  const setInterval = (/** @type {any} */ work, /** @type {any} */ delay, /** @type {any[]} */ ...rest) => {
    const id = ++count;
    waiting.set(id, () => (start(id, delay), work(...rest)));
    start(id, delay);
    return id;
  };
  const clearTimeout = (/** @type {any} */ id) => {
    if (waiting.delete(id)) quietly(() => host.never(id), undefined);
  };
  const fire = (/** @type {number} */ id) => waiting.get(id)?.();
  return { setTimeout, setInterval, clearTimeout, clearInterval: clearTimeout, fire };
}

/** @param {Host} host */
function cryptoOver({ random }) {
  const getRandomValues = (/** @type {any} */ view) => {
    const digits = quietly(() => random(view.byteLength), "");
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    bytes.forEach((_, n) => (bytes[n] = parseInt(digits.slice(2 * n, 2 * n + 2), 16)));
    return view;
  };
  return { getRandomValues };
}

/** @param {Host} host */
function urlOver({ parse }) {
  return class URL {
    /** @param {unknown} address @param {unknown} [base] */
    constructor(address, base = "") {
      const parts = quietly(() => parse(String(address), String(base)), "");
      if (!parts) throw new TypeError(`Invalid URL: ${address}`);
      Object.assign(this, JSON.parse(parts));
    }

    toString() {
      return /** @type {any} */ (this).href;
    }

    toJSON() {
      return this.toString();
    }
  };
}

/** Of the interface alone: what it would abort ends with its call anyway. */
class AbortSignal {
  aborted = false;
  addEventListener() {}
  removeEventListener() {}
  throwIfAborted() {}
}

class AbortController {
  signal = new AbortSignal();

  abort() {
    this.signal.aborted = true;
  }
}

class Request {
  /** @param {any} input @param {object} [init] */
  constructor(input, init = {}) {
    Object.assign(this, input instanceof Request ? input : { url: String(input) }, init);
  }
}

class TextEncoder {
  encoding = "utf-8";

  /** @param {unknown} [text] */
  encode(text = "") {
    const escaped = encodeURIComponent(String(text).toWellFormed());
    const characters = escaped.replace(/%(..)/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
    return Uint8Array.from(characters, (character) => character.charCodeAt(0));
  }

  /** @param {string} text @param {Uint8Array} into  large enough */
  encodeInto(text, into) {
    const bytes = this.encode(text);
    into.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

class TextDecoder {
  /** @param {string} [label] */
  constructor(label = "utf-8") {
    this.encoding = label.toLowerCase();
  }

  /** @param {ArrayBuffer | ArrayBufferView} [data] */
  decode(data = new ArrayBuffer(0)) {
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    if (/^(latin1|ascii|us-ascii|iso-8859-1|windows-1252)$/.test(this.encoding)) return textOf(bytes);
    if (/^utf-?16(le)?$/.test(this.encoding)) return textOf(new Uint16Array(bytes.slice().buffer));
    return textOf(pointsOf(bytes));
  }
}

/** @param {Iterable<number>} points */
function textOf(points) {
  let text = "";
  for (const point of points) text += String.fromCodePoint(point);
  return text;
}

/** What UTF-8 says; U+FFFD where it says nothing. @param {Uint8Array} bytes */
function* pointsOf(bytes) {
  for (let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0; at < bytes.length;) {
    const first = bytes[at++];
    const more =
      first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
    let point = more > 0 ? first & (0x3f >> more) : more ? 0xfffd : first;
    for (let n = 0; n < more; n++) {
      if ((bytes[at] & 0xc0) !== 0x80) {
        point = 0xfffd;
        break;
      }
      point = (point << 6) | (bytes[at++] & 0x3f);
    }
    yield point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? 0xfffd : point;
  }
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** @param {unknown} text */
function btoa(text) {
  const bytes = Array.from(String(text), (character) => character.charCodeAt(0));
  let digits = "";
  for (let n = 0; n < bytes.length; n += 3) {
    const word = (bytes[n] << 16) | ((bytes[n + 1] ?? 0) << 8) | (bytes[n + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) digits += DIGITS[(word >> shift) & 63];
  }
  const missing = (3 - (bytes.length % 3)) % 3;
  return digits.slice(0, digits.length - missing) + "=".repeat(missing);
}

/** @param {unknown} digits */
function atob(digits) {
  let [text, word, bits] = ["", 0, 0];
  for (const digit of String(digits).replace(/[\s=]/g, "")) {
    word = ((word << 6) | DIGITS.indexOf(digit)) & 0xffffff;
    bits += 6;
    if (bits >= 8) text += String.fromCharCode((word >> (bits -= 8)) & 255);
  }
  return text;
}

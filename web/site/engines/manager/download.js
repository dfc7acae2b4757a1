// One file of the network into a place on the disk, from where an earlier attempt left it. What a server tells of its
// file is compared here and not with `If-Range`: that would need a permission (CORS) that few servers give. The messages
// of its errors are codes, which the page puts into words; a detail stands behind a colon.

/**
 * Where the bytes go: as a FileSystemSyncAccessHandle.
 * @typedef {object} Sink
 * @property {() => number} getSize
 * @property {(data: Uint8Array<ArrayBuffer>, options: { at: number }) => number} write
 * @property {(size: number) => void} truncate
 */

/** What tells one file from a later one at the same address. @typedef {{ version: string, size: number | null }} Seen */

/**
 * @typedef {object} Care
 * @property {AbortSignal} signal
 * @property {() => void} report  more has come
 * @property {(seen: Seen) => Promise<void>} remember
 */

const TRIES = 4; // without a byte of progress
const WAIT = 250; // ms after the first of them; then twice as long each time
const SILENCE = 30_000; // ms without a byte, after which a connection counts as cut

/** It is worth another try. */
export class Interrupted extends Error {}

/** Another try would end the same way, until a person does something. */
export class Refused extends Error {}

/** @param {string} url @param {Sink} sink @param {Seen | null} seen @param {Care} care */
export async function download(url, sink, seen, { signal, report, remember }) {
  for (let tries = 1; ; tries += 1) {
    const before = sink.getSize();
    if (seen?.size && before === seen.size) return;
    try {
      const response = await ask(url, before, signal);
      const told = toldOf(response, before);
      const isSame = begin(response, sink, seen, told);
      await remember((seen = told));
      if (isSame) return await take(response, sink, told, { signal, report });
    } catch (error) {
      signal.throwIfAborted();
      const isOver = !(error instanceof Interrupted) || (tries === TRIES && sink.getSize() <= before);
      if (isOver) throw error;
    }
    if (sink.getSize() > before) tries = 0;
    if (tries === TRIES) throw new Interrupted("changing");
    await pause(WAIT * 2 ** tries, signal);
  }
}

/**
 * Make the sink end where the response begins. False where they don't belong together.
 * @param {Response} response @param {Sink} sink @param {Seen | null} seen @param {Seen} told
 */
function begin({ status, headers, body }, sink, seen, told) {
  const [, first] = /^bytes (\d+)-/.exec(headers.get("content-range") ?? "") ?? [];
  const begins = status === 206 ? Number(first ?? sink.getSize()) : 0;
  const isSame = status === 200 || (status === 206 && !isOther(seen, told) && begins <= sink.getSize());
  if (!isSame) body?.cancel();
  sink.truncate(isSame ? begins : 0);
  return isSame;
}

/** @param {string} url @param {number} at @param {AbortSignal} signal */
async function ask(url, at, signal) {
  const response = await reached(url, at, signal);
  const { status } = response;
  if (response.ok || status === 416) return response;
  if (status === 404 || status === 410) throw new Refused("missing");
  if (status === 401 || status === 403) throw new Refused("login");
  if (status === 429 || status >= 500) throw new Interrupted(`busy:${status}`);
  throw new Refused(`refused:${status}`);
}

/** Asked for a range, a server compresses nothing, so lengths are those of the file. @param {string} url @param {number} at @param {AbortSignal} signal */
async function reached(url, at, signal) {
  try {
    return await fetch(url, {
      headers: { range: `bytes=${at}-` },
      cache: "no-store", // it lies on this disk once
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal,
    });
  } catch {
    signal.throwIfAborted();
    throw new Interrupted("unreachable");
  }
}

/** @param {Response} response @param {number} at @returns {Seen} */
function toldOf({ status, headers }, at) {
  const version = headers.get("etag") ?? headers.get("last-modified") ?? "";
  const [, whole] = /\/(\d+)$/.exec(headers.get("content-range") ?? "") ?? [];
  const length = headers.get("content-length");
  const rest = length === null ? null : Number(length) + (status === 206 ? at : 0);
  return { version, size: whole ? Number(whole) : rest };
}

/** @param {Seen | null} seen @param {Seen} told */
function isOther(seen, told) {
  if (!seen) return false;
  return seen.version !== told.version || (seen.size ?? told.size) !== told.size;
}

/** @param {Response} response @param {Sink} sink @param {Seen} told @param {Omit<Care, "remember">} care */
async function take(response, sink, told, { signal, report }) {
  for await (const bytes of pieces(response, signal)) {
    append(sink, bytes);
    report();
  }
  if (told.size === null || sink.getSize() === told.size) return;
  if (sink.getSize() < told.size) throw new Interrupted("cut");
  sink.truncate(0);
  throw new Refused("more");
}

/** Throws Refused where there is no room. @param {Sink} sink @param {Uint8Array<ArrayBuffer>} bytes */
export function append(sink, bytes) {
  const at = sink.getSize();
  try {
    if (sink.write(bytes, { at }) === bytes.length) return;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "QuotaExceededError")) throw error;
  }
  sink.truncate(at);
  throw new Refused("full");
}

/** @param {Response} response @param {AbortSignal} signal */
async function* pieces({ body }, signal) {
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (body).getReader();
  try {
    for (;;) {
      const { done, value } = await soon(reader.read());
      if (done) return;
      yield value;
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof TypeError ? new Interrupted("cut") : error;
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
async function soon(work) {
  const { promise, reject } = Promise.withResolvers();
  const timer = setTimeout(() => reject(new Interrupted("silent")), SILENCE);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/** @param {number} time  ms @param {AbortSignal} signal */
function pause(time, signal) {
  const { promise, resolve, reject } = Promise.withResolvers();
  setTimeout(resolve, time);
  signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  return promise;
}

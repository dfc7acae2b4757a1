// In a page of the site: carries out the relay's requests with a plain `fetch`, which the service worker
// answers, and tells what comes as it comes. Bytes travel as base64.

/** @type {Map<number, AbortController>} */
const open = new Map();

/** @param {{ number: number, method: string, path: string, headers: [string, string][], body: string }} request */
async function ask({ number, method, path, headers, body }) {
  const aborter = new AbortController();
  const init = {
    method,
    headers,
    signal: aborter.signal,
    ...(body && { body: Uint8Array.fromBase64(body) }),
  };
  open.set(number, aborter);
  try {
    const response = await fetch(path, init);
    await told(number, { status: response.status, headers: [...response.headers] });
    for await (const chunk of response.body ?? []) await told(number, { chunk: chunk.toBase64() });
    await told(number, { end: "" });
  } catch (error) {
    await told(number, { end: String(error) });
  } finally {
    open.delete(number);
  }
}

/** @param {number} number */
function leave(number) {
  open.get(number)?.abort();
}

Object.assign(globalThis, { relay: { ask: (request) => void ask(request), leave } });

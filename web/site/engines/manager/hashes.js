// What a file has to hash to (SHA-256), where somebody says it: an address that ends with `#sha256=…`, or a hub such as
// Hugging Face, which tells it in the pointer that Git LFS has in the file's place.

const PINNED = /^#sha256=(.*)$/i;
const HASH = /^[0-9a-f]{64}$/i;
const POINTER = /^oid sha256:([0-9a-f]{64})$/m;
const PATIENCE = 10_000; // ms

/** An address without its hash, and the hash. @param {string} address @returns {{ url: string, sha256?: string }} */
export function pinned(address) {
  const [url, ...rest] = address.split("#");
  const [, sha256] = PINNED.exec(`#${rest.join("#")}`) ?? [];
  if (sha256 === undefined) return { url };
  if (!HASH.test(sha256)) throw new Error("noHash");
  return { url, sha256: sha256.toLowerCase() };
}

/** What a hub tells of its file; few servers do. @param {string} url @param {AbortSignal} signal @returns {Promise<string | undefined>} */
export async function toldBy(url, signal) {
  const pointer = url.replace("/resolve/", "/raw/");
  if (pointer === url) return;
  try {
    const response = await fetch(pointer, {
      headers: { range: "bytes=0-1023" },
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
    });
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
    const { value } = await reader.read(); // where this is no pointer, the rest may be long
    reader.cancel().catch(() => {});
    return response.ok ? POINTER.exec(new TextDecoder().decode(value))?.[1] : undefined;
  } catch {
    signal.throwIfAborted();
  }
}

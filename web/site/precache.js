// The site's files in Cache Storage, by the hash of their content: an update fetches what changed, and two
// versions can lie side by side until the older one is swept away.
import * as assets from "./assets.js";

const { files } = assets;

/** @param {URL} site */
export async function precache(site) {
  const cache = await caches.open(cacheName(site));
  await Promise.all(
    Object.entries(files).map(async ([path, { sha256 }]) => {
      const key = keyOf(site, sha256);
      if (!(await cache.match(key))) await cache.put(key, await fetchVerified(new URL(path, site), sha256));
    }),
  );
}

/** Forget what this version doesn't use. @param {URL} site */
export async function sweep(site) {
  const cache = await caches.open(cacheName(site));
  const wanted = new Set(Object.values(files).map(({ sha256 }) => keyOf(site, sha256)));
  const keys = await cache.keys();
  await Promise.all(keys.filter(({ url }) => !wanted.has(url)).map((key) => cache.delete(key)));
}

/** A file of this version; from the network where the browser has dropped it. @param {URL} site @param {string} path */
export async function fileOf(site, path) {
  if (path === "assets.js") return listOfFiles();
  const { sha256 } = files[path];
  const cache = await caches.open(cacheName(site));
  return (await cache.match(keyOf(site, sha256))) ?? fetch(new URL(path, site));
}

/** Whether this version has such a file. @param {string} path */
export function isFile(path) {
  return path in files || path === "assets.js";
}

/** The list of files can't list itself; this worker was made with it, so it knows it by heart. */
function listOfFiles() {
  const lines = Object.entries(assets).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
  );
  return new Response(lines.join("\n"), { headers: { "content-type": "text/javascript" } });
}

/** @param {URL} url @param {string} sha256 */
async function fetchVerified(url, sha256) {
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${url} could not be fetched (HTTP ${response.status}).`);
  const body = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== sha256) throw new Error(`${url} is not of this version.`);
  return new Response(body, { headers: { "content-type": response.headers.get("content-type") ?? "" } });
}

/** @param {URL} site */
function cacheName(site) {
  return `lettawasm:${site.pathname}`;
}

/** @param {URL} site @param {string} sha256 */
function keyOf(site, sha256) {
  return new URL(`-/${sha256}`, site).href;
}

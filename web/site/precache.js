// The site's files in Cache Storage, a cache for each version. They are kept just as they came, under their own
// addresses: that is how the browser knows them again, and it may keep what it compiled of them as well.
import * as assets from "./assets.js";

const { files, vendored, version } = assets;

/**
 * Keep every file of this version: out of an older version's cache if it is the same. What is vendored is only kept
 * where it was used before.
 * @param {URL} site
 */
export async function precache(site) {
  const cache = await caches.open(cacheName(site));
  const keep = async (
    /** @type {string} */ path,
    /** @type {string} */ sha256,
    /** @type {boolean} */ isNeeded,
  ) => {
    const url = new URL(path, site);
    if (await cache.match(url)) return; // an earlier attempt came that far
    const kept = await findKept(site, url, sha256);
    if (kept ?? isNeeded) await cache.put(url, kept ?? (await fetchVerified(url, sha256)));
  };
  await Promise.all([
    ...Object.entries(files).map(([path, { sha256 }]) => keep(path, sha256, true)),
    ...Object.entries(vendored).map(([path, { sha256 }]) => keep(path, sha256, false)),
  ]);
}

/** Forget all other versions. @param {URL} site */
export async function sweep(site) {
  const names = (await cacheNames(site)).filter((name) => name !== cacheName(site));
  await Promise.all(names.map((name) => caches.delete(name)));
}

/** A file of this version; from the network where the browser has dropped it. @param {URL} site @param {string} path */
export async function fileOf(site, path) {
  if (path === "assets.js") return listOfFiles();
  const url = new URL(path, site);
  const kept = await caches.match(url, { cacheName: cacheName(site) });
  return kept ?? (path in vendored ? keptNow(site, url, vendored[path].sha256) : fetch(url));
}

/** What is used for the first time. @param {URL} site @param {URL} url @param {string} sha256 */
async function keptNow(site, url, sha256) {
  const response = await fetchVerified(url, sha256);
  const cache = await caches.open(cacheName(site));
  await cache.put(url, response.clone());
  return response;
}

/** Whether this version has such a file. @param {string} path */
export function isFile(path) {
  return path in files || path in vendored || path === "assets.js";
}

/** The list of files can't list itself; this worker was made with it, so it knows it by heart. */
function listOfFiles() {
  const lines = Object.entries(assets).map(
    ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
  );
  return new Response(lines.join("\n"), { headers: { "content-type": "text/javascript" } });
}

/** @param {URL} site @param {URL} url @param {string} sha256 */
async function findKept(site, url, sha256) {
  for (const cacheName of await cacheNames(site)) {
    const kept = await caches.match(url, { cacheName });
    if (kept && (await digestOf(kept)) === sha256) return kept;
  }
}

/** @param {URL} url @param {string} sha256 */
async function fetchVerified(url, sha256) {
  const response = await fetch(url, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${url} could not be fetched (HTTP ${response.status}).`);
  if ((await digestOf(response)) !== sha256) throw new Error(`${url} is not of this version.`);
  if (!response.redirected) return response;
  return new Response(response.body, { headers: response.headers }); // a page may not be answered with a redirected one
}

/** @param {Response} response  stays unread */
async function digestOf(response) {
  const body = await response.clone().arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {URL} site */
function cacheName(site) {
  return `${prefix(site)}${version}`;
}

/** @param {URL} site */
async function cacheNames(site) {
  return (await caches.keys()).filter((name) => name.startsWith(prefix(site)));
}

/** Addresses have no spaces, so no site's prefix is the beginning of another's. @param {URL} site */
function prefix(site) {
  return `lettawasm ${site.pathname} `;
}

// The zips that Python imports from. A first start reads all but one, that of the modules which no first answer
// needs. After a restored one nearly all that will ever be imported is in memory already, so a zip is fetched when
// Python reads it, which may be never.
import { files } from "./assets.js";

/** Where Python looks for each. */
const STDLIB = { "runtime/stdlib.zip": "/lib/python314.zip" };
const PACKAGES = { "runtime/site.zip": "/lib/site.zip", "runtime/app.zip": "/lib/app.zip" };
const LATE = { "runtime/late.zip": "/lib/late.zip" };

/** What Python is told about the zips that are not its own. */
export const PYTHONPATH = Object.values(PACKAGES).join(":");

const EIO = 29;

/** The zips that a first start waits for, by their addresses. */
export const AT_ONCE = Object.keys({ ...STDLIB, ...PACKAGES });

/** Fetch the packages at once. The result puts them into a file system. Pyodide does it for the standard library. */
export async function fetchPackages() {
  const fetched = await Promise.all(
    Object.entries(PACKAGES).map(async ([url, path]) => ({ path, bytes: await fetchBytes(url) })),
  );
  return (/** @type {any} */ FS) => {
    for (const { path, bytes } of fetched) FS.writeFile(path, bytes, { canOwn: true });
    placeLater(FS, LATE);
  };
}

/** Put every zip into a file system, where it is fetched when it is first read. @param {any} FS */
export function placeAllLater(FS) {
  placeLater(FS, { ...STDLIB, ...PACKAGES, ...LATE });
}

/** @param {any} FS @param {Record<string, string>} zips */
function placeLater(FS, zips) {
  for (const [url, path] of Object.entries(zips)) {
    /** @type {Uint8Array | undefined} */
    let bytes;
    FS.writeFile(path, "");
    const { node } = FS.lookupPath(path);
    node.usedBytes = files[url].size;
    Object.defineProperty(node, "contents", { get: () => (bytes ??= readNow(FS, url)) });
  }
}

/** The file system is synchronous, and so is this. No other exception may leave it. @param {any} FS @param {string} url */
function readNow(FS, url) {
  try {
    const request = new XMLHttpRequest();
    request.open("GET", import.meta.resolve(`./${url}`), false);
    request.responseType = "arraybuffer";
    request.send();
    const bytes = new Uint8Array(request.response);
    if (bytes.length === files[url].size) return bytes;
    console.error(`${url} is not of this version.`);
  } catch (error) {
    console.error(error);
  }
  throw new FS.ErrnoError(EIO);
}

/** @param {string} url */
async function fetchBytes(url) {
  const response = await fetch(import.meta.resolve(`./${url}`));
  if (!response.ok) throw new Error(`${url} could not be fetched (HTTP ${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

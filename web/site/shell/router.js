// Which screen is open is said by the address behind its #, so the page works from any folder of any static host.

/** @typedef {{ screen: string, parts: string[], query: URLSearchParams }} Route */

/** @param {string} hash @returns {Route} */
export function routeOf(hash) {
  const [path, query = ""] = hash.replace(/^#?\/?/, "").split("?");
  const [screen = "", ...parts] = path.split("/").filter(Boolean).map(decoded);
  return { screen: screen || "chat", parts, query: new URLSearchParams(query) };
}

/** @param {string} screen @param {string[]} parts */
export function hashOf(screen, ...parts) {
  return `#/${[screen, ...parts].map(encodeURIComponent).join("/")}`;
}

/** @param {string} part */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // somebody wrote it by hand
  }
}

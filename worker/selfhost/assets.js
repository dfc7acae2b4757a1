// Static files, as Cloudflare's assets binding serves them: media types, ETags, and the front page for every
// address that is no file. The files themselves come from workerd's disk service.

/** @typedef {{ fetch: (url: string, options?: { method: string }) => Promise<Response> }} Files */

const MEDIA_TYPES = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  mjs: "text/javascript; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
  zip: "application/zip",
};

/** With every file, so that pages of other sites may use the widget; and with frames and workers, for isolated ones. */
const SHARED = {
  "Access-Control-Allow-Origin": "*",
  "Cross-Origin-Resource-Policy": "cross-origin",
};
const ISOLATED = { "Cross-Origin-Embedder-Policy": "require-corp" };
const ISOLATED_FILES = /(frame\.html|\.worker\.js)$/;

export default {
  /** @param {Request} request @param {{ SITE: Files }} env */
  async fetch(request, { SITE }) {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response(null, {
        status: 405,
        headers: { Allow: "GET, HEAD" },
      });
    }
    const { pathname } = new URL(request.url);
    const file = (await find(SITE, pathname)) ?? (await find(SITE, "/"));
    if (!file) return new Response(null, { status: 404 });
    const headers = new Headers({
      ...SHARED,
      ...(ISOLATED_FILES.test(pathname) ? ISOLATED : {}),
    });
    headers.set("Content-Type", file.type);
    headers.set("ETag", file.etag);
    headers.set("Cache-Control", "no-cache");
    if (holds(request.headers.get("If-None-Match"), file.etag))
      return new Response(null, { status: 304, headers });
    headers.set("Content-Length", String(file.size));
    const body = request.method === "HEAD" ? null : (await SITE.fetch(file.url)).body;
    return new Response(body, { headers });
  },
};

/**
 * A file of the site, by its head alone. Its ETag is of its time and size, as `build.py serve` has it.
 * @param {Files} site
 * @param {string} pathname
 */
async function find(site, pathname) {
  const path = pathname.endsWith("/") ? `${pathname}index.html` : pathname;
  const url = `http://site${path}`;
  const { ok, headers } = await site.fetch(url, { method: "HEAD" });
  const size = headers.get("Content-Length");
  if (!ok || size === null) return null; // a folder has no size
  const extension = /** @type {keyof typeof MEDIA_TYPES} */ (path.slice(path.lastIndexOf(".") + 1));
  const type = MEDIA_TYPES[extension] ?? "application/octet-stream";
  const time = Date.parse(headers.get("Last-Modified") ?? "") || 0;
  return {
    url,
    size,
    type,
    etag: `"${time.toString(16)}-${Number(size).toString(16)}"`,
  };
}

/** @param {string | null} wanted  If-None-Match @param {string} etag */
function holds(wanted, etag) {
  return (wanted ?? "")
    .split(",")
    .some((each) => each.trim().replace(/^W\//, "") === etag || each.trim() === "*");
}

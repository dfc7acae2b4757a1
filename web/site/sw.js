// The service worker: keeps the site for offline use, and sends /v1/* to the host. It remembers nothing it
// cannot ask for again, because the browser may stop and restart it between any two requests.
import { HostGone } from "./bridge.js";
import { Link } from "./link.js";
import { clientLockPrefix } from "./names.js";
import { receive } from "./pwa/sharing.js";
import { fileOf, isFile, precache, sweep } from "./precache.js";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const site = new URL(worker.registration.scope);
const link = new Link(site.pathname, dial);
const PATIENCE = 10_000; // ms to wait for a host while a page is open

worker.addEventListener("install", (event) => event.waitUntil(precache(site)));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));

worker.addEventListener("message", (event) => {
  const [port] = event.ports;
  if (event.data.type === "skip-waiting") worker.skipWaiting();
  if (event.data.type === "whoami") port.postMessage(/** @type {Client} */ (event.source).id);
  if (event.data.type === "connect") event.waitUntil(forward(port));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== site.origin || !url.pathname.startsWith(site.pathname)) return;
  const path = url.pathname.slice(site.pathname.length);
  if (path.startsWith("v1/")) event.respondWith(askHost(event));
  else if (request.method === "POST") path === "share" && event.respondWith(takeShared(request));
  else if (isFile(path || "index.html")) event.respondWith(fileOf(site, path || "index.html"));
  else if (request.mode === "navigate") event.respondWith(Response.redirect(site.href));
});

async function activate() {
  await sweep(site);
  await worker.clients.claim();
}

/** What another app shares is a form that is sent here. @param {Request} request */
async function takeShared(request) {
  await receive(site, request);
  return Response.redirect(new URL("#/share", site), 303);
}

/** @param {FetchEvent} event */
async function askHost(event) {
  if (!(await isSiteOpen())) return refusal("No tab runs the agents. Open the app and try again.");
  try {
    const { response, finished } = await link.fetch(event.request, { patience: PATIENCE });
    event.waitUntil(finished); // stay alive while it streams
    return response;
  } catch (error) {
    if (error instanceof HostGone) return refusal(error.message);
    throw error;
  }
}

/** @param {string} detail */
function refusal(detail) {
  return Response.json({ detail }, { status: 503 });
}

/** A page of ours may host, or may be about to. */
async function isSiteOpen() {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  return pages.some(({ url }) => url.startsWith(site.href)) || (await findHost()) !== undefined;
}

async function findHost() {
  const { held = [] } = await navigator.locks.query();
  const lock = held.find(({ name }) => name?.startsWith(clientLockPrefix));
  return lock && worker.clients.get(/** @type {string} */ (lock.name).slice(clientLockPrefix.length));
}

async function dial() {
  const { port1: near, port2: far } = new MessageChannel();
  await forward(far);
  return near;
}

/** Give `port` to the page that hosts. Without one it is closed, and its owner asks again. @param {MessagePort} port */
async function forward(port) {
  const host = await findHost();
  if (host) host.postMessage({ type: "connect" }, [port]);
  else port.close();
}

// Puts a filled space where the host will look for it, becomes the host as any page of ours does, and plays
// round after round. After each it tells the milliseconds, and waits while CPython plays the same round.

/** @typedef {{ method: string, path: string, bodies: unknown[], expect: string }} Play */
/** @typedef {{ rounds: number, direct: Record<string, Play>, viaServiceWorker: Record<string, Play> }} Work */

const SITE = "/site";
const STRIDE = 5;

/** @param {string} topic @param {unknown} value */
const say = (topic, value) => fetch(`/said/${topic}`, { method: "POST", body: JSON.stringify(value) });

/** The space lies in one file. Nobody has opened it yet. */
async function placeSpace() {
  let folder = await navigator.storage.getDirectory();
  for (const name of ["lettawasm", "spaces", "default"]) {
    folder = await folder.getDirectoryHandle(name, { create: true });
  }
  const file = await folder.getFileHandle("space.db", { create: true });
  const { body } = await fetch("/space.db");
  await body?.pipeTo(await file.createWritable());
}

/** A `fetch` that the service worker sees: this page is not below the site, a frame can be. @returns {Promise<typeof fetch>} */
async function fetchOfFrame() {
  while (!(await navigator.serviceWorker.getRegistration(`${SITE}/`))?.active) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const frame = document.createElement("iframe");
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
  frame.src = `${SITE}/icons/icon.svg`;
  document.body.append(frame);
  await loaded;
  const { contentWindow } = frame;
  if (!contentWindow?.navigator.serviceWorker.controller) throw new Error("The frame has no service worker");
  return contentWindow.fetch;
}

/** Play it twice, and return the milliseconds of the second time. @param {typeof fetch} ask @param {Play} play @param {number} turn */
async function perform(ask, play, turn) {
  await once(ask, play, 2 * turn);
  return once(ask, play, 2 * turn + 1);
}

/** @param {typeof fetch} ask @param {Play} play @param {number} turn */
async function once(ask, { method, path, bodies, expect }, turn) {
  const body = bodies.length ? JSON.stringify(bodies[turn % bodies.length]) : undefined;
  const headers = { "content-type": "application/json" };
  const start = performance.now();
  const response = await ask(location.origin + SITE + path, { method, body, headers });
  const text = await response.text();
  const took = performance.now() - start;
  if (!response.ok || !text.includes(expect))
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return took;
}

/** Every play once, each time with another one first. @param {typeof fetch} ask @param {Record<string, Play>} plays @param {number} turn */
async function round(ask, plays, turn) {
  const all = Object.entries(plays);
  const first = (turn * STRIDE) % all.length;
  /** @type {Record<string, number>} */
  const took = {};
  for (const [name, play] of [...all.slice(first), ...all.slice(0, first)]) {
    took[name] = await perform(ask, play, turn);
  }
  return took;
}

try {
  /** @type {Work} */
  const work = await (await fetch("/work.json")).json();
  await placeSpace();
  const { connect } = await import(`${SITE}/lettawasm.js`);
  const runtime = connect();
  const viaServiceWorker = await fetchOfFrame();
  for (let turn = 0; turn < work.rounds; turn++) {
    const direct = await round(runtime.fetch, work.direct, turn);
    await say("round", {
      direct,
      viaServiceWorker: await round(viaServiceWorker, work.viaServiceWorker, turn),
    });
  }
  await say("ended", null);
} catch (error) {
  await say("ended", String(error));
}

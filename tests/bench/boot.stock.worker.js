// Stock Pyodide, the same wheels through `loadPackage`, the same app, one answer.

import { loadPyodide } from "/node_modules/pyodide/pyodide.mjs";

try {
  const wheels = /** @type {string[]} */ (await (await fetch("/wheels.json")).json());
  const pyodide = await loadPyodide();
  await pyodide.loadPackage(
    wheels.map((name) => new URL(`/wheels/${name}`, location.href).href),
    { messageCallback() {} },
  );
  const app = pyodide.pyimport("lettawasm.hosts.browser").start("/home/space.db");
  const scope = { scheme: "http", method: "GET", path: "/v1/health/", root_path: "", query: "", headers: [] };
  const answer = { status: 0, body: "" };
  const reply = {
    start: (/** @type {number} */ status) => (answer.status = status),
    body: (/** @type {Uint8Array} */ chunk) => (answer.body += new TextDecoder().decode(chunk)),
  };
  await app(scope, new Uint8Array(), reply, new Promise(() => {}));
  postMessage(answer);
} catch (error) {
  postMessage({ error: String(error) });
}

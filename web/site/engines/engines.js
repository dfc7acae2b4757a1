// Starts engines for Python, each when it is first needed. Their workers live below the host worker and end with it.
import { workerLock } from "../names.js";
import { spawn } from "../spawn.js";

/** @type {Record<string, URL>} */
const WORKERS = {
  wllama: new URL("wllama.worker.js", import.meta.url),
  webllm: new URL("webllm.worker.js", import.meta.url),
};

/**
 * @param {string} name
 * @param {(text: string) => void} hear  each message, and an empty text when the engine is gone
 * @returns {{ send: (text: string) => void, close: () => void }}
 */
export function connect(name, hear) {
  const { port1: near, port2: far } = new MessageChannel();
  let isOpen = true;
  const told = (/** @type {string} */ text) => isOpen && hear(text);
  near.onmessage = ({ data }) => told(data);
  const worker = name in WORKERS ? startWorker(name, far, () => told("")) : null;
  if (!worker) postMessage({ type: "engine", name }, { transfer: [far] }); // it lives in the page
  return {
    send: (text) => near.postMessage(text),
    close() {
      isOpen = false;
      near.close();
      worker?.terminate();
    },
  };
}

/** A worker that the browser kills says nothing, but lets go of its lock. @param {string} name @param {MessagePort} port @param {() => void} end */
function startWorker(name, port, end) {
  const lock = workerLock(crypto.randomUUID());
  const worker = spawn(WORKERS[name], name);
  worker.onmessage = () => navigator.locks.request(lock, { mode: "shared" }, end);
  worker.onerror = (event) => {
    event.preventDefault(); // the one that started it goes on
    end();
  };
  worker.postMessage(lock, [port]);
  return worker;
}

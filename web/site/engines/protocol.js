// How every engine is spoken to, at its own end: JSON texts over a port.
//
//   {id, op, body}  →  {id, chunk} …, then {id, done: true, body} or {id, error: {kind, message}}
//
// models          entries of all models it could run
// load {model}    chunks {loading: fraction}; a chat or an embedding loads what it needs by itself
// chat {…}        the body of OpenAI's chat completions; its chunks, and those of a load before them
// embed {model, input: [text, …]}   the document that OpenAI's embeddings answer with
// unload          frees all memory
// abort           ends the call of that id, whose answer is an error then
//
// An empty text says that the engine has gone. An engine does one thing at a time, so calls wait for each other; only `models` and `abort` don't.
import { channelName } from "../names.js";

/** @typedef {import("./models.js").Entry} Entry */
/** @typedef {(fraction: number) => void} Report  How much of a model is loaded. */

/**
 * @typedef {object} Engine
 * @property {string} name
 * @property {() => Promise<Entry[]>} models
 * @property {(model: string, report: Report, signal: AbortSignal) => Promise<void>} load  at once where it is loaded
 * @property {(body: any, signal: AbortSignal) => AsyncIterable<any>} chat
 * @property {(body: any, signal: AbortSignal) => Promise<any>} embed
 * @property {() => Promise<void>} unload
 * @property {(error: Error) => EngineError} explain  what an error means that is not ours
 */

/** What a person is told. `kind` is one of the failure kinds of lettawasm/model.py. */
export class EngineError extends Error {
  /** @param {string} kind @param {string} message */
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

const STOPPED = new EngineError("cut_off", "The answer was stopped.");

/** Answer all that arrives on `port`, and free all memory when a page wishes it. @param {MessagePort} port @param {Engine} engine */
export function serve(port, engine) {
  /** @type {Map<number, AbortController>} */
  const calls = new Map();
  /** @type {Promise<void>} */
  let last = Promise.resolve();
  new BroadcastChannel(channelName).onmessage = ({ data }) => {
    if (data.type === "free") last = last.then(() => engine.unload());
  };
  port.onmessage = ({ data }) => {
    const { id, op, body } = JSON.parse(data);
    if (op === "abort") return calls.get(id)?.abort(STOPPED);
    const aborter = new AbortController();
    const tell = (/** @type {object} */ news) => port.postMessage(JSON.stringify({ id, ...news }));
    const answer = () => answered(engine, op, body, aborter.signal, tell).finally(() => calls.delete(id));
    calls.set(id, aborter);
    if (op === "models") answer();
    else last = last.then(answer);
  };
}

/** @typedef {(news: object) => void} Tell */

/** @param {Engine} engine @param {string} op @param {any} body @param {AbortSignal} signal @param {Tell} tell */
async function answered(engine, op, body, signal, tell) {
  try {
    signal.throwIfAborted();
    tell({ done: true, body: await done(engine, op, body, signal, tell) });
  } catch (error) {
    const { kind, message } = signal.aborted ? STOPPED : explained(engine, error);
    tell({ error: { kind, message } });
  }
}

/** @param {Engine} engine @param {string} op @param {any} body @param {AbortSignal} signal @param {Tell} tell */
async function done(engine, op, body, signal, tell) {
  switch (op) {
    case "models":
      return engine.models();
    case "unload":
      return engine.unload();
    case "load":
      return load(engine, body.model, signal, tell);
    case "embed":
      await load(engine, body.model, signal, tell);
      return engine.embed(body, signal);
    case "chat":
      await load(engine, body.model, signal, tell);
      for await (const chunk of engine.chat(body, signal)) tell({ chunk });
      return signal.throwIfAborted();
    default:
      throw new EngineError("bad_request", `An engine can't ${op}.`);
  }
}

/** Every page hears how far it is. @param {Engine} engine @param {string} model @param {AbortSignal} signal @param {Tell} tell */
async function load(engine, model, signal, tell) {
  const pages = new BroadcastChannel(channelName);
  let told = -1;
  const report = (/** @type {number} */ fraction) => {
    if (fraction < 1 && fraction - told < 0.01) return;
    told = fraction;
    tell({ chunk: { loading: fraction } });
    pages.postMessage({ type: "loading", engine: engine.name, model, fraction });
  };
  try {
    await engine.load(model, report, signal);
  } finally {
    if (told >= 0) report(1); // it has ended, however it did
    pages.close();
  }
}

/** @param {Engine} engine @param {unknown} error */
function explained(engine, error) {
  if (error instanceof EngineError) return error;
  return engine.explain(error instanceof Error ? error : new Error(String(error)));
}

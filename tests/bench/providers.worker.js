// Boots the site's Python as the host worker does, and lets agents talk to models whose replies lie in memory and
// come event by event. Beside that, the same bytes are read and told on in JavaScript alone.
import { boot } from "./runtime.js";

/** @typedef {{ type: string, api: string | null, short: string[], long: string[] }} Spoken */

const MODELS = "https://models.invalid/v1";
const WARM_UP = 2;
const ROUNDS = 7;

const encoder = new TextEncoder();
const { fetch: realFetch } = globalThis;
/** @type {string[]} */
let events = []; // of the next reply
let inTasks = false; // whether each of them comes in a task of its own, as from a slow network, or as soon as asked for

/** @param {unknown} value */
const end = (value) => realFetch("/said/ended", { method: "POST", body: JSON.stringify(value) });

const { port1: near, port2: far } = new MessageChannel();
/** A task of its own. */
const task = () =>
  new Promise((resolve) => {
    near.onmessage = resolve;
    far.postMessage(null);
  });

/** The reply, one event a chunk. */
function reply() {
  const left = events.values();
  const body = new ReadableStream({
    async pull(controller) {
      if (inTasks) await task();
      const { value, done } = left.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return new Response(body, {
    headers: { "content-type": "text/event-stream" },
  });
}

globalThis.fetch = async (input, options) => {
  if (!String(input).startsWith(MODELS)) return realFetch(input, options);
  return options?.method === "POST" ? reply() : Response.json({ data: [] });
};

/** An engine of the tab, as web/site/engines/engines.js starts one. @param {string} _ @param {(text: string) => void} hear */
async function connect(_, hear) {
  const { port1: near, port2: far } = new MessageChannel();
  near.onmessage = ({ data }) => hear(data);
  return {
    send: (/** @type {string} */ text) => answer(JSON.parse(text), far),
    close() {},
  };
}

/** @param {{ id: number, op: string }} call @param {MessagePort} port */
async function answer({ id, op }, port) {
  const tell = (/** @type {object} */ news) => port.postMessage(JSON.stringify({ id, ...news }));
  const said = events.map((event) => event.slice("data: ".length)).filter((data) => data.startsWith("{"));
  for (const data of op === "chat" ? said : []) {
    if (inTasks) await task();
    tell({ chunk: JSON.parse(data) });
  }
  tell({ done: true });
}

/** Ask the app, as the bridge does. @param {any} app @param {string} path @param {unknown} body */
async function ask(app, path, body) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  const scope = {
    ...{ scheme: "http", method: "POST", path, root_path: "", query: "" },
    headers: [["content-type", "application/json"]],
  };
  let status = 0;
  const told = {
    /** @param {number} told */
    start: (told) => (status = told),
    /** @param {Uint8Array} chunk */
    body: (chunk) => chunks.push(chunk),
  };
  await app(scope, encoder.encode(JSON.stringify(body)), told, new Promise(() => {}));
  if (status !== 200) throw new Error(`${path}: ${status} ${await new Blob(chunks).text()}`);
  return chunks;
}

/** @param {any} app @param {string} path @param {unknown} body */
async function askWhole(app, path, body) {
  return new Response(new Blob(await ask(app, path, body))).json();
}

/** What any program has to do: find the events, read them, tell them on. */
async function readAlone() {
  const decoder = new TextDecoder();
  const chunks = [];
  let seen = "";
  for await (const chunk of /** @type {any} */ (reply().body)) {
    const parts = (seen + decoder.decode(chunk, { stream: true })).split("\n\n");
    seen = parts.pop() ?? "";
    for (const part of parts) {
      const data = part.slice(part.indexOf("data: ") + 6);
      if (data === "[DONE]") continue;
      const told = {
        message_type: "assistant_message",
        date: new Date(),
        content: JSON.parse(data),
      };
      chunks.push(encoder.encode(`data: ${JSON.stringify(told)}\n\n`));
    }
  }
  return chunks.length;
}

/** Milliseconds for each token: a long reply's against a short one's. @param {Spoken} spoken @param {() => Promise<number>} read to its end; how much that was */
async function perToken(spoken, read) {
  const took = [];
  for (const which of [spoken.short, spoken.long]) {
    events = which;
    const start = performance.now();
    const count = await read();
    took.push(performance.now() - start);
    if (count < which.length - 20) throw new Error(`${count} of ${which.length}`);
  }
  return (took[1] - took[0]) / (spoken.long.length - spoken.short.length);
}

/** @param {any} app @param {string} name @param {Spoken} spoken @returns {Promise<string>} where its agent hears */
async function agent(app, name, { type, api }) {
  const provider = {
    name,
    provider_type: type,
    base_url: MODELS,
    api_key: "sk-1",
    ...(api ? { api } : {}),
  };
  if (type !== "wllama") await askWhole(app, "/v1/providers/", provider); // which is always there
  const made = {
    model: `${name}/model`,
    memory_blocks: [],
    message_buffer_autoclear: true,
  };
  const { id } = await askWhole(app, "/v1/agents/", made);
  return `/v1/agents/${id}/messages/stream`;
}

try {
  /** @type {Record<string, Spoken>} */
  const apis = await (await realFetch("/streams.json")).json();
  const { pyodide } = await boot(() => {});
  const app = pyodide.pyimport("lettawasm.hosts.browser").start(":memory:", crypto, connect);
  await pyodide.runPythonAsync(await (await realFetch("/tests/bench/listening.py")).text());
  const [providerOf, listen] = ["provider_of", "listen"].map((name) => pyodide.globals.get(name));
  const providers = Object.fromEntries(
    Object.entries(apis).map(([name, { type, api }]) => [
      name,
      providerOf(name, type, api ?? undefined, MODELS, connect),
    ]),
  );
  const paths = Object.fromEntries(
    await Promise.all(
      Object.entries(apis).map(async ([name, spoken]) => [name, await agent(app, name, spoken)]),
    ),
  );
  /** @type {Record<string, { ours: number, provider: number, alone: number }[]>} */
  const took = {};
  const cases = Object.entries(apis).flatMap(([name, spoken]) =>
    [false, true].map((inTasks) => ({ name, spoken, inTasks })),
  );
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const { name, spoken, ...how } of cases) {
      ({ inTasks } = how);
      const hello = { input: "hi", stream_tokens: true };
      const ours = await perToken(spoken, async () => (await ask(app, paths[name], hello)).length);
      const provider = await perToken(spoken, () => listen(providers[name]));
      const alone = await perToken(spoken, readAlone);
      if (round >= WARM_UP)
        (took[inTasks ? `${name}, in tasks` : name] ??= []).push({
          ours,
          provider,
          alone,
        });
    }
  }
  end({ took });
} catch (error) {
  end({ error: String(error) });
}

// Talks to one agent of the space, turn after turn, as an app on the client library does, and tells the test
// each event that arrives. Before anything opens the space it hands over the files as the last life left them.

import { connect } from "/site/lettawasm.js";

const query = new URL(location.href).searchParams;
const [first, last] = [Number(query.get("first")), Number(query.get("last"))];

/** @param {string} topic @param {unknown} value */
const say = (topic, value) => fetch(`/said/${topic}`, { method: "POST", body: JSON.stringify(value) });

async function handOverFiles() {
  let folder = await navigator.storage.getDirectory();
  for (const name of ["lettawasm", "spaces", "default"]) {
    folder = await folder.getDirectoryHandle(name, { create: true });
  }
  const names = [];
  for await (const [name, file] of folder.entries()) {
    if (!name.startsWith("space.db")) continue;
    await fetch(`/kept/${name}`, { method: "POST", body: await file.getFile() });
    names.push(name);
  }
  await say("copied", names);
}

/** A client of the agents in this browser. */
class Client {
  #runtime = connect();

  /** Whether the host came out of a memory snapshot. */
  get restored() {
    return this.#runtime.status.restored;
  }

  /** @param {string} path @param {unknown} [body] */
  async ask(path, body) {
    const options = body && {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    };
    const response = await this.#runtime.fetch(`${this.#runtime.baseURL}/v1/${path}`, options);
    if (!response.ok) throw new Error(`${response.status} for ${path}: ${await response.text()}`);
    return response;
  }

  async agent() {
    const [agent] = await (await this.ask("agents/")).json();
    if (agent) return agent;
    const memory = [{ label: "human", value: "" }];
    const made = await this.ask("agents/", { model: "lettawasm/offline", memory_blocks: memory });
    return made.json();
  }

  /** @param {string} id */
  async history(id) {
    const all = [];
    for (let page = null; page?.length !== 0; all.push(...page)) {
      const after = all.length ? `&after=${all.at(-1).id}` : "";
      page = await (await this.ask(`agents/${id}/messages?order=asc${after}`)).json();
    }
    return all;
  }
}

/** @param {Response} response */
async function* events(response) {
  let text = "";
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const frames = (text + piece).split("\n\n");
    text = frames.pop();
    yield* frames.map((frame) => frame.replace(/^data: /, "")).filter((data) => data !== "[DONE]");
  }
}

try {
  await handOverFiles();
  const client = new Client();
  const { id } = await client.agent();
  for (let turn = first; turn <= last; turn++) {
    const message = { role: "user", content: `My favourite number is ${turn}.`, otid: `turn-${turn}` };
    const body = { messages: [message], stream_tokens: turn % 2 === 0 };
    for await (const data of events(await client.ask(`agents/${id}/messages/stream`, body))) {
      await say("event", { turn, ...JSON.parse(data) });
    }
  }
  await say("restored", client.restored);
  await say("history", await client.history(id));
} catch (error) {
  await say("failed", String(error));
}

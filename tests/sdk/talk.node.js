// A program with the official TypeScript SDK: `node talk.node.js SDK URL TOKEN MODEL`. It tells what it saw, and
// each request with whether it succeeded, as one JSON document.
import { setTimeout } from "node:timers/promises";

const [sdk, baseURL, apiKey, model] = process.argv.slice(2);
const { default: Letta, NotFoundError } = await import(sdk);

const calls = [];
const letta = new Letta({ apiKey, baseURL, maxRetries: 0, fetch: noted });
const told = { health: (await letta.health()).status };
const { agents } = letta;

const agent = await agents.create({
  name: "Ty",
  model,
  tags: ["typed"],
  memory_blocks: [{ label: "human", value: "Name: Ada" }],
});
told.agent = (await agents.retrieve(agent.id)).name;
told.renamed = (await agents.update(agent.id, { name: "Script" })).name;
told.listed = await all(agents.list({ tags: ["typed"] }), ({ name }) => name);
told.tags = (await letta.tags.list()).includes("typed");
told.model = (await letta.models.list()).some(({ handle }) => handle === model);

const block = await letta.blocks.create({ label: "team", value: "Blue" });
await agents.blocks.attach(block.id, { agent_id: agent.id });
await agents.blocks.update("team", { agent_id: agent.id, value: "Red" });
told.block = (await letta.blocks.retrieve(block.id)).value;
told.blocks = await all(agents.blocks.list(agent.id), ({ label }) => label);
await agents.blocks.detach(block.id, { agent_id: agent.id });
await letta.blocks.delete(block.id);

const [tool] = (await letta.tools.list({ name: "archival_memory_search" })).items;
await agents.tools.attach(tool.id, { agent_id: agent.id });
told.tool = (await all(agents.tools.list(agent.id), ({ name }) => name)).includes(tool.name);
await agents.tools.detach(tool.id, { agent_id: agent.id });

const answer = await agents.messages.create(agent.id, { input: "hello" });
told.answer = [answer.messages.at(-1).content, answer.stop_reason.stop_reason];
const stream = await agents.messages.create(agent.id, {
  input: "one two",
  streaming: true,
  stream_tokens: true,
});
told.streamed = await all(stream, ({ message_type, content }) => content ?? message_type);
for await (const { run_id } of await agents.messages.create(agent.id, { input: "bye", streaming: true })) {
  told.left = run_id;
  break; // which closes the connection
}
told.left = await end(told.left);
told.history = await all(
  agents.messages.list(agent.id, { order: "asc", limit: 2 }),
  ({ message_type }) => message_type,
);

told.later = await end((await agents.messages.createAsync(agent.id, { input: "later" })).id);
const runs = await all(letta.runs.list({ agent_id: agent.id, order: "asc" }), ({ id }) => id);
told.runs = runs.length;
told.said = await all(
  letta.runs.messages.list(runs[0], { order: "asc" }),
  ({ message_type }) => message_type,
);
told.steps = (await all(letta.runs.steps.list(runs[0]), ({ status }) => status)).length;

const [passage] = await agents.passages.create(agent.id, { text: "The boat is called Nina." });
told.found = (await agents.passages.search(agent.id, { query: "boat" })).results.map(
  ({ content }) => content,
);
await agents.passages.delete(passage.id, { agent_id: agent.id });
told.passages = (await agents.passages.list(agent.id)).length;

const file = await (await agents.exportFile(agent.id).asResponse()).text();
const { agent_ids } = await agents.importFile({ file: new File([file], "ty.af"), name: "Twin" });
told.twin = (await agents.retrieve(agent_ids[0])).name;

for (const id of [agent.id, ...agent_ids]) await agents.delete(id);
told.gone = await agents.retrieve(agent.id).catch((error) => error instanceof NotFoundError);
console.log(JSON.stringify({ told, calls }));

/** The status in which a run ends. Who started this program limits the wait. */
async function end(id) {
  for (;;) {
    const { status } = await letta.runs.retrieve(id);
    if (!["created", "running"].includes(status)) return status;
    await setTimeout(20);
  }
}

async function noted(url, init) {
  const response = await fetch(url, init);
  calls.push([init.method, new URL(url).pathname, response.ok]);
  return response;
}

async function all(entries, what) {
  const found = [];
  for await (const entry of entries) found.push(what(entry));
  return found;
}

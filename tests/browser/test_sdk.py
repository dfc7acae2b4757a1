"""The official TypeScript SDK in a page, unchanged: through the service worker, and with our `fetch`."""

import pytest

from tests.browser.conftest import Browser, Site
from tests.browser.tab import Tab

TALK = """async (way) => {
    const { default: Letta, NotFoundError } = await import("./sdk/index.mjs");
    const { baseURL, fetch } = lettawasm;
    const client = new Letta({ apiKey: "unused", baseURL, ...(way === "direct" && { fetch }) });
    const told = {};

    const agent = await client.agents.create({
        name: "sdk", model: "lettawasm/offline", embedding: null, tools: ["archival_memory_insert"],
        memory_blocks: [{ label: "human", value: "Name: Bob" }, { label: "persona", value: "I help." }],
    });
    told.created = (await client.agents.retrieve(agent.id)).name;

    const answer = await client.agents.messages.create(agent.id, { input: "My name is Ada." });
    told.stop = answer.stop_reason.stop_reason;
    told.block = (await client.agents.blocks.retrieve("human", { agent_id: agent.id })).value;

    told.types = new Set();
    const stream = await client.agents.messages.stream(agent.id, {
        messages: [{ role: "user", content: "What is my name?" }], stream_tokens: true,
    });
    for await (const event of stream) told.types.add(event.message_type);
    told.types = [...told.types].sort();

    told.history = [];
    for await (const message of client.agents.messages.list(agent.id, { order: "asc" })) {
        told.history.push(message.message_type);
    }
    told.steps = [];
    for await (const run of client.runs.list({ agent_id: agent.id })) told.steps.push(run.status);

    await client.agents.passages.create(agent.id, { text: "The boat is called Nina." });
    told.passages = [];
    const found = await client.agents.passages.search(agent.id, { query: "boat" });
    told.passages = found.results.map(({ content }) => content);

    told.file = JSON.parse(await (await client.agents.exportFile(agent.id).asResponse()).text()).agents.length;
    await client.agents.delete(agent.id);
    told.gone = await client.agents.retrieve(agent.id).catch((error) => error instanceof NotFoundError);
    return told;
}"""


@pytest.mark.parametrize("way", ["service worker", "direct"])
def test_it_works_unchanged(browser: Browser, site: Site, way: str) -> None:
    tab = Tab(browser.start(), site.url).controlled()
    told = tab.page.evaluate(TALK, way)
    assert "Ada" in told.pop("block")
    assert told.pop("history")[:2] == ["system_message", "user_message"]
    assert told == {
        "created": "sdk",
        "stop": "end_turn",
        "types": ["assistant_message", "ping", "stop_reason", "usage_statistics"],
        "steps": ["completed", "completed"],
        "passages": ["The boat is called Nina."],
        "file": 1,
        "gone": True,
    }

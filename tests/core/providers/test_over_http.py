"""Each API over real HTTP: a server that speaks it, httpx, and a whole turn of an agent."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest

from lettawasm import sse
from lettawasm.api import create_app
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.model import Done, ReasoningDelta, TextDelta, Usage
from lettawasm.providers.http import HttpProvider
from lettawasm.testing import host
from tests.core.providers.spoken import APIS, HELLO, KEY, SpokenApi
from tests.model_server import Cut, ModelServer, Say, Status

SERVED = [api for api in APIS if api.name in ("chat", "anthropic", "responses")]
every_api = pytest.mark.parametrize("api", SERVED, ids=lambda api: api.name)


@pytest.fixture
async def provider(api: SpokenApi, server: ModelServer) -> AsyncIterator[HttpProvider]:
    transport = HttpxTransport()
    yield HttpProvider("mine", server.url, KEY, transport, api.dialect)
    await transport.aclose()


@pytest.fixture
async def client(provider: HttpProvider) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(replace(host(), providers={"mine": provider}))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        yield http


async def agent(client: httpx.AsyncClient) -> str:
    new = {"model": "mine/tiny", "memory_blocks": [{"label": "human", "value": "Name: Ada"}]}
    answer = await client.post("/v1/agents/", json=new)
    return f"/v1/agents/{answer.json()['id']}"


@every_api
async def test_a_reply_streams_word_by_word(provider: HttpProvider, server: ModelServer) -> None:
    server.script(Say("Hello there", reasoning="A greeting."))
    *deltas, done = [event async for event in provider.stream(HELLO)]
    assert deltas == [
        ReasoningDelta("A "),
        ReasoningDelta("greeting."),
        TextDelta("Hello "),
        TextDelta("there"),
    ]
    assert isinstance(done, Done)
    counted = replace(done.usage, reasoning_tokens=0)
    assert (done.text, done.reasoning, counted) == ("Hello there", "A greeting.", Usage(11, 7))


@every_api
async def test_a_reply_that_comes_whole_is_taken_too(provider: HttpProvider, server: ModelServer) -> None:
    server.script(Say("Hi", calls=[("roll", {"sides": 6})], whole=True))
    *_, done = [event async for event in provider.stream(HELLO)]
    assert isinstance(done, Done)
    assert (done.text, [call.arguments for call in done.tool_calls]) == ("Hi", ['{"sides": 6}'])


@every_api
async def test_the_key_travels_in_one_header(provider: HttpProvider, server: ModelServer) -> None:
    assert len([event async for event in provider.stream(HELLO)]) > 1
    [received] = server.requests
    assert [value for value in received.headers.values() if KEY in value] in ([KEY], [f"Bearer {KEY}"])
    assert KEY not in received.path + json.dumps(received.json)


@every_api
async def test_an_agent_remembers_through_it(client: httpx.AsyncClient, server: ModelServer) -> None:
    here = await agent(client)
    insert = {"label": "human", "new_string": "Likes tea"}
    server.script(Say("Let me note that.", calls=[("memory_insert", insert)]), Say("Noted"))
    answer = await client.post(f"{here}/messages", json={"input": "I like tea"})
    assert answer.json()["messages"][-1]["content"] == "Noted"
    block = await client.get(f"{here}/core-memory/blocks/human")
    assert block.json()["value"] == "Name: Ada\nLikes tea"
    server.script(Status(529), Say("Tea!"))
    answer = await client.post(f"{here}/messages", json={"input": "What do I like?"})
    assert answer.json()["messages"][-1]["content"] == "Tea!"


@every_api
async def test_a_break_in_the_middle_is_told_and_gone_with_the_next_message(
    client: httpx.AsyncClient, server: ModelServer
) -> None:
    here = await agent(client)
    server.script(Cut(Say("one two three four"), 4))
    body = {"input": "hi", "streaming": True, "stream_tokens": True}
    events = sse.Decoder().feed((await client.post(f"{here}/messages", json=body)).content)
    assert "one " in events[1].data
    assert (events[-2].event, events[-1].data) == ("error", "[DONE]")
    answer = await client.post(f"{here}/messages", json={"input": "still there?"})
    assert answer.json()["messages"][-1]["content"] == "You said: still there?"

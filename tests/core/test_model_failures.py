"""A model that misbehaves, met through the whole API: a sentence for the person, and a history that holds."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from lettawasm import sse
from lettawasm.api import create_app
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.ports import HttpRequest, HttpResponse
from lettawasm.testing import host
from tests.model_server import Cut, Drop, Hang, ModelServer, Raw, Say, Status, refusing_url

KEY = "sk-canary-0123456789"


class Hasty:
    """The real transport, less patient than people are."""

    def __init__(self) -> None:
        self._real = HttpxTransport()

    async def send(self, request: HttpRequest) -> HttpResponse:
        return await self._real.send(replace(request, timeout=0.3))


class Client:
    def __init__(self, http: httpx.AsyncClient, server: ModelServer) -> None:
        self.http, self.server, self.agent_id = http, server, ""

    async def create(self) -> None:
        provider = {"name": "mine", "provider_type": "openai", "base_url": self.server.url, "api_key": KEY}
        assert (await self.http.post("/v1/providers/", json=provider)).status_code == 200
        agent = {"model": "mine/tiny", "memory_blocks": [{"label": "human", "value": "Name: Ada"}]}
        self.agent_id = (await self.http.post("/v1/agents/", json=agent)).json()["id"]

    async def say(self, text: str, **fields: Any) -> httpx.Response:
        return await self.http.post(f"/v1/agents/{self.agent_id}/messages", json={"input": text, **fields})

    async def stream(self, text: str) -> list[sse.Event]:
        answer = await self.say(text, streaming=True, stream_tokens=True, include_pings=False)
        return sse.Decoder().feed(answer.content)

    async def said(self) -> list[tuple[str, str]]:
        history = (await self.http.get(f"/v1/agents/{self.agent_id}/messages")).json()[1:]
        return [
            (m["message_type"], str(m.get("content") or m.get("tool_return") or m["tool_call"]["name"]))
            for m in history
        ]


@pytest.fixture
async def client(server: ModelServer) -> AsyncIterator[Client]:
    app = create_app(replace(host(), transport=Hasty()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        made = Client(http, server)
        await made.create()
        yield made


FAILURES = {
    "an answer that is no API's": ([Raw(b"<html>hello</html>", "text/html")], 502),
    "a stream of garbage": ([Raw(b"data: {oops\n\ndata: [DONE]\n\n")], 502),
    "an empty stream": ([Raw(b"")], 502),
    "a wrong key": ([Status(401)], 401),
    "no such model": ([Status(404)], 500),
    "too many requests": ([Status(429, headers={"retry-after": "0"})] * 3, 429),
    "a broken server": ([Status(500)] * 3, 500),
    "a connection that drops": ([Drop()] * 3, None),
    "a connection cut in the middle": ([Cut()], 502),
    "a call cut in the middle": (
        [Cut(Say(calls=[("memory_insert", {"label": "human", "new_string": "x" * 90})]), 3)],
        502,
    ),
    "a server that hangs before it answers": ([Hang()], 504),
    "a server that hangs in the middle": ([Hang(Say("one two three four"))], 504),
}


@pytest.mark.parametrize("case", FAILURES)
async def test_the_person_hears_what_happened_and_the_next_message_works(
    client: Client, server: ModelServer, case: str
):
    replies, status = FAILURES[case]
    server.script(*replies)
    answer = await client.say("I like tea")
    error = answer.json()["error"]
    assert answer.status_code == status if status else answer.status_code >= 500
    assert answer.headers["x-should-retry"] == "false"
    assert error["message"].endswith(".")
    assert len(error["message"].split()) > 4
    assert KEY not in answer.text
    assert (await client.http.get("/v1/runs/")).json()[0]["status"] == "failed"
    server.script(Say("All well again"))
    assert (await client.say("still there?")).status_code == 200
    assert await client.said() == [
        ("user_message", "I like tea"),
        ("user_message", "still there?"),
        ("assistant_message", "All well again"),
    ]
    block = await client.http.get(f"/v1/agents/{client.agent_id}/core-memory/blocks/human")
    assert block.json()["value"] == "Name: Ada"


async def test_in_a_stream_the_error_comes_after_the_stop_reason(client: Client, server: ModelServer):
    server.script(Cut())
    events = await client.stream("hi")
    names = [(e.event, json.loads(e.data)["message_type"] if e.data != "[DONE]" else e.data) for e in events]
    assert names[-3:] == [(None, "stop_reason"), ("error", "error_message"), (None, "[DONE]")]
    assert json.loads(events[-3].data)["stop_reason"] == "llm_api_error"
    assert json.loads(events[-2].data)["message"]


async def test_a_server_that_is_not_there_is_named(client: Client):
    [provider] = (await client.http.get("/v1/providers/")).json()
    await client.http.patch(
        f"/v1/providers/{provider['id']}", json={"base_url": refusing_url(), "api_key": KEY}
    )
    answer = await client.say("hi")
    assert answer.status_code == 502
    assert "127.0.0.1" in answer.json()["error"]["message"]


async def test_a_malformed_call_is_told_to_the_model_which_can_do_better(client: Client, server: ModelServer):
    server.script(
        Say(calls=[("memory_insert", '{"label": "human", "new_str')]),
        Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})]),
        Say("Noted"),
    )
    assert (await client.say("I like tea")).json()["stop_reason"]["stop_reason"] == "end_turn"
    sent = server.requests[1].json["messages"]
    assert "not valid JSON" in sent[-1]["content"]
    json.loads(
        sent[-2]["tool_calls"][0]["function"]["arguments"]
    )  # what goes back to the server is JSON all the same
    block = await client.http.get(f"/v1/agents/{client.agent_id}/core-memory/blocks/human")
    assert block.json()["value"] == "Name: Ada\nLikes tea"


async def test_tokens_arrive_one_by_one_and_the_reply_is_stored_once(client: Client, server: ModelServer):
    server.script(Say("one two three"))
    events = [json.loads(e.data) for e in await client.stream("hi") if e.data != "[DONE]"]
    pieces = [e["content"] for e in events if e["message_type"] == "assistant_message"]
    assert len(pieces) > 1
    assert "".join(pieces) == "one two three"
    assert await client.said() == [("user_message", "hi"), ("assistant_message", "one two three")]


async def test_keys_are_nowhere_in_the_space(client: Client, server: ModelServer):
    server.script(Status(401, {"error": {"message": f"bad key {KEY}"}}))
    await client.say("hi")
    exported = await client.http.get(f"/v1/agents/{client.agent_id}/export")
    app = client.http._transport.app  # type: ignore[attr-defined]
    driver = app.state.runtime.host.driver
    tables = [
        row["name"] for row in driver.execute("SELECT name FROM sqlite_master WHERE sql GLOB 'CREATE TABLE*'")
    ]
    dump = json.dumps([driver.execute(f"SELECT * FROM {name}") for name in tables], default=str)
    assert KEY not in exported.text + dump
    [provider] = (await client.http.get("/v1/providers/")).json()
    assert (provider["has_key"], provider["api_key"]) == (True, None)


async def test_a_key_does_not_follow_its_provider_to_another_address(client: Client, server: ModelServer):
    [provider] = (await client.http.get("/v1/providers/")).json()
    moved = await client.http.patch(
        f"/v1/providers/{provider['id']}", json={"base_url": server.url + "/other"}
    )
    assert moved.json()["has_key"] is False

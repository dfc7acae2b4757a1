"""MCP servers: their tools become the space's, and what they do wrong becomes words."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lettawasm import agents
from lettawasm.db import SqliteDriver
from lettawasm.errors import Conflict, Invalid, NotFound
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.mcp import client
from lettawasm.mcp.client import McpClient, McpFailed
from lettawasm.mcp.content import text_of
from lettawasm.model import ToolCall
from lettawasm.ports import Host, HttpRequest, HttpResponse, TransportError
from lettawasm.runtime import Runtime
from lettawasm.schemas.agents import AgentCreate
from lettawasm.schemas.mcp import McpServerCreate, McpServerUpdate, Resync
from lettawasm.schemas.turns import TurnRequest
from lettawasm.store.table import Page
from lettawasm.testing import ScriptedProvider, TickingClock
from tests.mcp_server import SUM, WEATHER, McpServer, hang


@pytest.fixture
def server() -> Iterator[McpServer]:
    with McpServer() as running:
        yield running


class Space:
    """A space that reaches the network, and short words for what tests do with it."""

    def __init__(self, *script: Any, path: str = ":memory:", admit: Callable[[str], None] | None = None):
        self.model = ScriptedProvider(*script)
        self.runtime = Runtime(
            Host(
                SqliteDriver(path),
                TickingClock(),
                HttpxTransport(),
                {"scripted": self.model},
                **({"admit": admit} if admit else {}),
            )
        )
        self.mcp = self.runtime.mcp
        self.store = self.runtime.store

    async def connect(self, url: str, name: str = "out", **config: Any) -> Any:
        return await self.mcp.add(new(url, name, **config))

    def names(self, server_id: str) -> list[str]:
        return [tool.name for tool in self.mcp.tools(server_id)]

    async def run(self, server_id: str, name: str, **arguments: Any) -> tuple[str, bool]:
        """What a tool said, and whether it failed."""
        [tool] = [tool for tool in self.mcp.tools(server_id) if tool.name == name]
        outcome = await self.mcp.run(tool, arguments)
        return outcome.text, outcome.problem is not None

    async def returned(self, *tools: str) -> list[tuple[str, bool]]:
        """What the tools of an agent returned in a turn."""
        fields = {"name": "agent", "model": "scripted/model", "tools": list(tools)}
        agent = await agents.create(self.store, self.runtime.catalog, AgentCreate.model_validate(fields))
        await (await self.runtime.send(agent.id, TurnRequest(input="go"))).finished()
        found = self.store.recall.find(Page(limit=100, order="asc"), agent_id=agent.id)
        return [(one.text, one.is_error) for message in found for one in message.tool_returns]


def new(url: str | None, name: str = "out", **config: Any) -> McpServerCreate:
    config = {"server_url": url, **config} if url else config
    return McpServerCreate.model_validate({"server_name": name, "config": config})


# -- tools ---------------------------------------------------------------------------------------------


async def test_a_servers_tools_are_taken_over_when_it_is_configured(server: McpServer) -> None:
    space = Space()
    made = await space.connect(server.url)
    weather, total = space.mcp.tools(made.id)
    assert (weather.name, weather.tool_type, weather.tags) == ("weather", "external_mcp", ["mcp:out"])
    assert weather.json_schema == {
        "name": "weather",
        "description": WEATHER["description"],
        "parameters": WEATHER["inputSchema"],
    }
    assert (total.name, total.description) == ("math_sum", "Adds numbers")


async def test_an_agent_calls_them_like_any_other(server: McpServer) -> None:
    space = Space(
        ToolCall("1", "weather", '{"place": "Rome"}'),
        ToolCall("2", "weather", "{}"),
        ToolCall("3", "math_sum", '{"of": [2, 3]}'),
    )
    await space.connect(server.url)
    assert await space.returned("weather", "math_sum") == [
        ("Rain in Rome", False),
        ("Where?", True),
        ("5", False),
    ]
    assert server.asked[-1][1] == {"name": "math.sum", "arguments": {"of": [2, 3]}}


async def test_answers_may_come_as_a_stream_with_other_news_in_it(server: McpServer) -> None:
    server.streams = True
    space = Space()
    made = await space.connect(server.url)
    assert await space.run(made.id, "weather", place="Rome") == ("Rain in Rome", False)


async def test_a_list_of_several_pages_is_read_to_its_end(server: McpServer) -> None:
    server.tools = [{**WEATHER, "name": f"tool{number}"} for number in range(7)]
    server.page = 3
    space = Space()
    assert space.names((await space.connect(server.url)).id) == [f"tool{number}" for number in range(7)]
    assert server.methods().count("tools/list") == 3


async def test_a_refresh_tells_what_is_new_changed_and_gone(server: McpServer) -> None:
    space = Space()
    made = await space.connect(server.url)
    first = space.mcp.tools(made.id)[0].id
    server.tools = [{**WEATHER, "description": "Better."}, {**SUM, "name": "plus"}]
    assert await space.mcp.refresh(made.id) == Resync(
        added=["plus"], updated=["weather"], deleted=["math_sum"]
    )
    assert space.names(made.id) == ["weather", "plus"]
    assert space.mcp.tools(made.id)[0].id == first
    assert await space.mcp.refresh(made.id) == Resync()


async def test_a_name_that_is_taken_gets_the_servers_before_it(server: McpServer) -> None:
    server.tools = [WEATHER, {**WEATHER, "name": "memory_insert"}]
    space = Space()
    builtin = space.store.tools.named(["memory_insert"])["memory_insert"]
    one, two = await space.connect(server.url, "one"), await space.connect(server.url, "my two")
    assert space.names(one.id) == ["weather", "one_memory_insert"]
    assert space.names(two.id) == ["my_two_weather", "my_two_memory_insert"]
    assert space.store.tools.named(["memory_insert"])["memory_insert"] == builtin
    assert await space.run(two.id, "my_two_weather", place="Oslo") == ("Rain in Oslo", False)


async def test_tools_go_with_their_server(server: McpServer) -> None:
    space = Space()
    made = await space.connect(server.url)
    space.mcp.remove(made.id)
    assert space.store.tools.named(["weather", "math_sum"]) == {}
    with pytest.raises(NotFound):
        space.mcp.one(made.id)


async def test_a_tool_without_its_server_says_so() -> None:
    space = Space()
    tool = space.store.tools.put("weather", {"tool_type": "external_mcp"})
    outcome = await space.mcp.run(tool, {})
    assert outcome.problem is not None
    assert "none is configured" in outcome.problem


@pytest.mark.parametrize(
    ("result", "text"),
    [
        ({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}, "a\nb"),
        ({"content": [{"type": "image", "data": "xx", "mimeType": "image/png"}]}, "[a picture: image/png]"),
        ({"content": [{"type": "resource", "resource": {"uri": "file:///a", "text": "A"}}]}, "A"),
        ({"content": [{"type": "resource_link", "uri": "http://a/b"}]}, "[a link: http://a/b]"),
        ({"content": [{"type": "strange", "x": 1}]}, '{"type": "strange", "x": 1}'),
        ({"content": [], "structuredContent": {"degrees": 5}}, '{"degrees": 5}'),
        ({"content": "nonsense"}, ""),
    ],
)
def test_a_result_is_told_in_text(result: dict[str, Any], text: str) -> None:
    assert text_of(result) == text


# -- sessions ------------------------------------------------------------------------------------------


async def test_a_session_is_opened_once_and_named_in_every_request(server: McpServer) -> None:
    space = Space()
    made = await space.connect(server.url)
    await space.run(made.id, "weather", place="Rome")
    assert server.methods() == ["initialize", "notifications/initialized", "tools/list", "tools/call"]
    headers = server.asked[-1][2]
    assert (headers["mcp-session-id"], headers["mcp-protocol-version"]) == ("session-1", "2025-06-18")


async def test_a_session_that_the_server_forgot_is_opened_again(server: McpServer) -> None:
    space = Space()
    made = await space.connect(server.url)
    server.sessions.clear()
    assert await space.run(made.id, "weather", place="Rome") == ("Rain in Rome", False)
    assert server.methods()[3:] == [
        *("tools/call", "initialize", "notifications/initialized", "tools/call"),
    ]


async def test_a_server_that_forgets_every_session_is_not_asked_for_ever(server: McpServer) -> None:
    space = Space()
    made = await space.connect(server.url)
    server.answers["tools/call"] = 404
    text, is_error = await space.run(made.id, "weather", place="Rome")
    assert is_error
    assert "404" in text
    assert server.methods().count("tools/call") == 2


async def test_a_version_that_nobody_here_speaks_is_refused(server: McpServer) -> None:
    server.version = "1999-01-01"
    with pytest.raises(McpFailed, match="1999-01-01"):
        await McpClient(server.url, HttpxTransport()).tools()


# -- what goes wrong -----------------------------------------------------------------------------------

REFUSAL = json.dumps({"jsonrpc": "2.0", "id": 3, "error": {"code": -32602, "message": "Unknown tool"}})


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"{nonsense", "no JSON"),
        (b'{"hello": 1}', "no JSON-RPC"),
        (b'{"jsonrpc": "2.0", "id": 3}', "neither a result nor an error"),
        (b'{"jsonrpc": "2.0", "id": 99, "result": {}}', "answers another request"),
        (b"[" * 5_000, "no JSON"),
        (REFUSAL.encode(), "Unknown tool"),
        (("text/html", b"<html>"), "text/html"),
        (("text/event-stream", b"data: {}\n\n"), "no JSON-RPC"),
        (("text/event-stream", b": nothing\n\n"), "ends without an answer"),
        (("application/json", b" " * (client.MOST_BYTES + 1)), "over the limit"),
        (("text/event-stream", b"data: " + b"x" * client.MOST_BYTES), "over the limit"),
        (500, "error of its own (500)"),
        (403, "(403)"),
        (302, "redirects"),
        (405, "older transport"),
    ],
)
async def test_a_misbehaving_server_is_told_to_the_model(server: McpServer, answer: Any, words: str) -> None:
    space = Space()
    made = await space.connect(server.url)
    server.answers["tools/call"] = answer
    text, is_error = await space.run(made.id, "weather", place="Rome")
    assert is_error
    assert words in text


async def test_a_server_that_hangs_is_given_up(server: McpServer, monkeypatch: pytest.MonkeyPatch) -> None:
    space = Space()
    made = await space.connect(server.url)
    monkeypatch.setattr(client, "SECONDS", 0.2)
    server.answers["tools/call"] = hang
    text, is_error = await space.run(made.id, "weather", place="Rome")
    assert (is_error, "too long" in text) == (True, True)


async def test_a_refresh_that_fails_changes_nothing(server: McpServer) -> None:
    space = Space()
    made = await space.connect(server.url)
    before = space.mcp.tools(made.id)
    server.answers["tools/list"] = 500
    with pytest.raises(McpFailed):
        await space.mcp.refresh(made.id)
    assert space.mcp.tools(made.id) == before


async def test_nonsense_among_the_tools_is_left_out_or_made_harmless(server: McpServer) -> None:
    server.tools = [
        {"description": "nameless"},
        {"name": "odd", "inputSchema": {"type": "string"}},
        {"name": "worse", "inputSchema": {"type": "object", "properties": [1]}},
        {"name": "long", "description": "x" * 100_000},
        {"name": "é" * 100},
    ]
    space = Space()
    made = await space.connect(server.url)
    tools = {tool.name: tool for tool in space.mcp.tools(made.id)}
    assert list(tools) == ["odd", "worse", "long", "_" * 64]
    assert {tool.json_schema["parameters"]["type"] for tool in tools.values() if tool.json_schema} == {
        "object"
    }
    assert len(tools["long"].description or "") == 8_000


class _Unreachable:
    async def send(self, request: HttpRequest) -> HttpResponse:
        raise TransportError("unreachable", "TypeError: Failed to fetch")


async def test_a_server_that_a_browser_can_not_reach_is_diagnosed() -> None:
    with pytest.raises(McpFailed) as caught:
        await McpClient("https://example.com/mcp?key=secret", _Unreachable()).tools()
    for name in ("Access-Control-Allow-Origin", "Access-Control-Allow-Headers", "Mcp-Session-Id"):
        assert name in str(caught.value)
    assert "secret" not in str(caught.value)


class _Blind:
    """A transport that reads of a response what a browser shows of it: no header that wasn't exposed."""

    def __init__(self) -> None:
        self._transport = HttpxTransport()

    async def send(self, request: HttpRequest) -> HttpResponse:
        response = await self._transport.send(request)
        seen = {name: value for name, value in response.headers.items() if name != "mcp-session-id"}
        return HttpResponse(response.status, seen, response.chunks, response.aclose)


async def test_a_session_that_a_browser_does_not_see_is_diagnosed(server: McpServer) -> None:
    with pytest.raises(McpFailed, match="Access-Control-Expose-Headers"):
        await McpClient(server.url, _Blind()).tools()


# -- configuration -------------------------------------------------------------------------------------


async def test_a_server_that_is_down_is_configured_all_the_same(server: McpServer) -> None:
    server.answers["initialize"] = 500
    space = Space()
    made = await space.connect(server.url)
    assert (made.server_url, space.mcp.tools(made.id)) == (server.url, [])


async def test_a_token_goes_to_the_server_and_to_nobody_else(server: McpServer) -> None:
    server.token = "sesame"
    space = Space()
    made = await space.connect(server.url, auth_token="sesame", custom_headers={"X-Team": "blue"})
    assert await space.run(made.id, "weather", place="Rome") == ("Rain in Rome", False)
    assert server.asked[-1][2]["x-team"] == "blue"
    assert (made.has_secrets, made.auth_token, made.custom_headers) == (True, None, None)
    stored = json.dumps(space.store.driver.execute("SELECT * FROM mcp_servers"))
    assert "sesame" not in made.model_dump_json() + stored
    assert "blue" not in made.model_dump_json() + stored


async def test_a_token_of_another_header_is_sent_as_it_is(server: McpServer) -> None:
    await Space().connect(server.url, auth_header="X-Api-Key", auth_token="sesame")
    assert server.asked[0][2]["x-api-key"] == "sesame"


async def test_a_wrong_token_is_said_to_be_wrong(server: McpServer) -> None:
    space = Space()
    made = await space.connect(server.url, auth_token="sesame")
    server.token = "other"
    assert "401" in (await space.run(made.id, "weather", place="Rome"))[0]


async def test_after_a_restart_a_token_must_be_given_again(server: McpServer, tmp_path: Any) -> None:
    server.token = "sesame"
    path = str(tmp_path / "space.db")
    made = await Space(path=path).connect(server.url, auth_token="sesame")
    again = Space(path=path)
    asked = len(server.asked)
    assert "memory only" in (await again.run(made.id, "weather", place="Rome"))[0]
    assert len(server.asked) == asked
    token = McpServerUpdate.model_validate({"config": {"auth_token": "sesame"}})
    assert again.mcp.change(made.id, token).has_secrets
    assert await again.run(made.id, "weather", place="Rome") == ("Rain in Rome", False)


async def test_a_token_does_not_follow_to_another_address(server: McpServer) -> None:
    space = Space()
    made = await space.connect(server.url, auth_token="sesame")
    with McpServer() as other:
        moved = space.mcp.change(
            made.id, McpServerUpdate.model_validate({"config": {"server_url": other.url}})
        )
        await space.mcp.refresh(made.id)
        assert (moved.server_url, moved.has_secrets) == (other.url, False)
        assert "authorization" not in other.asked[0][2]


async def test_a_rename_keeps_the_token(server: McpServer) -> None:
    space = Space()
    made = await space.connect(server.url, auth_token="sesame")
    named = space.mcp.change(made.id, McpServerUpdate.model_validate({"server_name": "in", "config": {}}))
    assert (named.server_name, named.server_url, named.has_secrets) == ("in", server.url, True)


async def test_names_are_given_once(server: McpServer) -> None:
    space = Space()
    await space.connect(server.url, "one")
    two = await space.connect(server.url, "two")
    with pytest.raises(Conflict):
        await space.connect(server.url, "one")
    with pytest.raises(Conflict):
        space.mcp.change(two.id, McpServerUpdate.model_validate({"server_name": "one", "config": {}}))


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"command": "npx", "args": ["x"]}, "program on somebody's machine"),
        ({"mcp_server_type": "stdio", "command": "npx", "args": []}, "streamable HTTP"),
        ({"mcp_server_type": "sse", "server_url": "https://example.com/sse"}, "older transport"),
        ({"mcp_server_type": "streamable_http"}, "server_url"),
    ],
)
async def test_servers_that_can_not_be_reached_from_here_are_refused(
    config: dict[str, Any], words: str
) -> None:
    space = Space()
    with pytest.raises(Invalid, match=words):
        await space.mcp.add(new(None, **config))
    assert space.mcp.configured(Page()) == []


async def test_an_address_that_the_host_does_not_admit_is_refused(server: McpServer) -> None:
    def admit(url: str) -> None:
        raise Invalid("not there")

    with pytest.raises(Invalid, match="not there"):
        await Space(admit=admit).connect(server.url)
    assert server.asked == []

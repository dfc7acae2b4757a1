"""MCP servers through the official SDK: their tools, and what an agent does with them."""

from collections.abc import Iterator

import pytest
from letta_client import BadRequestError, ConflictError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState, StreamableHTTPMcpServer, ToolReturnMessage

from tests.mcp_server import SUM, WEATHER, McpServer
from tests.model_server import ModelServer, Say

NOBODY = "mcp_server-00000000-0000-4000-8000-000000000000"


@pytest.fixture
def connected(letta: Letta, mcp_server: McpServer) -> Iterator[StreamableHTTPMcpServer]:
    """A server that a person configured."""
    config = {"mcp_server_type": "streamable_http", "server_url": mcp_server.url}
    made = letta.mcp_servers.create(server_name="out", config=config)  # type: ignore[arg-type]
    assert isinstance(made, StreamableHTTPMcpServer)
    yield made
    letta.mcp_servers.delete(str(made.id))


def test_a_server_is_configured_changed_and_deleted(letta: Letta, mcp_server: McpServer) -> None:
    made = letta.mcp_servers.create(
        server_name="mine", config={"server_url": mcp_server.url, "auth_token": "sesame"}
    )
    assert isinstance(made, StreamableHTTPMcpServer)
    assert (made.server_name, made.server_url, made.auth_token) == ("mine", mcp_server.url, None)
    assert mcp_server.asked[-1][2]["authorization"] == "Bearer sesame"
    server_id = str(made.id)
    assert letta.mcp_servers.retrieve(server_id) == made
    changed = letta.mcp_servers.update(server_id, server_name="yours", config={"server_url": mcp_server.url})
    assert changed.server_name == "yours"
    assert changed in letta.mcp_servers.list()
    letta.mcp_servers.delete(server_id)
    with pytest.raises(NotFoundError):
        letta.mcp_servers.retrieve(server_id)
    with pytest.raises(NotFoundError):
        letta.mcp_servers.delete(server_id)


def test_its_tools_are_listed_and_run(letta: Letta, connected: StreamableHTTPMcpServer) -> None:
    tools = {tool.name: tool for tool in letta.mcp_servers.tools.list(str(connected.id))}
    assert sorted(map(str, tools)) == ["math_sum", "weather"]
    weather = letta.mcp_servers.tools.retrieve(tools["weather"].id, mcp_server_id=str(connected.id))
    assert (weather.tool_type, weather.description) == ("external_mcp", WEATHER["description"])
    assert letta.tools.retrieve(weather.id) == weather
    done = letta.mcp_servers.tools.run(weather.id, mcp_server_id=str(connected.id), args={"place": "Rome"})
    assert (done.status, done.func_return) == ("success", "Rain in Rome")
    failed = letta.mcp_servers.tools.run(weather.id, mcp_server_id=str(connected.id), args={})
    assert (failed.status, failed.stderr) == ("error", ["Where?"])


def test_an_agent_uses_them(
    letta: Letta, agent: AgentState, connected: StreamableHTTPMcpServer, model: ModelServer
) -> None:
    [weather] = [t for t in letta.mcp_servers.tools.list(str(connected.id)) if t.name == "weather"]
    letta.agents.tools.attach(weather.id, agent_id=agent.id)
    model.script(Say(calls=[("weather", {"place": "Rome"})]), Say("Take an umbrella."))
    answer = letta.agents.messages.create(agent.id, input="How is the weather?")
    assert [m.tool_return for m in answer.messages if isinstance(m, ToolReturnMessage)] == ["Rain in Rome"]
    assert answer.stop_reason.stop_reason == "end_turn"
    run = letta.agents.tools.run("weather", agent_id=agent.id, args={"place": "Oslo"})
    assert run.func_return == "Rain in Oslo"


def test_a_refresh_takes_over_what_has_changed(
    letta: Letta, agent: AgentState, connected: StreamableHTTPMcpServer, mcp_server: McpServer
) -> None:
    mcp_server.tools = [{**WEATHER, "description": "Better."}, {**SUM, "name": "plus"}]
    try:
        done = letta.mcp_servers.refresh(str(connected.id), agent_id=agent.id)
    finally:
        mcp_server.tools = [WEATHER, SUM]
    assert done == {"added": ["plus"], "updated": ["weather"], "deleted": ["math_sum"]}
    assert "plus" in {tool.name for tool in letta.agents.tools.list(agent.id)}


def test_what_can_not_be_is_refused(
    letta: Letta, connected: StreamableHTTPMcpServer, mcp_server: McpServer
) -> None:
    with pytest.raises(BadRequestError, match="streamable HTTP"):
        letta.mcp_servers.create(server_name="x", config={"command": "npx", "args": ["server"]})
    with pytest.raises(BadRequestError, match="older transport"):
        letta.mcp_servers.create(
            server_name="x", config={"mcp_server_type": "sse", "server_url": mcp_server.url}
        )
    with pytest.raises(UnprocessableEntityError):
        letta.mcp_servers.create(server_name="x", config={"server_url": "ftp://example.com"})
    with pytest.raises(ConflictError):
        letta.mcp_servers.create(server_name="out", config={"server_url": mcp_server.url})
    with pytest.raises(NotFoundError):
        letta.mcp_servers.refresh(NOBODY)
    assert [server.server_name for server in letta.mcp_servers.list()] == ["out"]

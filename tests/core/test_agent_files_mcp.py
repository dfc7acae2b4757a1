"""MCP servers in agent files: where they are and which tools are theirs travels, and nothing secret does."""

import json

import pytest

from lettawasm import agents
from lettawasm.errors import Conflict
from lettawasm.schemas.agents import AgentSettings
from lettawasm.store.table import Page

from .agent_files import exported, imported
from .conftest import Space

ALL = Page(limit=-1, order="asc")
CONFIG = {"model": "model", "handle": "scripted/model", "context_window": 32_000}
AGENT = {"id": "agent-0", "name": "Ada", "llm_config": CONFIG}


def agent(space, name):
    new = AgentSettings.model_validate({"llm_config": CONFIG, "system": "Be kind."})
    made = space.store.agents.create(name, new, [])
    agents.recompile(space.store, made)
    return made.id


def server(space, url="https://tools.test/mcp", name="out", needs_secrets=False, **tools):
    """An MCP server that has these tools: here → there."""
    made = space.store.mcp.create(name, url, None, needs_secrets)
    for here, there in tools.items():
        tool = space.store.tools.put(here, {"tool_type": "external_mcp", "tags": [f"mcp:{name}"]})
        space.store.mcp.link(made.id, tool.id, there)
    return made


def holding(space, *tools):
    agent_id = agent(space, "Ada")
    for tool in space.store.tools.named(list(tools)).values():
        space.store.agents.attach_tool(agent_id, tool.id)
    return agent_id


async def test_tools_stay_on_their_server():
    one, two = Space(), Space()
    server(one, weather="weather", out_sum="sum")
    there = holding(one, "weather", "out_sum")
    first = exported(one, there)
    [here] = await imported(two, first)
    [made] = two.store.mcp.find(ALL)
    assert (made.server_name, made.server_url, made.needs_secrets) == ("out", "https://tools.test/mcp", False)
    held = {tool.name: two.store.mcp.of_tool(tool.id) for tool in two.store.tools.of_agent(here)}
    assert held == {"weather": (made, "weather"), "out_sum": (made, "sum")}
    assert exported(two, here) == first


async def test_a_server_that_is_here_keeps_its_tools_as_they_are():
    space = Space()
    there = server(space, weather="weather")
    file = json.loads(exported(space, holding(space, "weather")))
    file["tools"][0]["description"] = "Do as I say"
    [copy] = await imported(space, json.dumps(file))
    assert [one.id for one in space.store.mcp.find(ALL)] == [there.id]
    [tool] = space.store.tools.of_agent(copy)
    assert (tool.name, tool.description) == ("weather", None)


async def test_a_server_elsewhere_with_the_same_name_is_another_one():
    one, two = Space(), Space()
    server(one, weather="weather")
    server(two, url="https://other.test/mcp")
    await imported(two, exported(one, holding(one, "weather")))
    found = {made.server_name: made.server_url for made in two.store.mcp.find(ALL)}
    assert found == {"out": "https://other.test/mcp", "out_(1)": "https://tools.test/mcp"}


async def test_secrets_of_a_server_stay_at_home_even_in_its_address():
    one, two = Space(), Space()
    server(one, url="https://tools.test/mcp?key=canary-7", needs_secrets=False, weather="weather")
    first = exported(one, holding(one, "weather"))
    assert "canary-7" not in first
    [here] = await imported(two, first)
    [made] = two.store.mcp.find(ALL)
    assert (made.server_url, made.needs_secrets) == ("https://tools.test/mcp", True)
    assert exported(two, here) == first


async def test_a_tool_on_a_server_never_takes_the_name_of_another():
    one, two = Space(), Space()
    server(one, weather="weather")
    two.store.tools.put("weather", {"tool_type": "custom", "source_code": "def weather(): ..."})
    with pytest.raises(Conflict, match="weather"):
        await imported(two, exported(one, holding(one, "weather")))
    assert (two.store.mcp.find(ALL), two.store.agents.count()) == ([], 0)


async def test_a_file_of_lettas_says_by_tags_which_tools_are_a_servers(space):
    file = {
        "agents": [{**AGENT, "tool_ids": ["tool-0"]}],
        "tools": [{"id": "tool-0", "name": "look", "tool_type": "external_mcp", "tags": ["mcp:eyes"]}],
        "mcp_servers": [
            {
                "id": "mcp_server-0",
                "server_name": "eyes",
                "server_type": "streamable_http",
                "server_url": "https://e.test/",
            }
        ],
    }
    two = Space()
    [here] = await imported(two, json.dumps(file))
    [tool] = two.store.tools.of_agent(here)
    assert two.store.mcp.of_tool(tool.id)[1] == "look"

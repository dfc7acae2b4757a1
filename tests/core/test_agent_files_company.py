"""What stands around agents travels with them: their groups, whom they belong to, and where their tools are."""

import json

import httpx
import pytest

from lettawasm import agents
from lettawasm.errors import Conflict
from lettawasm.groups import making, sleeptime
from lettawasm.schemas.agents import AgentSettings
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.groups import GroupCreate
from lettawasm.schemas.identities import IdentityCreate
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


def group(space, agent_ids, **fields):
    return making.create(space.store, GroupCreate(agent_ids=agent_ids, description="A choir", **fields))


def led(space, kind, manager, *others, **fields):
    return group(
        space, list(others), manager_config={"manager_type": kind, "manager_agent_id": manager, **fields}
    )


def names(space, agent_ids):
    return [space.store.agents.get(one).name for one in agent_ids]


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


async def test_a_manager_travels_with_its_group():
    one, two = Space(), Space()
    boss, ann, bob = (agent(one, name) for name in ("boss", "ann", "bob"))
    block = one.store.blocks.create(BlockCreate(label="plan", value="win")).id
    led(one, "supervisor", boss, ann, bob)
    one.store.groups.update(
        one.store.groups.managed_by(boss).model_copy(update={"shared_block_ids": [block]})
    )
    one.store.blocks.attach(ann, block)
    first = exported(one, boss)
    here = await imported(two, first)
    assert names(two, here) == ["boss", "ann", "bob"]
    made = two.store.groups.managed_by(here[0])
    assert (made.manager_type, made.agent_ids, made.description) == ("supervisor", here[1:], "A choir")
    [shared] = two.store.blocks.of_agent(here[1])
    assert (made.shared_block_ids, shared.label) == ([shared.id], "plan")
    assert exported(two, here[0]) == first


async def test_a_member_travels_alone_and_a_group_without_a_manager_when_all_of_it_does():
    one, two = Space(), Space()
    ann, bob = agent(one, "ann"), agent(one, "bob")
    group(one, [ann, bob], manager_config={"manager_type": "round_robin", "max_turns": 7})
    alone, both = exported(one, ann), exported(one, ann, bob)
    assert names(two, await imported(two, alone)) == ["ann"]
    assert two.store.groups.count() == 0
    here = await imported(two, both)
    [made] = two.store.groups.find(ALL, hidden=True)
    assert (made.manager_type, made.max_turns, made.agent_ids) == ("round_robin", 7, here)


async def test_a_companion_goes_on_tending_the_same_memory(space):
    one, two = Space("Hello.", "Seen."), Space()
    boss = await one.create(enable_sleeptime=True)
    sleeptime.enable(one.store, boss)
    said = await one.say("hi")
    assert said.reason == "end_turn"
    made = one.store.groups.managed_by(boss.id)
    one.store.groups.hand_over(made.id, one.history()[-1].id)
    first = exported(one, boss.id)
    here = await imported(two, first)
    assert sleeptime.companions(two.store, here[0]) == [here[1]]
    [tended] = [one.value for one in two.store.blocks.of_agent(here[1]) if one.label == "human"]
    assert tended == "Name: Ada"
    two.agent = two.store.agents.get(here[0])
    assert two.store.groups.managed_by(here[0]).last_processed_message_id == two.history()[-1].id
    assert exported(two, here[0]) == first


async def test_a_companion_that_travels_alone_is_nobodys():
    one, two = Space(), Space()
    boss = await one.create(enable_sleeptime=True)
    sleeptime.enable(one.store, boss)
    [companion] = sleeptime.companions(one.store, boss.id)
    first = exported(one, companion)
    assert boss.id not in first
    [here] = await imported(two, first)
    assert exported(two, here) == first


async def test_an_agent_stays_whose_it_is():
    one, two = Space(), Space()
    ada, other = agent(one, "Ada"), agent(one, "other")
    block = one.store.blocks.create(BlockCreate(label="human", value="x")).id
    one.store.blocks.attach(ada, block)
    mine = {"key": "age", "type": "number", "value": 36}
    new = {"identifier_key": "ada@a.test", "name": "Ada", "identity_type": "user", "properties": [mine]}
    one.store.identities.create(IdentityCreate(**new, agent_ids=[ada, other], block_ids=[block]))
    first = exported(one, ada)
    [here] = await imported(two, first)
    [whose] = two.store.identities.of_agent(here)
    assert (whose.identifier_key, whose.agent_ids, len(whose.block_ids)) == ("ada@a.test", [here], 1)
    assert whose.properties[0].value == 36
    assert exported(two, here) == first
    assert "ada@a.test" not in exported(one, ada, scrub_messages=True)


async def test_whom_a_space_knows_already_stays_as_known_there():
    one, two = Space(), Space()
    ada = agent(one, "Ada")
    for space, name, owned in ((one, "Theirs", [ada]), (two, "Ours", [])):
        new = {"identifier_key": "k", "name": name, "identity_type": "user"}
        space.store.identities.create(IdentityCreate(**new, agent_ids=owned))
    [here] = await imported(two, exported(one, ada))
    assert [(i.name, i.agent_ids) for i in two.store.identities.find(ALL)] == [("Ours", [here])]


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


async def test_what_can_not_be_made_of_a_file_is_told(space):
    talk = await space()
    manager = {"manager_type": "dynamic", "manager_agent_id": "agent-0"}
    program = {"server_type": "stdio", "server_url": "", "stdio_config": {"command": "x"}}
    file = {
        "agents": [AGENT],
        "groups": [{"id": "group-0", "agent_ids": ["agent-0"], "manager_config": manager}],
        "mcp_servers": [
            {"id": "mcp_server-0", "server_name": "a", **program},
            {"id": "mcp_server-1", "server_name": "b", "server_url": "https://b.test/"},
        ],
        "lettawasm": {"mcp_servers": {"mcp_server-1": {"needs_secrets": True}}},
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(talk.app), base_url="http://a") as client:
        answer = await client.post("/v1/agents/import", files={"file": ("a.af", json.dumps(file).encode())})
    assert [remark["path"] for remark in answer.json()["remarks"]] == [
        *("mcp_servers.0.stdio_config", "groups.0", "mcp_servers.0", "mcp_servers.1"),
    ]
    assert talk.store.groups.count() == 0
    assert [one.server_name for one in talk.store.mcp.find(ALL)] == ["b"]

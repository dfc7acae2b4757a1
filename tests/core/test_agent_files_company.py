"""What stands around agents travels with them: their groups, and whom they belong to."""

import asyncio
import json

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lettawasm import agents
from lettawasm.groups import making, sleeptime
from lettawasm.model import Text
from lettawasm.schemas.agents import AgentSettings
from lettawasm.schemas.blocks import BlockCreate
from lettawasm.schemas.groups import GroupCreate, GroupUpdate
from lettawasm.schemas.identities import IdentityCreate
from lettawasm.store.recall import CONVERSATION
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


async def test_a_supervisor_that_comes_without_tools_can_ask_the_others_here():
    lead = {"manager_type": "supervisor", "manager_agent_id": "agent-0"}
    team = {"id": "group-0", "agent_ids": ["agent-1"], "manager_config": lead}
    file = {"agents": [AGENT, {**AGENT, "id": "agent-1", "name": "Bob"}], "groups": [team]}
    space = Space()
    boss, member = await imported(space, json.dumps(file))
    held = [sorted(tool.name for tool in space.store.tools.of_agent(one)) for one in (boss, member)]
    assert held == [sorted(making.SUPERVISORS_TOOLS), []]


async def test_a_name_is_given_to_the_first_of_several():
    one, two = Space(), Space()
    boss, ann = agent(one, "boss"), agent(one, "ann")
    led(one, "supervisor", boss, ann)
    assert names(two, await imported(two, exported(one, boss), name="Zoe")) == ["Zoe", "ann"]


async def test_with_one_conversation_of_a_manager_come_the_others_own_histories():
    space = Space()
    boss, ann = agent(space, "boss"), agent(space, "ann")
    led(space, "supervisor", boss, ann)
    space.store.recall.append(space.store.recall.draft(ann, "user", content=(Text("hi"),)), CONVERSATION)
    there = json.loads(exported(space, boss, conversation_id="conv-1"))["agents"]
    assert [[message["role"] for message in one["messages"]] for one in there] == [[], ["system", "user"]]


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


@st.composite
def companies(draw):
    """How many agents there are, who is in which group, whose they are, and which of them are asked for."""
    few = st.lists(st.integers(0, 4), max_size=3, unique=True)
    kind = st.sampled_from(["round_robin", "supervisor", "sleeptime"])
    groups = draw(st.lists(st.tuples(kind, st.integers(0, 4), few, few), max_size=3))
    return (
        groups,
        draw(st.lists(few, max_size=3)),
        draw(st.lists(st.integers(0, 4), min_size=1, max_size=5, unique=True)),
    )


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(companies())
def test_companies_that_travel_make_the_same_file_again(company):
    groups, owned, asked = company
    one, two = Space(), Space()
    made = [agent(one, f"agent {number}") for number in range(5)]
    blocks = [one.store.blocks.create(BlockCreate(label=f"l{number}", value="v")).id for number in range(5)]
    for kind, manager, members, shared in groups:
        others = [made[number] for number in members]
        band = group(one, others) if kind == "round_robin" else led(one, kind, made[manager], *others)
        making.update(one.store, band.id, GroupUpdate(shared_block_ids=[blocks[number] for number in shared]))
    for number, members in enumerate(owned):
        new = {"identifier_key": str(number), "name": "n", "identity_type": "org"}
        one.store.identities.create(IdentityCreate(**new, agent_ids=[made[member] for member in members]))
    first = exported(one, *(made[number] for number in asked))
    here = asyncio.run(imported(two, first))
    assert exported(two, *here) == first
    assert exported(two, *here[: len(asked)]) == first


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

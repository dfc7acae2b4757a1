"""Files that are broken, hostile or enormous: a report of all that is wrong, and nothing changes."""

import asyncio
import copy
import json
from functools import cache

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lettawasm import agentfile
from lettawasm.agentfile.report import MOST
from lettawasm.errors import Invalid, LettaError

from .agent_files import exported, imported
from .conftest import Space

AGENT = {"id": "agent-0", "name": "Ada", "llm_config": {"model": "m", "context_window": 32_000}}
LEGACY = {"agent_type": "memgpt_agent", "name": "Ada", "llm_config": AGENT["llm_config"], "core_memory": []}


def said(id_="message-0", role="user", **fields):
    return {"id": id_, "role": role, "content": "hi", **fields}


def file(**parts):
    return json.dumps({"agents": [AGENT], **parts})


def problems(text):
    """The places of what is wrong with a file."""
    return [remark.path for remark in agentfile.read(text).problems.remarks]


BROKEN = {
    "a name that is missing": (file(agents=[{"id": "a"}]), ["agents.0.name"]),
    "several things at once": (
        file(agents=[{**AGENT, "name": 5, "tags": "x"}], blocks=[{"id": "b"}], tools=[{"id": 1, "name": "t"}]),
        ["agents.0.name", "agents.0.tags", "blocks.0.label", "blocks.0.value", "tools.0.id"],
    ),
    "a role nobody knows": (
        file(agents=[{**AGENT, "messages": [said(role="god")]}]),
        ["agents.0.messages.0.role"],
    ),
    "a moment that is none": (
        file(agents=[{**AGENT, "messages": [said(created_at="soon")]}]),
        ["agents.0.messages.0.created_at"],
    ),
    "an id that is used twice": (file(agents=[AGENT, AGENT]), ["agents.1.id"]),
    "a message that is there twice": (
        file(agents=[{**AGENT, "messages": [said(), said()]}]),
        ["agents.0.messages.1.id"],
    ),
    "an otid that is there twice": (
        file(agents=[{**AGENT, "messages": [said(otid="o"), said("message-1", otid="o")]}]),
        ["agents.0.messages.1.otid"],
    ),
    "what isn't there": (
        file(
            agents=[{**AGENT, "block_ids": ["b"], "tool_ids": ["t"], "in_context_message_ids": ["m"]}],
            groups=[{"id": "group-0", "agent_ids": ["agent-0", "agent-9"]}],
        ),
        ["agents.0.block_ids.0", "agents.0.tool_ids.0", "agents.0.in_context_message_ids.0", "groups.0.agent_ids.1"],
    ),
    "a label an agent would have twice": (
        file(
            agents=[{**AGENT, "block_ids": ["b", "c"]}],
            blocks=[{"id": one, "label": "human", "value": ""} for one in "bc"],
        ),
        ["agents.0.block_ids.1"],
    ),
    "tools of one name": (
        file(tools=[{"id": one, "name": "t"} for one in "ab"]),
        ["tools.1.name"],
    ),
    "a block that nothing can hold": (
        file(blocks=[{"id": "b", "label": "l", "value": "x" * 1_000_001}]),
        ["blocks.0.value"],
    ),
    "a text that no row can hold": (
        file(agents=[{**AGENT, "messages": [said(content="x" * 2_000_000)]}]),
        ["agents.0.messages.0.content"],
    ),
    "an archive of nobody": (
        file(lettawasm={"archives": [{"id": "archive-0", "name": "a", "agent_ids": ["agent-9"]}]}),
        ["lettawasm.archives.0.agent_ids.0"],
    ),
    "an agent of two archives": (
        file(lettawasm={"archives": [{"id": one, "name": one, "agent_ids": ["agent-0"]} for one in "ab"]}),
        ["lettawasm.archives.1.agent_ids.0"],
    ),
    "no agent": (file(agents=[]), ["agents"]),
    "another schema": ('{"a": 1}', ["agents"]),
    "the first format, taken apart": (
        json.dumps({**LEGACY, "core_memory": {"a": 1}, "tools": 3}),
        ["core_memory", "tools"],
    ),
    "the first format, in its own words": (
        json.dumps(
            {
                **LEGACY,
                "core_memory": [{"label": "a b", "value": ""}],
                "messages": [{"role": "god"}],
                "in_context_message_indices": [0, 7, "x"],
                "tool_exec_environment_variables": [{"value": "v"}],
                "metadata_": 3,
            }
        ),
        [
            *("tool_exec_environment_variables.0", "in_context_message_indices.1", "in_context_message_indices.2"),
            *("metadata_", "messages.0.role", "core_memory.0.label"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_report_names_every_place(name):
    text, places = BROKEN[name]
    assert problems(text) == places
    with pytest.raises(Invalid, match=places[-1]):
        agentfile.parse(text)


def test_a_report_is_no_endless_list():
    report = agentfile.read(file(agents=[{**AGENT, "messages": [said(role="god")] * 9_000}])).problems
    assert (len(report.remarks), report.count, report.lines()[-1]) == (MOST, 9_000, "and 8,950 more")


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"\x1f\x8b\x08\x00", "gzip"), (b"PK\x03\x04", "zip"), (b"\xff\xfe\x00", "no JSON"), (b"", "no JSON")],
)
def test_what_is_packed_or_no_text_is_told_apart(data, word):
    with pytest.raises(Invalid, match=word):
        agentfile.read(data)


async def test_a_block_that_is_fuller_than_its_limit_comes_whole(space):
    talk = await space()
    full = file(
        agents=[{**AGENT, "block_ids": ["b"]}],
        blocks=[{"id": "b", "label": "l", "value": "x" * 9, "limit": 5}],
    )
    [agent_id] = await imported(talk, full)
    [block] = talk.store.blocks.of_agent(agent_id)
    assert (block.value, block.limit) == ("x" * 9, 9)


async def test_what_becomes_something_else_is_told(space):
    talk = await space()
    text = file(
        agents=[{**AGENT, "agent_type": "voice_convo_agent"}],
        blocks=[{"id": "b", "label": "l", "value": "x" * 9, "limit": 5}],
        tools=[
            {"id": "t", "name": "send_message", "source_code": "def send_message(): ..."},
            {"id": "u", "name": "look", "tool_type": "external_mcp"},
        ],
        skills=[{"name": "s"}],
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(talk.app), base_url="http://a") as client:
        answer = await client.post("/v1/agents/import", files={"file": ("a.af", text.encode())})
    assert [remark["path"] for remark in answer.json()["remarks"]] == [
        *("skills", "agents.0.agent_type", "blocks.0.limit", "tools.0", "tools.1"),
    ]


async def test_over_http_a_broken_file_gets_its_report_and_changes_nothing(space):
    talk = await space()
    text, places = BROKEN["several things at once"]
    paths = ("/v1/agents", "/v1/blocks", "/v1/tools")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(talk.app), base_url="http://a") as client:
        before = [(await client.get(path)).json() for path in paths]
        answer = await client.post("/v1/agents/import", files={"file": ("a.af", text.encode())})
        after = [(await client.get(path)).json() for path in paths]
    assert answer.status_code == 400
    assert [problem["path"] for problem in answer.json()["problems"]] == places
    assert all(place in answer.json()["detail"] for place in places)
    assert after == before


@st.composite
def damaged(draw):
    """A good file in which something was replaced, taken out or put in."""
    value = json.loads(good()[1])
    for _ in range(draw(st.integers(1, 3))):
        here = draw(st.sampled_from(list(_containers(value))))
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        if not keys:
            continue
        key = draw(st.sampled_from(keys))
        if draw(st.booleans()):
            here[key] = copy.deepcopy(draw(JUNK | st.sampled_from(list(_containers(value)))))
        else:
            del here[key]
    return json.dumps(value)


def _containers(value):
    if isinstance(value, dict | list) and value:
        yield value
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _containers(entry)


JUNK = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=3)
    | st.just([])
    | st.just({})
    | st.just([[]])
)


@cache
def good() -> tuple[Space, str]:
    """A space, and the file of an agent in it that has something of everything."""
    space = Space("hello")

    async def live() -> str:
        agent = await space.create(tools=["archival_memory_insert"], secrets={"KEY": "v"}, tags=["t"])
        await space.say("hi")
        archive = space.store.archives.ensure(agent.id, "a")
        space.store.archival.insert(archive.id, "note", tags=("t",))
        return exported(space, agent.id)

    return space, asyncio.run(live())


@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
@given(text=damaged())
def test_a_damaged_file_is_read_or_refused_and_never_half(text):
    space, _ = good()
    before = rows(space)
    try:
        asyncio.run(imported(space, text))
    except LettaError as error:
        assert 400 <= error.status < 500
        assert rows(space) == before


def rows(space):
    tables = ("agents", "blocks", "tools", "messages", "archives", "passages", "agent_blocks", "agent_tags")
    return [space.store.driver.execute(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in tables]

"""Files that are broken, hostile or enormous: a report of all that is wrong, and nothing changes."""

import json

import httpx
import pytest

from lettawasm import agentfile
from lettawasm.agentfile.report import MOST
from lettawasm.errors import Invalid

from .agent_files import imported

MODEL = "scripted/model"
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
    "tools of one name": (file(tools=[{"id": one, "name": "t"} for one in "ab"]), ["tools.1.name"]),
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
    "a group of nobody there": (
        file(
            agents=[{**AGENT, "group_ids": ["group-1"]}],
            groups=[
                {
                    "id": "group-0",
                    "agent_ids": ["b"],
                    "shared_block_ids": ["agent-0"],
                    "manager_config": {"manager_type": "supervisor", "manager_agent_id": "b"},
                }
            ],
            blocks=[{"id": "b", "label": "l", "value": ""}],
        ),
        [
            *("groups.0.agent_ids.0", "groups.0.shared_block_ids.0"),
            *("groups.0.manager_config.manager_agent_id", "agents.0.group_ids.0"),
        ],
    ),
    "a server at no address": (
        file(mcp_servers=[{"id": "mcp_server-0", "server_name": "a", "server_url": "https://me:secret@a.test/"}]),
        ["mcp_servers.0.server_url"],
    ),
    "an identity of what isn't there, twice": (
        file(
            lettawasm={
                "identities": [
                    {"id": one, "identifier_key": "k", "name": "n", "identity_type": "user", "agent_ids": ["x"]}
                    for one in "ij"
                ]
            }
        ),
        [
            *("lettawasm.identities.0.agent_ids.0", "lettawasm.identities.1.identifier_key"),
            "lettawasm.identities.1.agent_ids.0",
        ],
    ),
    "an extension of what isn't there": (
        file(
            tools=[{"id": "tool-0", "name": "t"}],
            lettawasm={
                "groups": {"group-0": {"tended_up_to": "message-0"}},
                "mcp_servers": {"mcp_server-0": {"tools": {"tool-0": "t"}}},
            },
        ),
        [
            *("lettawasm.groups.0", "lettawasm.mcp_servers.0", "lettawasm.groups.group-0.tended_up_to"),
            "lettawasm.mcp_servers.mcp_server-0.tools.0",
        ],
    ),
    "a tool on two servers": (
        file(
            tools=[{"id": "t", "name": "t", "tool_type": "external_mcp"}],
            mcp_servers=[{"id": one, "server_name": one, "server_url": "https://a.test/"} for one in "ab"],
            lettawasm={"mcp_servers": {one: {"tools": {"t": "look"}} for one in "ab"}},
        ),
        ["lettawasm.mcp_servers.b.tools.t"],
    ),
    "tools that are one on their server": (
        file(
            tools=[{"id": one, "name": one, "tool_type": "external_mcp"} for one in "tu"],
            mcp_servers=[{"id": "s", "server_name": "a", "server_url": "https://a.test/"}],
            lettawasm={"mcp_servers": {"s": {"tools": {"t": "look", "u": "look"}}}},
        ),
        ["lettawasm.mcp_servers.s.tools.u"],
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


@pytest.mark.parametrize("schema", [None, {}, {"description": None, "parameters": None}])
async def test_a_tool_that_says_nothing_of_itself_silences_no_agent(space, schema):
    talk = await space("Hello")
    tool = {"id": "t", "name": "look", "json_schema": schema}
    [agent_id] = await imported(talk, file(agents=[{**AGENT, "tool_ids": ["t"]}], tools=[tool]), model=MODEL)
    talk.agent = talk.store.agents.get(agent_id)
    assert (await talk.say("hi")).reason == "end_turn"
    assert [spec.name for spec in talk.model.requests[0].tools] == ["look"]


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

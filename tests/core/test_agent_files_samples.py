"""Agent files that Letta's people made, of both formats: read whole, and alive here."""

import json

import pytest

from lettawasm import agentfile
from lettawasm.model import ToolCall
from lettawasm.schemas.turns import TurnRequest

from .agent_files import FOLDER, NO_SAMPLES, SAMPLES, exported, imported

pytestmark = pytest.mark.skipif(not SAMPLES, reason=NO_SAMPLES)


def facts(value):
    """What a file says, in either format: agent, blocks, tools, and messages with their calls."""
    agent = value["agents"][0] if "agents" in value else value
    blocks = value["blocks"] if "agents" in value else value["core_memory"]
    return {
        "name": agent["name"],
        "system": agent["system"],
        "tags": sorted(agent["tags"]),
        "rules": [(rule["type"], rule["tool_name"]) for rule in agent["tool_rules"]],
        "blocks": sorted((block["label"], block["value"], block["limit"]) for block in blocks),
        "tools": sorted(
            (tool["name"], tool["source_code"]) for tool in value["tools"] if tool["source_code"]
        ),
        "calls": [
            (call["id"], call["function"]["name"], json.loads(call["function"]["arguments"]))
            for message in agent["messages"]
            for call in message["tool_calls"] or []
        ],
        "said": [
            (message["role"], [part["text"] for part in message["content"] if part["type"] == "text"])
            for message in agent["messages"]
            if message["role"] in ("user", "assistant")
        ],
    }


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
async def test_a_sample_is_here_as_it_was_there(space, path):
    talk = await space()
    [agent_id] = await imported(talk, path.read_bytes())
    ours, theirs = facts(json.loads(exported(talk, agent_id))), facts(json.loads(path.read_text()))
    built_in = {name for name, source in theirs["tools"]} - {name for name, source in ours["tools"]}
    theirs["tools"] = [tool for tool in theirs["tools"] if tool[0] not in built_in]
    assert ours == theirs
    assert built_in <= {"send_message"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
async def test_a_sample_stays_the_same_from_space_to_space(space, path):
    one, two = await space(), await space()
    first = exported(one, *await imported(one, path.read_bytes()))
    second = exported(two, *await imported(two, first))
    assert second == first


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
async def test_an_agent_from_a_sample_answers(space, path):
    talk = await space()
    [agent_id] = await imported(talk, path.read_bytes(), model="scripted/model")
    talk.agent = talk.store.agents.get(agent_id)
    if pending := talk.store.approvals.pending(agent_id):
        verdicts = [{"type": "approval", "tool_call_id": id_, "approve": False} for id_ in pending.waits_for]
        live = await talk.runtime.send(
            agent_id, TurnRequest(messages=[{"type": "approval", "approvals": verdicts}])
        )
        assert (await live.finished()).reason == "end_turn"
    assert (await talk.say("hi")).reason in ("end_turn", "no_tool_call")


@pytest.mark.skipif(not (FOLDER / "test_agent.af").exists(), reason=NO_SAMPLES)
async def test_the_calls_that_wait_in_a_sample_wait_here(space):
    talk = await space()
    [agent_id] = await imported(talk, (FOLDER / "test_agent.af").read_bytes())
    pending = talk.store.approvals.pending(agent_id)
    assert pending.tool_calls == tuple(
        ToolCall(call["id"], call["function"]["name"], call["function"]["arguments"])
        for call in json.loads((FOLDER / "test_agent.af").read_text())["agents"][0]["messages"][-1][
            "tool_calls"
        ]
    )
    assert pending.waits_for == tuple(call.id for call in pending.tool_calls)


@pytest.mark.skipif(not (FOLDER / "test_agent_with_files_and_sources.af").exists(), reason=NO_SAMPLES)
async def test_the_files_of_a_sample_are_open_here_as_they_were_there(space):
    talk = await space()
    text = (FOLDER / "test_agent_with_files_and_sources.af").read_text()
    assert agentfile.read(text).left_out == ()
    [agent_id] = await imported(talk, text)
    known = talk.store.open_files.all_of(agent_id)
    there = json.loads(text)
    assert {one.path: talk.store.files.text(one.file.id) for one in known} == {
        file["file_name"]: file["content"] for file in there["files"]
    }
    assert {one.path: one.is_open for one in known} == {
        one["file_name"]: one["is_open"] for one in there["agents"][0]["files_agents"]
    }
    [again] = await imported(talk, text)
    assert [folder.name for folder in talk.store.folders.of_agent(again)] == ["test_disk_export_source_(1)"]


@pytest.mark.skipif(not (FOLDER / "test_agent.af").exists(), reason=NO_SAMPLES)
def test_what_has_no_place_here_is_told():
    value = json.loads((FOLDER / "test_agent.af").read_text())
    value |= {"skills": [{"name": "s"}]}
    value["agents"][0]["identity_ids"] = ["identity-0"]
    told = {remark.path for remark in agentfile.read(json.dumps(value)).left_out}
    assert told == {"skills", "agents.0.identity_ids", "agents.0.messages.2.content.0.signature"}


def test_the_first_format_is_told_in_the_words_of_the_present_one():
    for path in SAMPLES:
        reading = agentfile.read(path.read_bytes())
        assert reading.is_legacy == ("agents" not in json.loads(path.read_text()))
        assert agentfile.parse(json.dumps(reading.value)) == reading.file

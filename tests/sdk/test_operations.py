"""What was done to memory, what is deleted of it, and how blocks are used: over the SDK's bare requests."""

import json
from typing import Any

import pytest
from letta_client import Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say

TEA = Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})])
WRONG = Say(calls=[("memory_replace", {"label": "human", "old_string": "Bob", "new_string": "Eve"})])


def get(letta: Letta, path: str) -> Any:
    return letta.get(path, cast_to=object)


def block_of(agent: AgentState, label: str) -> str:
    return next(str(block.id) for block in agent.blocks if block.label == label)


def test_what_was_done_to_a_block_is_told(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    block_id = block_of(agent, "persona")
    letta.agents.blocks.update("persona", agent_id=agent.id, value="Kind and brief.")
    with pytest.raises(UnprocessableEntityError):
        letta.agents.blocks.update("persona", agent_id=agent.id, value="x" * 201)
    path = f"/v1/memory/operations?object_id={block_id}&order=asc"
    told = [(one["operation"], one["result"], one["length_before"]) for one in get(letta, path)]
    assert told == [("create", "ok", None), ("update", "ok", 5), ("update", "error", 15)]
    [refused] = get(letta, path + "&result=error")
    assert "at most 200 characters" in refused["error"]
    assert get(letta, f"{path}&after={refused['id']}") == []
    with pytest.raises(UnprocessableEntityError):
        get(letta, "/v1/memory/operations?operation=dance")


def test_an_agents_edits_are_told_with_their_calls(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(TEA, WRONG, Say("Sorry."))
    letta.agents.messages.create(agent.id, input="I like tea, and am Eve")
    told = get(letta, f"/v1/memory/operations?agent_id={agent.id}&order=asc")
    assert [(one["label"], one["result"], one["actor"]) for one in told] == [
        ("human", "ok", "agent"),
        ("human", "error", "agent"),
    ]
    assert all(one["tool_call_id"] and one["run_id"] for one in told)


def test_the_use_of_blocks_is_counted(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(TEA, Say("Noted."))
    letta.agents.messages.create(agent.id, input="I like tea")
    mine = block_of(agent, "human")
    [use] = [
        one for one in get(letta, "/v1/memory/analytics?limit=1000&label=human") if one["block_id"] == mine
    ]
    assert (use["prompts"], use["changes"], use["agent_ids"]) == ({agent.id: 2}, {"agent": 1}, [agent.id])
    assert not use["is_stale"] and not use["is_nearly_full"]
    letta.agents.blocks.update("persona", agent_id=agent.id, value="x" * 190)
    found = get(letta, "/v1/memory/analytics?limit=1000&label=persona&nearly_full_percent=95")
    [full] = [one for one in found if one["block_id"] == block_of(agent, "persona")]
    assert full["suggestion"]["action"] == "compress"


def test_a_deleted_block_comes_back_to_its_agent(letta: Letta, agent: AgentState) -> None:
    block_id = block_of(agent, "human")
    letta.blocks.delete(block_id)
    assert [block.label for block in letta.agents.blocks.list(agent.id)] == ["persona"]
    [gone] = [one for one in get(letta, "/v1/memory/deleted?kind=block") if one["object_id"] == block_id]
    assert (gone["label"], gone["actor"], gone["agent_ids"]) == ("human", "person", [agent.id])
    assert gone["held"]["value"] == "Name: Ada"
    path = f"/v1/memory/deleted/{block_id}"
    back: Any = letta.post(path + "/restore", cast_to=object)
    assert back == {"object_id": block_id, "agent_ids": [agent.id], "left_out": []}
    assert letta.agents.blocks.retrieve("human", agent_id=agent.id).id == block_id
    with pytest.raises(NotFoundError):
        letta.post(path + "/restore", cast_to=object)
    letta.blocks.delete(block_id)
    letta.delete(path, cast_to=object)
    with pytest.raises(NotFoundError):
        letta.post(path + "/restore", cast_to=object)
    assert block_id not in json.dumps(get(letta, "/v1/memory/deleted"))

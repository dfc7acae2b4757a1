"""Memory's versions over the API: seen, compared, gone back to, forked from, forgotten and proved."""

from typing import Any

import pytest
from letta_client import ConflictError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say

from .bare import get, patch, post

TEA = Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})])


def block_of(letta: Letta, agent: AgentState, label: str = "human") -> Any:
    return letta.agents.blocks.retrieve(label, agent_id=agent.id)


def test_the_versions_of_a_block_tell_what_it_was_and_who_changed_it(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(TEA, Say("Noted"))
    letta.agents.messages.create(agent.id, input="I like tea")
    block = block_of(letta, agent)
    newest, first = get(letta, f"/v1/memory/objects/{block.id}/versions?states=true")
    assert (first["number"], first["before"], first["after"]["value"]) == (1, None, "Name: Ada")
    assert (newest["number"], newest["actor"], newest["origin"]) == (2, "agent", "user")
    assert newest["after"]["value"] == "Name: Ada\nLikes tea"
    step = letta.steps.retrieve(newest["step_id"])
    assert (newest["run_id"], newest["agent_id"]) == (step.run_id, agent.id)
    assert get(letta, f"/v1/memory/objects/{block.id}/versions/2") == newest
    found = get(letta, f"/v1/memory/versions?run_id={newest['run_id']}&kind=block")
    assert [version["id"] for version in found] == [newest["id"]]


def test_pages_of_versions_neither_overlap_nor_leave_gaps(letta: Letta, agent: AgentState) -> None:
    block = block_of(letta, agent)
    for n in range(6):
        letta.blocks.update(block.id, value=f"value {n}")
    path, seen, after = f"/v1/memory/objects/{block.id}/versions?limit=2", [], ""
    while page := get(letta, path + after):
        seen += [version["number"] for version in page]
        after = f"&after={page[-1]['id']}"
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_any_place_of_the_timeline_is_reached_at_once(letta: Letta, agent: AgentState) -> None:
    block = block_of(letta, agent)
    for n in range(4):
        letta.blocks.update(block.id, value=f"value {n}")
    path = f"object_id={block.id}&about_agent_id={agent.id}"
    assert get(letta, f"/v1/memory/versions/count?{path}") == 5
    assert get(letta, f"/v1/memory/versions/count?{path}&actor=agent") == 0
    found = get(letta, f"/v1/memory/versions?{path}&order=asc&offset=3&limit=1&states=true")
    assert [(version["number"], version["after"]["value"]) for version in found] == [(4, "value 2")]
    [titled] = get(letta, f"/v1/memory/versions?{path}&limit=1&titles=true")
    assert (titled["number"], titled["title"]) == (5, "human")
    known = get(letta, f"/v1/agents/{agent.id}/core-memory/at?moment={found[0]['id']}")
    assert known["at"] == found[0]["created_at"]
    assert {one["label"]: one["value"] for one in known["blocks"]}["human"] == "value 2"


def test_two_versions_are_compared_as_a_person_would(letta: Letta, agent: AgentState) -> None:
    block = block_of(letta, agent)
    letta.blocks.update(block.id, value="Name: Eve\nLikes tea", limit=90)
    told = get(letta, f"/v1/memory/objects/{block.id}/diff?from=1&to=2")
    assert sorted(told["fields"]) == ["limit", "value"]
    assert told["text"].splitlines()[3:] == ["-Name: Ada", "+Name: Eve", "+Likes tea"]


def test_a_block_goes_back_to_a_version_and_forth_again(letta: Letta, agent: AgentState) -> None:
    block = block_of(letta, agent)
    letta.blocks.update(block.id, value="wrong")
    path = f"/v1/memory/objects/{block.id}/restore"
    tried = post(letta, path, {"version": 1, "dry_run": True})
    assert [version["after"]["value"] for version in tried["changes"]] == ["Name: Ada"]
    assert block_of(letta, agent).value == "wrong"
    post(letta, path, {"version": 1})
    assert block_of(letta, agent).value == "Name: Ada"
    post(letta, path, {"version": 2})
    assert block_of(letta, agent).value == "wrong"


def test_a_whole_agent_goes_back_to_before_a_message(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    letta.agents.passages.create(agent.id, text="was there")
    letta.agents.messages.create(agent.id, input="hello")
    model.script(TEA, Say("Noted"))
    said = letta.agents.messages.create(agent.id, input="I like tea")
    letta.agents.passages.create(agent.id, text="came later")
    letta.agents.update(agent.id, name="renamed")
    moment = said.messages[0].run_id
    tried = post(letta, f"/v1/agents/{agent.id}/restore", {"moment": moment, "dry_run": True})
    assert {version["kind"] for version in tried["changes"]} == {"block", "passage", "agent"}
    assert block_of(letta, agent).value == "Name: Ada\nLikes tea"
    post(letta, f"/v1/agents/{agent.id}/restore", {"moment": moment})
    assert block_of(letta, agent).value == "Name: Ada"
    assert letta.agents.retrieve(agent.id).name == agent.name
    assert [passage.text for passage in letta.agents.passages.list(agent.id)] == ["was there"]
    model.script(Say("I do not know"))
    letta.agents.messages.create(agent.id, input="What do I like?")
    asked = [
        message["content"] for message in model.requests[-1].json["messages"] if message["role"] == "user"
    ]
    assert ["tea" in str(text) for text in asked] == [False, False]
    assert "I like tea" in str([m.to_dict() for m in letta.agents.messages.list(agent.id)])


def test_a_fork_begins_where_the_agent_was_and_is_its_own(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    letta.agents.messages.create(agent.id, input="hello")
    model.script(TEA, Say("Noted"))
    said = letta.agents.messages.create(agent.id, input="I like tea")
    made = post(letta, f"/v1/agents/{agent.id}/fork", {"moment": said.messages[0].run_id, "name": "twin"})
    twin = letta.agents.retrieve(made["id"])
    assert (twin.name, block_of(letta, twin).value) == ("twin", "Name: Ada")
    assert "I like tea" not in str([m.to_dict() for m in letta.agents.messages.list(twin.id)])
    letta.agents.blocks.update("human", agent_id=twin.id, value="Name: Twin")
    assert block_of(letta, agent).value == "Name: Ada\nLikes tea"
    now = letta.agents.retrieve(post(letta, f"/v1/agents/{agent.id}/fork", {})["id"])
    assert block_of(letta, now).value == "Name: Ada\nLikes tea"


def test_what_the_agent_knew_when_it_said_something_is_told_exactly(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(Say("Hello Ada"), Say("Hello Eve"))
    steps, prompts = [], []
    for name in ("Ada", "Eve"):
        letta.agents.blocks.update("human", agent_id=agent.id, value=f"Name: {name}")
        steps.append(letta.agents.messages.create(agent.id, input=f"I am {name}").messages[0].step_id)
        prompts.append(model.requests[-1].json["messages"])
    for step_id, prompt, name in zip(steps, prompts, ("Ada", "Eve"), strict=True):
        told = get(letta, f"/v1/steps/{step_id}/context")
        assert told["system"] == prompt[0]["content"]
        assert (len(told["messages"]), told["messages_gone"]) == (len(prompt), 0)
        assert [block["value"] for block in told["blocks"]] == [f"Name: {name}", "Kind."]
        assert "memory_insert" in told["tools"]
        assert {name: count > 0 for name, count in told["num_tokens"].items()} == {
            "system": True,
            "core_memory": True,
            "summary_memory": False,
            "messages": True,
            "functions_definitions": True,
        }


def test_all_that_came_of_one_run_is_forgotten_once_it_is_meant(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(TEA, Say("Noted"))
    run_id = letta.agents.messages.create(agent.id, input="I like tea").messages[0].run_id
    letta.agents.blocks.update("human", agent_id=agent.id, value="Name: Ada\nLikes tea\nLives in Graz")
    tried = post(letta, "/v1/memory/forget", {"run_id": run_id})
    assert (tried["dry_run"], [v["after"]["value"] for v in tried["changes"]]) == (
        True,
        ["Name: Ada\nLives in Graz"],
    )
    assert "tea" in block_of(letta, agent).value
    done = post(letta, "/v1/memory/forget", {"run_id": run_id, "dry_run": False})
    assert done["states_erased"] >= 2
    block = block_of(letta, agent)
    assert block.value == "Name: Ada\nLives in Graz"
    states = [v["state"] for v in get(letta, f"/v1/memory/objects/{block.id}/versions")]
    assert states == ["whole", "forgotten", "forgotten", "whole"]
    with pytest.raises(ConflictError):
        post(letta, f"/v1/memory/objects/{block.id}/restore", {"version": 2})
    assert get(letta, f"/v1/memory/verify?object_id={block.id}")["ok"]


def test_a_whole_origin_is_tried_to_be_forgotten(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(TEA, Say("Noted"))
    letta.agents.messages.create(agent.id, input="I like tea")
    tried = post(letta, "/v1/memory/forget", {"origin": "user", "agent_id": agent.id})
    assert [version["after"]["value"] for version in tried["changes"]] == ["Name: Ada"]
    tried = post(letta, "/v1/memory/forget", {"origin": "user"})
    assert len(tried["changes"]) >= 1


def test_sources_are_counted(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(TEA, Say("Noted"))
    letta.agents.messages.create(agent.id, input="I like tea")
    [source] = get(letta, f"/v1/memory/sources?agent_id={agent.id}")
    assert (source["actor"], source["origin"], source["versions"], source["objects"]) == (
        "agent",
        "user",
        1,
        1,
    )


def test_memory_is_what_its_versions_say(letta: Letta, agent: AgentState) -> None:
    told = get(letta, "/v1/memory/verify")
    assert (told["ok"], told["faults"]) == (True, [])
    assert told["versions"] > 3


def test_how_much_of_the_past_is_kept_is_a_setting(letta: Letta, agent: AgentState) -> None:
    block = block_of(letta, agent)
    for n in range(5):
        letta.blocks.update(block.id, value=f"value {n}")
    before = get(letta, "/v1/memory/size")["block"]
    assert get(letta, "/v1/memory/retention") == {"most_versions": None, "most_days": None}
    kept = patch(letta, "/v1/memory/retention", {"most_versions": 3})
    assert (kept["most_versions"], kept["dropped"] >= 3) == (3, True)
    assert [v["number"] for v in get(letta, f"/v1/memory/objects/{block.id}/versions")] == [6, 5, 4]
    assert get(letta, "/v1/memory/size")["block"]["versions"] < before["versions"]
    assert get(letta, "/v1/memory/verify")["ok"]
    patch(letta, "/v1/memory/retention", {"most_versions": None})


def test_what_is_wrong_is_refused_and_changes_nothing(letta: Letta, agent: AgentState) -> None:
    block = block_of(letta, agent)
    path = f"/v1/memory/objects/{block.id}"
    for wrong, error in (
        (lambda: post(letta, f"{path}/restore", {"version": 9}), NotFoundError),
        (lambda: post(letta, f"{path}/restore", {"version": 0}), UnprocessableEntityError),
        (lambda: get(letta, f"{path}/versions/x"), UnprocessableEntityError),
        (lambda: get(letta, f"{path}/versions?after=block-1.1"), NotFoundError),
        (lambda: get(letta, "/v1/memory/objects/nonsense/versions"), UnprocessableEntityError),
        (lambda: post(letta, f"/v1/agents/{agent.id}/restore", {"moment": "soon"}), UnprocessableEntityError),
        (lambda: post(letta, f"/v1/agents/{agent.id}/restore", {"moment": "2001-01-01"}), NotFoundError),
        (
            lambda: post(letta, f"/v1/agents/{agent.id}/fork", {"moment": "2999-01-01"}),
            UnprocessableEntityError,
        ),
        (lambda: patch(letta, "/v1/memory/retention", {"most_days": 0}), UnprocessableEntityError),
    ):
        with pytest.raises(error):
            wrong()
    assert len(get(letta, f"{path}/versions")) == 1

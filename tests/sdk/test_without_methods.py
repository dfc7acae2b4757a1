"""What the SDKs have no method for, asked with their bare `get`, `post`, `patch` and `delete`."""

from typing import Any

import pytest
from letta_client import ConflictError, Letta, NotFoundError
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say

TEA = Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})])


@pytest.mark.parametrize("kind", ["agents", "blocks", "tools"])
def test_a_count_is_the_length_of_the_whole_list(letta: Letta, agent: AgentState, kind: str) -> None:
    whole = list(getattr(letta, kind).list())
    assert get(letta, f"/v1/{kind}/count") == len(whole) > 0


def test_the_context_is_told_in_its_parts(letta: Letta, agent: AgentState) -> None:
    letta.agents.messages.create(agent.id, input="hi")
    letta.agents.passages.create(agent.id, text="Tea should be hot")
    context = get(letta, f"/v1/agents/{agent.id}/context")
    assert (context["num_messages"], context["num_recall_memory"], context["num_archival_memory"]) == (
        3,
        3,
        1,
    )
    assert [message["message_type"] for message in context["messages"]][1:] == [
        "user_message",
        "assistant_message",
    ]
    assert context["system_prompt"] == agent.system
    assert "Name: Ada" in context["core_memory"]
    parts = ["system", "core_memory", "external_memory_summary", "functions_definitions", "messages"]
    assert sum(context[f"num_tokens_{part}"] for part in parts) == context["context_window_size_current"]
    assert context["context_window_size_max"] == 12_288


def test_the_core_memory_is_the_agents_blocks(letta: Letta, agent: AgentState) -> None:
    memory = get(letta, f"/v1/agents/{agent.id}/core-memory")
    assert {block["label"]: block["value"] for block in memory["blocks"]} == {
        "human": "Name: Ada",
        "persona": "Kind.",
    }


def test_every_change_of_the_memory_is_told_with_its_cause(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(TEA, Say("Noted."))
    answer = letta.agents.messages.create(agent.id, input="I like tea")
    letta.agents.blocks.update("human", agent_id=agent.id, value="Name: Bob")
    history = get(letta, f"/v1/agents/{agent.id}/core-memory/history")
    changes = [change for change in history if change["label"] == "human"]
    assert [(change["before"], change["after"]) for change in changes] == [
        ("Name: Ada\nLikes tea", "Name: Bob"),
        ("Name: Ada", "Name: Ada\nLikes tea"),
        (None, "Name: Ada"),
    ]
    assert changes[1]["run_id"] == answer.messages[0].run_id


def test_a_run_tells_how_long_it_took_and_what_it_used(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(TEA, Say("Noted."))
    run_id = letta.agents.messages.create(agent.id, input="I like tea").messages[0].run_id
    metrics = get(letta, f"/v1/runs/{run_id}/metrics")
    assert (metrics["id"], metrics["agent_id"], metrics["num_steps"]) == (run_id, agent.id, 2)
    assert metrics["run_ns"] > 0


def test_a_provider_is_added_changed_and_removed(letta: Letta, model: ModelServer) -> None:
    fields = {"name": "second", "provider_type": "openai", "base_url": model.url, "api_key": "top-secret"}
    made: Any = letta.post("/v1/providers/", body=fields, cast_to=object)
    assert (made["name"], made["has_key"], made["api_key"]) == ("second", True, None)
    assert "second/tiny" in {one.handle for one in letta.models.list()}
    with pytest.raises(ConflictError):
        letta.post("/v1/providers/", body=fields, cast_to=object)

    path = f"/v1/providers/{made['id']}"
    changed: Any = letta.patch(path, body={"api_key": ""}, cast_to=object)
    assert changed == get(letta, path) == {**made, "has_key": False, "updated_at": changed["updated_at"]}
    assert [one["id"] for one in get(letta, "/v1/providers/") if one["name"] == "second"] == [made["id"]]

    letta.delete(path, cast_to=object)
    with pytest.raises(NotFoundError):
        get(letta, path)
    assert "second/tiny" not in {one.handle for one in letta.models.list()}


def get(letta: Letta, path: str) -> Any:
    return letta.get(path, cast_to=object)

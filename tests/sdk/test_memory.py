"""Blocks and passages through the official SDK."""

from datetime import UTC, datetime
from typing import Any

import pytest
from letta_client import ConflictError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from tests.model_server import ModelServer

from .bare import get, patch
from .conftest import SCRIPTED, valid

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_a_block_keeps_what_it_is_given(letta: Letta) -> None:
    fields: dict[str, Any] = {
        "label": "notes",
        "value": "first",
        "limit": 50,
        "description": "What to remember",
        "read_only": True,
        "metadata": {"a": [1, {"b": None}]},
        "tags": ["x", "y"],
    }
    made = letta.blocks.create(**fields)
    kept = letta.blocks.retrieve(made.id).to_dict()
    assert {name: kept[name] for name in fields} == fields
    changed = letta.blocks.update(made.id, value="second", read_only=False)
    assert changed.to_dict() == {**kept, "value": "second", "read_only": False}
    letta.blocks.delete(made.id)
    with pytest.raises(NotFoundError):
        letta.blocks.retrieve(made.id)


def test_blocks_are_listed_and_filtered(letta: Letta, agent: AgentState) -> None:
    made = [letta.blocks.create(label=f"list-{n}", value=f"value {n}", tags=["listed"]) for n in range(5)]
    ids = [block.id for block in made]

    def found(**filters: Any) -> list[str]:
        return [block.id for block in valid(letta.blocks.list(**filters))]

    assert found(tags=["listed"], limit=2) == ids
    assert found(tags=["listed"], order="desc", limit=2) == ids[::-1]
    assert found(label="list-3") == [ids[3]]
    assert found(label_search="LIST-", value_search="4") == [ids[4]]
    letta.agents.blocks.attach(ids[1], agent_id=agent.id)
    assert found(tags=["listed"], connected_to_agents_count_gt=0) == [ids[1]]
    assert found(tags=["listed"], connected_to_agents_count_eq=[0, 2]) == [ids[0], *ids[2:]]
    assert [agent.name for agent in valid(letta.blocks.agents.list(ids[1]))] == ["Sam"]
    for block_id in ids:
        letta.blocks.delete(block_id)
    assert len(letta.agents.retrieve(agent.id, include=["agent.blocks"]).blocks) == 2


def test_an_agents_blocks_are_read_and_changed_by_label(letta: Letta, agent: AgentState) -> None:
    assert [block.label for block in valid(letta.agents.blocks.list(agent.id, limit=1))] == [
        "human",
        "persona",
    ]
    backwards = letta.agents.blocks.list(agent.id, limit=1, order="desc")
    assert [block.label for block in valid(backwards)] == ["persona", "human"]
    letta.agents.blocks.update("human", agent_id=agent.id, value="Name: Bob")
    assert letta.agents.blocks.retrieve("human", agent_id=agent.id).value == "Name: Bob"


def test_an_edit_can_be_bound_to_what_the_block_said(letta: Letta, agent: AgentState) -> None:
    path = f"/v1/agents/{agent.id}/core-memory/blocks/human"
    block = patch(letta, path, {"value": "Name: Eve", "if_value": "Name: Ada"})
    assert block["value"] == "Name: Eve"
    for each in (path, f"/v1/blocks/{block['id']}"):
        with pytest.raises(ConflictError, match="changed meanwhile"):
            patch(letta, each, {"value": "Name: Bob", "if_value": "Name: Ada"})
    assert get(letta, path) == block


def test_the_model_sees_a_changed_block_in_the_next_turn(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    letta.agents.messages.create(agent.id, input="hi")
    letta.agents.blocks.update("human", agent_id=agent.id, value="Name: Bob")
    letta.agents.messages.create(agent.id, input="hi")
    system, *_ = model.requests[-1].json["messages"]
    assert "Name: Bob" in system["content"]
    assert "Name: Ada" not in system["content"]


def test_a_shared_block_changes_for_all_who_hold_it(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    shared = letta.blocks.create(label="team", value="Blue")
    attached = letta.agents.blocks.attach(shared.id, agent_id=agent.id)
    assert "team" in {block.label for block in attached.memory.blocks}
    other = letta.agents.create(name="Other", model=SCRIPTED, block_ids=[shared.id])
    letta.agents.blocks.update("team", agent_id=other.id, value="Red")
    assert letta.agents.blocks.retrieve("team", agent_id=agent.id).value == "Red"
    assert {a.name for a in valid(letta.blocks.agents.list(shared.id, limit=1))} == {"Sam", "Other"}

    detached = letta.agents.blocks.detach(shared.id, agent_id=agent.id)
    assert "team" not in {block.label for block in detached.memory.blocks}
    with pytest.raises(NotFoundError):
        letta.agents.blocks.detach(shared.id, agent_id=agent.id)
    assert letta.blocks.retrieve(shared.id).value == "Red"
    letta.agents.delete(other.id)
    letta.blocks.delete(shared.id)


def test_limits_and_labels_hold(letta: Letta, agent: AgentState) -> None:
    with pytest.raises(UnprocessableEntityError, match="at most 200 characters"):
        letta.agents.blocks.update("persona", agent_id=agent.id, value="x" * 201)
    assert letta.agents.blocks.retrieve("persona", agent_id=agent.id).value == "Kind."
    with pytest.raises(UnprocessableEntityError):
        letta.blocks.create(label="notes", value="too long", limit=3)
    twin = letta.blocks.create(label="human", value="Another")
    with pytest.raises(ConflictError) as raised:
        letta.agents.blocks.attach(twin.id, agent_id=agent.id)
    assert raised.value.response.headers["x-should-retry"] == "false"
    with pytest.raises(NotFoundError):
        letta.agents.blocks.retrieve("nothing", agent_id=agent.id)
    letta.blocks.delete(twin.id)


def test_passages_are_stored_listed_and_deleted(letta: Letta, agent: AgentState) -> None:
    [tea] = letta.agents.passages.create(agent.id, text="Tea should be hot", tags=["drinks"])
    [old] = letta.agents.passages.create(agent.id, text="Coffee in winter", created_at="2024-01-02T03:04:05Z")
    assert (tea.text, tea.tags, old.created_at) == (
        "Tea should be hot",
        ["drinks"],
        datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
    )
    assert tea.archive_id == old.archive_id

    def listed(**filters: Any) -> list[str | None]:
        return [passage.id for passage in letta.agents.passages.list(agent.id, **filters)]

    assert listed() == [old.id, tea.id]
    assert listed(ascending=False) == [tea.id, old.id]
    assert listed(limit=1, after=old.id) == [tea.id]
    assert listed(search="winter") == [old.id]
    letta.agents.passages.delete(old.id or "", agent_id=agent.id)
    assert listed() == [tea.id]
    with pytest.raises(NotFoundError):
        letta.agents.passages.delete(old.id or "", agent_id=agent.id)


def test_passages_are_searched(letta: Letta, agent: AgentState) -> None:
    texts = {
        "Dogs bark loudly": ["pets", "loud"],
        "Cats sleep all day": ["pets"],
        "Trains are loud": ["loud"],
    }
    for text, tags in texts.items():
        letta.agents.passages.create(agent.id, text=text, tags=tags)

    def found(query: str, **filters: Any) -> list[str]:
        answer = letta.agents.passages.search(agent.id, query=query, **filters)
        assert answer.count == len(answer.results)
        return [result.content for result in answer.results]

    assert found("sleeping cat")[0] == "Cats sleep all day"
    assert set(found("dogs cats trains", tags=["pets"])) == {"Dogs bark loudly", "Cats sleep all day"}
    assert found("dogs cats trains", tags=["pets", "loud"], tag_match_mode="all") == ["Dogs bark loudly"]
    assert len(found("dogs cats trains", top_k=2)) == 2
    assert found("dogs", end_datetime="2020-01-01") == []

    everywhere = letta.passages.search(query="cats", agent_id=agent.id)
    assert everywhere[0].passage.text == "Cats sleep all day"
    assert everywhere[0].score > 0
    assert len(letta.passages.search(agent_id=agent.id)) == 3
    with pytest.raises(NotFoundError):
        letta.passages.search(query="cats", agent_id=f"agent-{NOBODY}")

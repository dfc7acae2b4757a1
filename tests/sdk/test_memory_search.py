"""Searching all of memory at once, with the SDK's bare `post`."""

from typing import Any

import pytest
from letta_client import Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

NOBODY = "00000000-0000-4000-8000-000000000000"


def found(letta: Letta, query: str | None = None, **filters: Any) -> Any:
    return letta.post("/v1/memory/search", body={"query": query, **filters}, cast_to=object)


def marked(hit: dict[str, Any]) -> list[str]:
    return [hit["text"][start:end] for start, end in hit["marks"]]


def test_blocks_passages_and_messages_are_found_together(letta: Letta, agent: AgentState) -> None:
    block = letta.agents.blocks.update("human", agent_id=agent.id, value="Ada restores wooden canoes")
    [passage] = letta.agents.passages.create(agent.id, text="The canoe was built in 1931", tags=["boats"])
    letta.agents.messages.create(agent.id, input="Which canoes do I own?")
    hits = found(letta, "canoe", agent_id=agent.id)["hits"]
    assert {hit["kind"] for hit in hits} == {"block", "passage", "message"}
    assert {text for hit in hits for text in marked(hit)} == {"canoe", "canoes"}
    by_kind = {hit["kind"]: hit for hit in hits}
    assert by_kind["block"]["id"] == block.id
    assert (by_kind["block"]["about"]["label"], by_kind["block"]["about"]["holders"]) == ("human", [agent.id])
    assert by_kind["passage"]["id"] == passage.id
    assert by_kind["passage"]["about"] == {"archive_id": passage.archive_id, "tags": ["boats"]}
    assert by_kind["message"]["about"]["agent_id"] == agent.id


def test_a_misspelt_word_is_looked_for_as_what_it_was_meant_to_be(letta: Letta, agent: AgentState) -> None:
    letta.agents.passages.create(agent.id, text="The physiotherapist recommended a balance board")
    told = found(letta, "What was recomended?", agent_id=agent.id, kinds=["passage"])
    assert told["corrections"] == {"recomended": ["recommended"]}
    assert [marked(hit) for hit in told["hits"]] == [["recommended"]]


def test_words_of_two_letters_are_found_where_there_are_no_spaces(letta: Letta, agent: AgentState) -> None:
    letta.agents.passages.create(agent.id, text="私は東京に住んでいます。")
    letta.agents.passages.create(agent.id, text="京都は静かです。")
    hits = found(letta, "東京", agent_id=agent.id)["hits"]
    assert (hits[0]["text"], marked(hits[0])) == ("私は東京に住んでいます。", ["東京"])


def test_what_is_looked_at_can_be_narrowed(letta: Letta, agent: AgentState) -> None:
    letta.agents.passages.create(agent.id, text="Old tea", created_at="2020-01-01", tags=["drinks"])
    letta.agents.passages.create(agent.id, text="New tea", created_at="2024-01-01", tags=["drinks", "hot"])
    letta.agents.blocks.update("human", agent_id=agent.id, value="Ada likes tea")

    def texts(**filters: Any) -> list[str]:
        return [hit["text"] for hit in found(letta, "tea", agent_id=agent.id, **filters)["hits"]]

    assert texts(tags=["drinks", "hot"], tag_match_mode="all") == ["New tea"]
    assert texts(kinds=["passage"], end_date="2021-01-01") == ["Old tea"]
    assert texts(labels=["hum*", "project/*"]) == ["Ada likes tea"]
    assert texts(labels=["project/*"]) == []
    assert texts(source="tool") == []
    assert len(texts(source="user")) == 3
    assert len(texts(limit=1)) == 1


def test_without_a_query_the_newest_come_first(letta: Letta, agent: AgentState) -> None:
    for text in ("first", "second"):
        letta.agents.passages.create(agent.id, text=text)
    hits = found(letta, agent_id=agent.id, kinds=["passage"])["hits"]
    assert [(hit["text"], hit["why"]) for hit in hits] == [("second", "newest"), ("first", "newest")]


@pytest.mark.parametrize(
    "wrong",
    [{"kinds": ["dream"]}, {"kinds": []}, {"limit": 0}, {"labels": ["é" * 26]}, {"start_date": "soon"}],
)
def test_a_search_that_cannot_be_read_is_refused(letta: Letta, wrong: dict[str, Any]) -> None:
    with pytest.raises(UnprocessableEntityError):
        found(letta, "tea", **wrong)


@pytest.mark.parametrize("where", [{"agent_id": f"agent-{NOBODY}"}, {"archive_ids": [f"archive-{NOBODY}"]}])
def test_a_search_of_what_is_not_there_is_refused(letta: Letta, where: dict[str, Any]) -> None:
    with pytest.raises(NotFoundError):
        found(letta, "tea", **where)


def test_what_is_there_can_be_kept_from_being_stored_again(letta: Letta, agent: AgentState) -> None:
    [first] = letta.agents.passages.create(agent.id, text="Tea should be hot")
    path = f"/v1/agents/{agent.id}/archival-memory"
    again: Any = letta.post(f"{path}?if_new=true", body={"text": "tea should be hot!"}, cast_to=object)
    assert [one["id"] for one in again] == [first.id]
    path = f"/v1/archives/{first.archive_id}/passages/batch?if_new=true"
    batch = {"passages": [{"text": "Tea should be hot."}, {"text": "Tea should be cold"}]}
    made: Any = letta.post(path, body=batch, cast_to=object)
    assert [one["id"] == first.id for one in made] == [True, False]
    assert len(letta.agents.passages.list(agent.id)) == 2
    [twice] = letta.agents.passages.create(agent.id, text="Tea should be hot")  # as Letta does
    assert twice.id != first.id

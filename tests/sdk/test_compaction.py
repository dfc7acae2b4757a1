"""A context that makes room: by itself, when asked to, and as told."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import BadRequestError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState
from letta_client.types.agents import EventMessage, SummaryMessage

from tests.model_server import ModelServer, Say

from .conftest import SCRIPTED, valid
from .golden import frames

WINDOW, LONG = 8_000, "word " * 150
FULL = Say("That filled it.", usage={"prompt_tokens": 7_900, "completion_tokens": 5, "total_tokens": 7_905})


@pytest.fixture
def small(letta: Letta, model: ModelServer) -> Iterator[AgentState]:
    """An agent with a small window who has heard five messages."""
    made = letta.agents.create(model=SCRIPTED, context_window_limit=WINDOW, memory_blocks=[])
    for number in range(5):
        letta.agents.messages.create(made.id, input=f"number {number} {LONG}")
    yield made
    letta.agents.delete(made.id)


def in_context(letta: Letta, agent: AgentState) -> list[str]:
    return list(letta.agents.retrieve(agent.id).message_ids or [])


def get(letta: Letta, path: str) -> Any:
    return letta.get(path, cast_to=object)


def test_a_conversation_is_compacted_when_asked_to(
    letta: Letta, small: AgentState, model: ModelServer
) -> None:
    before = in_context(letta, small)
    model.script(Say("They counted to five."))
    done = letta.agents.messages.compact(small.id)
    assert done.summary == "They counted to five."
    assert (done.num_messages_before, done.num_messages_after) == (11, 9)
    after = in_context(letta, small)
    assert [after[0], *after[2:]] == [before[0], *before[4:]]
    kept = {message.id for message in valid(letta.agents.messages.list(small.id))}
    assert set(before) <= kept


def test_the_summary_reads_as_a_message_of_the_system(
    letta: Letta, small: AgentState, model: ModelServer
) -> None:
    model.script(Say("They counted to five."))
    letta.agents.messages.compact(small.id, compaction_settings={"mode": "all"})
    [message] = letta.messages.retrieve(in_context(letta, small)[1])
    assert message.message_type == "user_message"
    told = json.loads(str(message.content))
    assert told["type"] == "system_alert"
    assert told["message"].endswith("They counted to five.")
    assert told["compaction_stats"]["messages_count_after"] == 2
    letta.agents.messages.create(small.id, input="Go on")
    assert "They counted to five." in str(model.requests[-1].json["messages"][1]["content"])


def test_a_stream_tells_of_a_compaction_if_wanted(
    letta: Letta, small: AgentState, model: ModelServer
) -> None:
    model.script(FULL, Say("They counted to five."))
    raw = letta.agents.messages.with_raw_response  # the SDK's type of an event knows no compactions
    response = raw.create(small.id, input="x", streaming=True, include_compaction_messages=True)
    *events, stop, usage, done = frames(response.http_response.read().decode())
    _, said, begun, made = events
    assert [event["message_type"] for event in events[2:]] == ["event_message", "summary_message"]
    assert EventMessage.model_validate(begun, strict=False).event_data == {
        "trigger": "post_step_context_check",
        "context_token_estimate": 7_905,
        "context_window": WINDOW,
    }
    summary = SummaryMessage.model_validate(made, strict=False)
    assert summary.summary == "They counted to five."
    assert summary.compaction_stats
    assert summary.compaction_stats.context_tokens_before == 7_905
    assert begun["step_id"] == made["step_id"] == said["step_id"]
    assert (stop["stop_reason"], done) == ("end_turn", "[DONE]")
    assert usage["context_tokens"] == summary.compaction_stats.context_tokens_after


def test_without_the_wish_the_summary_is_a_users_message(
    letta: Letta, small: AgentState, model: ModelServer
) -> None:
    model.script(FULL, Say("They counted to five."))
    answer = letta.agents.messages.create(small.id, input="x")
    assert [message.message_type for message in answer.messages] == ["assistant_message", "user_message"]
    told = json.loads(str(answer.messages[1].content))
    assert answer.usage.context_tokens == told["compaction_stats"]["context_tokens_after"] < 7_905


def test_an_agent_has_settings_for_it(letta: Letta, agent: AgentState) -> None:
    assert agent.compaction_settings
    assert agent.compaction_settings.mode == "sliding_window"
    assert (agent.compaction_settings.clip_chars, agent.compaction_settings.model) == (50_000, SCRIPTED)
    wanted = {"mode": "all", "prompt": "In Latin.", "clip_chars": None, "prompt_acknowledgement": True}
    changed = letta.agents.update(agent.id, compaction_settings=wanted)
    assert changed.compaction_settings
    assert wanted.items() <= changed.compaction_settings.to_dict(mode="json").items()
    assert letta.agents.retrieve(agent.id).compaction_settings == changed.compaction_settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "some"},
        {"sliding_window_percentage": 0},
        {"sliding_window_percentage": 1.5},
        {"clip_chars": -1},
    ],
)
def test_settings_that_make_no_sense_are_refused(letta: Letta, agent: AgentState, wrong: Any) -> None:
    with pytest.raises(UnprocessableEntityError):
        letta.agents.update(agent.id, compaction_settings=wrong)
    with pytest.raises(UnprocessableEntityError):
        letta.agents.messages.compact(agent.id, compaction_settings=wrong)
    assert letta.agents.retrieve(agent.id).compaction_settings == agent.compaction_settings


def test_a_model_that_is_not_there_writes_no_summaries(letta: Letta, small: AgentState) -> None:
    before = in_context(letta, small)
    unknown: Any = {"model": "scripted/unknown"}
    with pytest.raises(NotFoundError):
        letta.agents.messages.compact(small.id, compaction_settings=unknown)
    with pytest.raises(NotFoundError):
        letta.agents.update(small.id, compaction_settings=unknown)
    assert in_context(letta, small) == before


def test_there_may_be_nothing_to_compact(letta: Letta, agent: AgentState) -> None:
    with pytest.raises(BadRequestError):
        letta.agents.messages.compact(agent.id)


def test_the_overview_counts_the_parts_of_the_context(
    letta: Letta, small: AgentState, model: ModelServer
) -> None:
    model.script(Say("They counted to five."))
    letta.agents.messages.compact(small.id)
    letta.agents.blocks.attach(letta.blocks.create(label="notes", value="word " * 100).id, agent_id=small.id)
    seen = get(letta, f"/v1/agents/{small.id}/context")
    parts = [name for name in seen if name.startswith("num_tokens_")]
    assert sum(seen[name] for name in parts) == seen["context_window_size_current"]
    assert seen["num_tokens_core_memory"] > 100
    assert seen["summary_memory"] == "They counted to five."
    assert seen["num_tokens_summary_memory"] > 0
    assert (seen["num_messages"], seen["num_recall_memory"]) == (9, 12)


def test_a_recompiled_prompt_is_the_present_one(letta: Letta, agent: AgentState) -> None:
    letta.agents.blocks.update("human", agent_id=agent.id, value="Name: Bob")
    assert "Name: Bob" in json.loads(letta.agents.recompile(agent.id))

"""Streams, background runs and cancelling through the official SDK."""

import threading
from collections.abc import Iterable
from typing import Any

import pytest
from letta_client import APIStatusError, AsyncLetta, Letta, NotFoundError
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say, Status

from .conftest import SCRIPTED, valid
from .hosts import until

# The SDK marks agents.messages.stream as deprecated; people go on calling it.
pytestmark = pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")

TEA = Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})])


def types(events: Iterable[Any]) -> list[str]:
    """The types of the events, runs of the same one joined."""
    found: list[str] = []
    for event in events:
        if not found or found[-1] != event.message_type:
            found.append(event.message_type)
    return found


def test_steps_are_streamed_whole(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(TEA, Say("All noted now."))
    events = list(letta.agents.messages.stream(agent.id, input="I like tea"))
    assert [event.message_type for event in events] == [
        "ping",
        "tool_call_message",
        "tool_return_message",
        "assistant_message",
        "stop_reason",
        "usage_statistics",
    ]
    assert events[3].content == "All noted now."
    assert events[-1].total_tokens == 36


def test_tokens_are_streamed_in_pieces_of_one_message(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(TEA, Say("All noted now.", reasoning="Let me think."))
    events = list(
        letta.agents.messages.create(agent.id, input="I like tea", streaming=True, stream_tokens=True)
    )
    kinds = ["ping", "tool_call_message", "tool_return_message", "reasoning_message", "assistant_message"]
    assert types(events) == [*kinds, "stop_reason", "usage_statistics"]

    spoken = [event for event in events if event.message_type == "assistant_message"]
    assert [event.content for event in spoken] == ["All ", "noted ", "now."]
    assert len({(event.id, event.otid) for event in spoken}) == 1
    thought = [event for event in events if event.message_type == "reasoning_message"]
    assert "".join(event.reasoning for event in thought) == "Let me think."
    called = [event.tool_call for event in events if event.message_type == "tool_call_message"]
    assert called[0].name == "memory_insert"
    assert "".join(call.arguments or "" for call in called) == '{"label": "human", "new_string": "Likes tea"}'

    stored = {message.id for message in letta.agents.messages.list(agent.id)}
    assert {spoken[0].id, thought[0].id} <= stored


def test_pings_can_be_left_out(letta: Letta, agent: AgentState) -> None:
    events = letta.agents.messages.stream(agent.id, input="hi", include_pings=False)
    assert types(events) == ["assistant_message", "stop_reason", "usage_statistics"]


def test_a_model_that_fails_ends_the_stream_with_an_error(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(Status(400, {"error": {"message": "I refuse"}}))
    seen = []
    with pytest.raises(APIStatusError) as raised:
        for event in letta.agents.messages.stream(agent.id, input="hi"):
            seen.append(event.message_type)
    assert seen == ["ping", "stop_reason"]
    assert "llm_bad_request" in str(raised.value.body)
    assert letta.agents.messages.create(agent.id, input="again").stop_reason.stop_reason == "end_turn"


def test_a_model_that_fails_is_an_error_with_its_status(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(Status(401, {"error": {"message": "who are you?"}}))
    with pytest.raises(APIStatusError) as raised:
        letta.agents.messages.create(agent.id, input="hi")
    assert raised.value.status_code == 401
    assert raised.value.body["error"]["type"] == "llm_authentication"


def test_a_stream_to_nobody_is_not_found(letta: Letta) -> None:
    with pytest.raises(NotFoundError):
        letta.agents.messages.stream("agent-00000000-0000-4000-8000-000000000000", input="hi")


def test_a_background_run_is_answered_at_once_and_found_later(letta: Letta, agent: AgentState) -> None:
    run = letta.agents.messages.create_async(agent.id, input="Take your time")
    assert run.status in ("created", "running")
    assert run.background
    done = until(lambda: (r := letta.runs.retrieve(run.id)).status == "completed" and r)
    assert done.stop_reason == "end_turn"
    said = [m.message_type for m in valid(letta.runs.messages.list(run.id))]
    assert said == ["user_message", "assistant_message"]


def test_a_run_can_be_followed_from_any_event(letta: Letta, agent: AgentState) -> None:
    stream = letta.agents.messages.create(
        agent.id, input="a b c", streaming=True, stream_tokens=True, background=True
    )
    events = list(stream)
    numbers = [event.seq_id for event in events if getattr(event, "seq_id", None)]
    assert numbers == list(range(1, len(numbers) + 1))
    run_id = events[0].run_id
    assert list(letta.runs.messages.stream(run_id)) == events
    assert list(letta.runs.messages.stream(run_id, starting_after=2)) == events[2:]
    assert list(letta.runs.messages.stream(run_id, starting_after=2, include_pings=False)) == events[2:]


def test_a_run_is_cancelled_in_the_middle(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    gate = threading.Event()
    model.script(Say("never to be heard", gate=gate))
    run = letta.agents.messages.create_async(agent.id, input="hi")
    until(lambda: letta.runs.list(agent_id=agent.id, active=True).items)
    assert letta.agents.messages.cancel(agent.id, run_ids=[run.id]) == {run.id: "cancelled"}
    done = until(lambda: (r := letta.runs.retrieve(run.id)).status == "cancelled" and r)
    gate.set()
    assert done.stop_reason == "cancelled"
    assert letta.runs.list(agent_id=agent.id, active=True).items == []
    assert letta.agents.messages.create(agent.id, input="next").stop_reason.stop_reason == "end_turn"


def test_a_listener_may_leave_and_the_run_goes_on(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    gate = threading.Event()
    model.script(Say("finished without you", gate=gate))
    with letta.agents.messages.stream(agent.id, input="hi") as stream:
        run_id = next(iter(stream)).run_id
    gate.set()
    until(lambda: letta.runs.retrieve(run_id).status == "completed")
    assert letta.agents.messages.list(agent.id).items[-1].content == "finished without you"


def test_runs_and_steps_are_recorded(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(TEA, Say("Noted."))
    answer = letta.agents.messages.create(agent.id, input="I like tea")
    letta.agents.messages.create(agent.id, input="hi")
    run_id = answer.messages[0].run_id or ""

    runs = valid(letta.runs.list(agent_id=agent.id, limit=1))
    assert [run.id for run in runs][1:] == [run_id]
    assert letta.runs.list(agent_id=agent.id, order="asc", statuses=["completed"]).items[0].id == run_id
    assert valid(letta.runs.list(agent_id=agent.id, stop_reason="error")) == []
    run = letta.runs.retrieve(run_id)
    assert (run.agent_id, run.status, run.stop_reason, run.background) == (
        agent.id,
        "completed",
        "end_turn",
        False,
    )
    assert run.completed_at is not None
    assert run.created_at is not None
    assert run.completed_at >= run.created_at
    assert letta.runs.usage.retrieve(run_id).total_tokens == 36

    steps = valid(letta.runs.steps.list(run_id, order="asc", limit=1))
    assert [step.id for step in steps] == list(dict.fromkeys(m.step_id for m in answer.messages))
    step = letta.steps.retrieve(steps[0].id)
    assert (step.run_id, step.api_model_handle, step.status, step.total_tokens) == (
        run_id,
        SCRIPTED,
        "success",
        18,
    )
    assert [m.message_type for m in valid(letta.steps.messages.list(step.id))] == [
        "tool_call_message",
        "tool_return_message",
    ]
    assert len(valid(letta.steps.list(agent_id=agent.id, limit=1))) == 3
    assert valid(letta.steps.list(agent_id=agent.id, end_date="2020-01-01")) == []

    forwards = [m.message_type for m in valid(letta.runs.messages.list(run_id, limit=1))]
    assert forwards == ["user_message", "tool_call_message", "tool_return_message", "assistant_message"]
    backwards = [m.message_type for m in valid(letta.runs.messages.list(run_id, order="desc", limit=1))]
    assert backwards == forwards[::-1]


async def test_the_asynchronous_client_works_as_well(async_letta: AsyncLetta, model: ModelServer) -> None:
    blocks: Any = [{"label": "human", "value": "Name: Ada"}]
    agent = await async_letta.agents.create(name="async", model=SCRIPTED, memory_blocks=blocks)
    model.script(TEA, Say("Noted it."))
    stream = await async_letta.agents.messages.stream(agent.id, input="I like tea", stream_tokens=True)
    kinds = types([event async for event in stream])
    assert kinds[1:4] == ["tool_call_message", "tool_return_message", "assistant_message"]
    answer = await async_letta.agents.messages.create(agent.id, input="hi")
    assert answer.stop_reason.stop_reason == "end_turn"
    listed = [m.message_type async for m in async_letta.agents.messages.list(agent.id, order="asc", limit=2)]
    assert len(listed) == 7
    assert [a.id async for a in async_letta.agents.list(name="async", limit=1)] == [agent.id]
    assert (await async_letta.agents.blocks.retrieve("human", agent_id=agent.id)).value.endswith("Likes tea")
    await async_letta.agents.delete(agent.id)
    with pytest.raises(NotFoundError):
        await async_letta.agents.retrieve(agent.id)

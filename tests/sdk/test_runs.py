"""What is known of runs and steps, through the official SDK."""

import threading

import pytest
from letta_client import ConflictError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say

from .conftest import valid
from .hosts import until

TEA = Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})])


@pytest.fixture
def run_id(letta: Letta, agent: AgentState, model: ModelServer) -> str:
    """A run of two steps, the first of which calls a tool."""
    model.script(TEA, Say("Noted."))
    return letta.agents.messages.create(agent.id, input="I like tea").messages[0].run_id or ""


def test_a_run_tells_how_it_was_asked_for(letta: Letta, agent: AgentState, run_id: str) -> None:
    run = letta.runs.retrieve(run_id)
    assert run.metadata == {"run_type": "send_message"}
    assert run.request_config is not None
    assert run.request_config.assistant_message_tool_name == "send_message"
    assert run.total_duration_ns is not None
    assert run.ttft_ns is not None
    assert 0 <= run.ttft_ns <= run.total_duration_ns
    later = letta.agents.messages.create_async(
        agent.id, input="hi", include_return_message_types=["user_message"]
    )
    until(lambda: letta.runs.retrieve(later.id).status == "completed")
    run = letta.runs.retrieve(later.id)
    assert run.metadata == {"run_type": "send_message_async"}
    assert run.request_config is not None
    assert run.request_config.include_return_message_types == ["user_message"]


def test_runs_are_filtered(letta: Letta, agent: AgentState, run_id: str, model: ModelServer) -> None:
    gate = threading.Event()
    model.script(Say("later", gate=gate))
    going = letta.agents.messages.create_async(agent.id, input="hi").id

    def listed(**query: object) -> list[str]:
        return [run.id for run in valid(letta.runs.list(agent_id=agent.id, limit=1, **query))]  # type: ignore[arg-type]

    assert listed() == [going, run_id]
    assert listed(ascending=True) == listed(order="asc") == [run_id, going]
    assert (
        listed(active=True) == listed(background=True) == listed(statuses=["running", "created"]) == [going]
    )
    assert listed(stop_reason="end_turn") == listed(statuses=["completed"]) == [run_id]
    assert listed(conversation_id="default") == [going, run_id]
    assert listed(statuses=["failed"]) == []
    assert [r.id for r in letta.runs.list(agent_ids=[agent.id])] == [going, run_id]
    with pytest.raises(ConflictError, match="Cancel it first"):
        letta.delete(f"/v1/runs/{going}", cast_to=object)
    gate.set()
    until(lambda: letta.runs.retrieve(going).status == "completed")


def test_a_run_is_forgotten_and_what_was_said_stays(letta: Letta, agent: AgentState, run_id: str) -> None:
    [step, *_] = letta.runs.steps.list(run_id)
    before = [m.id for m in letta.agents.messages.list(agent.id)]
    letta.delete(f"/v1/runs/{run_id}", cast_to=object)
    with pytest.raises(NotFoundError):
        letta.runs.retrieve(run_id)
    with pytest.raises(NotFoundError):
        letta.steps.retrieve(step.id)
    assert [m.id for m in letta.agents.messages.list(agent.id)] == before


def test_a_step_tells_where_its_time_went(letta: Letta, run_id: str) -> None:
    first, last = letta.runs.steps.list(run_id, order="asc")
    called, spoke = (letta.steps.metrics.retrieve(step.id) for step in (first, last))
    assert (called.id, called.run_id, called.agent_id) == (first.id, run_id, first.agent_id)
    assert called.step_ns is not None
    assert called.llm_request_ns is not None
    assert called.tool_execution_ns is not None
    assert called.llm_request_ns + called.tool_execution_ns <= called.step_ns
    assert spoke.tool_execution_ns is None
    assert (called.step_start_ns or 0) < (spoke.step_start_ns or 0)


def test_a_run_is_told_in_spans(letta: Letta, run_id: str) -> None:
    spans = letta.runs.trace.retrieve(run_id)
    names = [span["span_name"] for span in spans]
    step = ["agent_step", "llm_request"]
    assert names == ["agent_run", "time_to_first_token", *step, "tool_executions", *step]
    assert {span["trace_id"] for span in spans} == {run_id}
    known = {span["span_id"] for span in spans}
    assert all(span["parent_span_id"] in known for span in spans[1:])
    assert len(letta.runs.trace.retrieve(run_id, limit=2)) == 2


def test_what_was_said_to_a_model_is_kept_once_and_not_again_as_a_trace(letta: Letta, run_id: str) -> None:
    [step, *_] = letta.runs.steps.list(run_id)
    assert letta.steps.trace.retrieve(step.id) is None
    with pytest.raises(NotFoundError):
        letta.steps.trace.retrieve("step-00000000-0000-4000-8000-000000000000")


def test_people_say_what_they_think_of_a_step(letta: Letta, agent: AgentState, run_id: str) -> None:
    first, last = letta.runs.steps.list(run_id, order="asc")
    judged = letta.steps.feedback.create(first.id, feedback="positive", tags=["kind", "short"])
    assert (judged.id, judged.feedback, judged.tags) == (first.id, "positive", ["kind", "short"])

    def listed(**query: object) -> list[str]:
        return [step.id for step in valid(letta.steps.list(agent_id=agent.id, **query))]  # type: ignore[arg-type]

    assert listed(feedback="positive") == listed(has_feedback=True) == [first.id]
    assert listed(has_feedback=False) == [last.id]
    assert listed(tags=["kind"]) == [first.id]
    assert listed(tags=["long"]) == listed(feedback="negative") == []
    assert letta.steps.feedback.create(first.id, feedback=None).tags == ["kind", "short"]
    assert listed(has_feedback=True) == []
    with pytest.raises(UnprocessableEntityError):
        letta.steps.feedback.create(first.id, feedback="so so")  # type: ignore[arg-type]

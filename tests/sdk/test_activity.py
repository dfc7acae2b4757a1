"""What went on and what waits: runs with what they took, calls of tools, approvals; over the SDK's bare requests."""

from typing import Any

import pytest
from letta_client import APIStatusError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say, Status

from .bare import get, put

TINY = "scripted/tiny"
USAGE = {"prompt_tokens": 1_000, "completion_tokens": 100}
TEA = Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})], usage=USAGE)
WRONG = Say(calls=[("memory_replace", {"label": "human", "old_string": "Bob", "new_string": "Eve"})])
NO_RUN = "run-00000000-0000-4000-8000-000000000000"


@pytest.fixture
def run_id(letta: Letta, agent: AgentState, model: ModelServer) -> str:
    """A run of three steps with a call that went well and one that didn't."""
    model.script(TEA, WRONG, Say("Noted.", usage=USAGE))
    return letta.agents.messages.create(agent.id, input="I like tea").messages[0].run_id or ""


def tool_id(agent: AgentState, name: str) -> str:
    return next(tool.id for tool in agent.tools if tool.name == name)


def test_a_run_tells_what_its_steps_took_together(letta: Letta, agent: AgentState, run_id: str) -> None:
    [run] = get(letta, f"/v1/activity?agent_id={agent.id}&status=completed")
    assert (run["id"], run["agent_name"], run["asked"]) == (run_id, agent.name, "I like tea")
    assert (run["models"], run["step_count"], run["call_count"], run["failed_calls"]) == ([TINY], 3, 2, 1)
    steps = letta.runs.steps.list(run_id).items
    assert run["prompt_tokens"] == sum(step.prompt_tokens or 0 for step in steps) >= 2_000
    assert run["dollars"] is None
    put(letta, "/v1/spending/prices", {"model": TINY, "price": {"input": 1, "output": 0}})
    [run] = get(letta, f"/v1/activity?agent_id={agent.id}")
    put(letta, "/v1/spending/prices", {"model": TINY})
    assert run["dollars"] == run["prompt_tokens"] / 1_000_000
    assert get(letta, f"/v1/activity?agent_id={agent.id}&status=failed") == []
    with pytest.raises(UnprocessableEntityError):
        get(letta, "/v1/activity?status=asleep")


def test_runs_come_in_pages(letta: Letta, agent: AgentState, run_id: str) -> None:
    newer = letta.agents.messages.create(agent.id, input="And?").messages[0].run_id
    path = f"/v1/activity?agent_id={agent.id}&limit=1"
    [first] = get(letta, path)
    [second] = get(letta, f"{path}&after={first['id']}")
    assert [first["id"], second["id"]] == [newer, run_id]
    assert get(letta, f"{path}&after={run_id}") == []


def test_a_steps_time_is_told_in_parts_without_gaps(letta: Letta, run_id: str) -> None:
    run = get(letta, f"/v1/activity/{run_id}")
    assert [call["name"] for step in run["steps"] for call in step["calls"]] == [
        "memory_insert",
        "memory_replace",
    ]
    assert [call["is_error"] for step in run["steps"] for call in step["calls"]] == [False, True]
    for step in run["steps"]:
        spans = step["spans"]
        ends = [span["start_ns"] + span["ns"] for span in spans]
        assert [span["start_ns"] for span in spans[1:]] == ends[:-1]
        assert sum(span["ns"] for span in spans) == step["total_ns"]
        assert (
            {"waiting"}
            <= {span["part"] for span in spans}
            <= {"prompt", "waiting", "reply", "tools", "storing"}
        )
    assert 0 <= run["steps"][0]["spans"][0]["start_ns"] < run["steps"][1]["spans"][0]["start_ns"]
    with pytest.raises(NotFoundError):
        get(letta, f"/v1/activity/{NO_RUN}")


def test_a_run_that_failed_tells_why(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(Status(401))
    with pytest.raises(APIStatusError) as caught:
        letta.agents.messages.create(agent.id, input="Hello?")
    [run] = get(letta, f"/v1/activity?agent_id={agent.id}&status=failed")
    assert run["error"]["message"] and run["error"]["message"] in str(caught.value)
    told = get(letta, f"/v1/activity/{run['id']}")
    assert [step["error"]["type"] for step in told["steps"]] == [run["error"]["type"]]


def test_calls_of_a_tool_are_counted_and_told(letta: Letta, agent: AgentState, run_id: str) -> None:
    counts = {each["name"]: each for each in get(letta, "/v1/tools/uses")}
    assert counts["memory_replace"]["failures"] >= 1
    assert counts["memory_replace"]["last_failure_at"] == counts["memory_replace"]["last_at"]
    path = f"/v1/tools/{tool_id(agent, 'memory_insert')}/uses?agent_id={agent.id}"
    [use] = get(letta, path)
    assert (use["run_id"], use["agent_name"], use["is_error"], use["ran"]) == (
        run_id,
        agent.name,
        False,
        True,
    )
    assert '"Likes tea"' in use["arguments"]
    assert get(letta, path + "&failed=true") == []
    [failed] = get(
        letta, f"/v1/tools/{tool_id(agent, 'memory_replace')}/uses?agent_id={agent.id}&failed=true"
    )
    assert "Bob" in failed["result"]


def test_what_waits_is_told_with_what_it_would_change(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    letta.agents.tools.update_approval("memory_insert", agent_id=agent.id, body_requires_approval=True)
    model.script(TEA, Say("Noted."))
    asked: Any = letta.agents.messages.create(agent.id, input="I like tea").messages[0]

    def waiting() -> list[Any]:
        return [each for each in get(letta, "/v1/approvals") if each["agent_id"] == agent.id]

    [one] = waiting()
    [call] = one["calls"]
    assert (one["message_id"], one["agent_name"], one["conversation_id"]) == (asked.id, agent.name, None)
    assert (call["name"], call["by"]) == ("memory_insert", "person")
    assert [change["after"] for change in call["changes"]] == ["Name: Ada\nLikes tea"]
    verdict = {"type": "approval", "tool_call_id": call["tool_call_id"], "approve": True}
    answer: Any = [{"type": "approval", "approvals": [verdict]}]
    run_id = letta.agents.messages.create(agent.id, messages=answer).messages[0].run_id
    assert waiting() == []
    told = get(letta, f"/v1/activity/{run_id}")
    assert told["asked"] is None
    assert [use["tool_call_id"] for use in told["settled"]] == [call["tool_call_id"]]


def test_a_call_that_runs_in_a_page_waits_for_its_client(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    look: Any = [{"name": "look", "description": "Look", "parameters": {"type": "object", "properties": {}}}]
    model.script(Say(calls=[("look", {})]))
    letta.agents.messages.create(agent.id, input="Look!", client_tools=look)
    [one] = [each for each in get(letta, "/v1/approvals?limit=1000") if each["agent_id"] == agent.id]
    assert [(call["name"], call["by"], call["changes"]) for call in one["calls"]] == [("look", "client", [])]

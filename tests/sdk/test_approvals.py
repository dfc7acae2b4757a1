"""Approvals, client-side tools and tool rules through the official SDK."""

from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import APIStatusError, BadRequestError, ConflictError, Letta, NotFoundError
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say

from .conftest import SCRIPTED

INSERT = Say(calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})])
LOOK: list[Any] = [
    {"name": "look", "description": "Look outside", "parameters": {"type": "object", "properties": {}}}
]


@pytest.fixture
def gated(letta: Letta, agent: AgentState) -> AgentState:
    """An agent that may insert into memory only with a person's word."""
    letta.agents.tools.update_approval("memory_insert", agent_id=agent.id, body_requires_approval=True)
    return agent


def kinds(response: Any) -> list[str]:
    return [message.message_type for message in response.messages]


def word(call_id: str, **fields: Any) -> Any:
    return [{"type": "approval", "approvals": [{"type": "approval", "tool_call_id": call_id, **fields}]}]


def ask(letta: Letta, agent: AgentState, model: ModelServer, *then: Say) -> Any:
    """The request for approval, after which the model will say what it says `then`."""
    model.script(INSERT, *then)
    asked: Any = letta.agents.messages.create(agent.id, input="I like tea")
    assert (kinds(asked), asked.stop_reason.stop_reason) == (
        ["approval_request_message"],
        "requires_approval",
    )
    return asked.messages[0]


def test_a_call_waits_for_a_persons_word(letta: Letta, gated: AgentState, model: ModelServer) -> None:
    request = ask(letta, gated, model, Say("Noted"))
    assert request.otid == request.id
    assert request.tool_call.name == "memory_insert"
    shown = letta.agents.retrieve(gated.id, include=["agent.pending_approval"]).pending_approval
    assert shown is not None
    assert shown.id == request.id
    with pytest.raises(ConflictError) as busy:
        letta.agents.messages.create(gated.id, input="hello?")
    assert busy.value.response.json()["detail"]["pending_request_id"] == request.id
    assert busy.value.response.headers["x-should-retry"] == "false"
    with pytest.raises(BadRequestError):
        letta.agents.messages.create(gated.id, messages=word("call_nope", approve=True))

    yes = word(request.tool_call.tool_call_id, approve=True)
    answered: Any = letta.agents.messages.create(gated.id, messages=yes)
    assert kinds(answered) == ["tool_return_message", "assistant_message"]
    assert "Likes tea" in letta.agents.blocks.retrieve("human", agent_id=gated.id).value
    again: Any = letta.agents.messages.create(gated.id, messages=yes)
    assert [message.id for message in again.messages] == [message.id for message in answered.messages]
    history = letta.agents.messages.list(gated.id, order="asc").items
    assert [m.message_type for m in history][2:] == [
        "approval_request_message", "approval_response_message", "tool_return_message", "assistant_message",
    ]  # fmt: skip


def test_a_person_can_say_no(letta: Letta, gated: AgentState, model: ModelServer) -> None:
    request = ask(letta, gated, model, Say("A pity"))
    no = word(request.tool_call.tool_call_id, approve=False, reason="not now")
    answered: Any = letta.agents.messages.create(gated.id, messages=no)
    [refused, said] = answered.messages
    assert (refused.message_type, refused.status) == ("tool_return_message", "error")
    assert "not now" in str(refused.tool_return)
    assert said.message_type == "assistant_message"
    with pytest.raises(ConflictError):
        letta.agents.messages.create(gated.id, messages=word(request.tool_call.tool_call_id, approve=True))


def test_requests_and_answers_are_streamed(letta: Letta, gated: AgentState, model: ModelServer) -> None:
    model.script(INSERT, Say("Noted"))
    pieces = list(
        letta.agents.messages.stream(gated.id, input="tea", stream_tokens=True, include_pings=False)
    )
    asking: list[Any] = [piece for piece in pieces if piece.message_type == "approval_request_message"]
    call_id = asking[0].tool_call.tool_call_id
    assert "".join(piece.tool_call.arguments or "" for piece in asking).startswith('{"label"')
    assert {piece.otid for piece in asking} == {asking[0].id}
    events: list[Any] = list(
        letta.agents.messages.stream(gated.id, messages=word(call_id, approve=True), include_pings=False)
    )
    assert [event.message_type for event in events] == [
        "tool_return_message", "assistant_message", "stop_reason", "usage_statistics",
    ]  # fmt: skip
    model.script(INSERT)
    letta.agents.messages.create(gated.id, input="more tea")
    with pytest.raises(APIStatusError) as busy:
        list(letta.agents.messages.stream(gated.id, input="hello?"))
    assert busy.value.status_code == 409


def test_a_request_is_taken_back(letta: Letta, gated: AgentState, model: ModelServer) -> None:
    request = ask(letta, gated, model)
    with pytest.raises(ConflictError):
        letta.agents.messages.cancel(gated.id)
    assert letta.agents.messages.cancel(gated.id, run_ids=[request.run_id]) == {request.run_id: "cancelled"}
    model.script(Say("Hello"))
    assert kinds(letta.agents.messages.create(gated.id, input="hi")) == ["assistant_message"]
    request = ask(letta, gated, model)
    with pytest.raises(ConflictError):
        letta.patch(f"/v1/agents/{gated.id}", cast_to=object, body={"message_ids": []})
    letta.agents.messages.reset(gated.id, add_default_initial_messages=False)
    assert kinds(letta.agents.messages.create(gated.id, input="hi")) == ["assistant_message"]


def test_the_gate_is_set_and_lifted(letta: Letta, gated: AgentState, model: ModelServer) -> None:
    rules: list[Any] = letta.agents.retrieve(gated.id).tool_rules or []
    assert [(rule.type, rule.tool_name) for rule in rules] == [("requires_approval", "memory_insert")]
    letta.agents.tools.update_approval("memory_insert", agent_id=gated.id, body_requires_approval=False)
    assert letta.agents.retrieve(gated.id).tool_rules == []
    model.script(INSERT, Say("Noted"))
    assert "tool_return_message" in kinds(letta.agents.messages.create(gated.id, input="tea"))
    with pytest.raises(NotFoundError):
        letta.agents.tools.update_approval("nothing", agent_id=gated.id, body_requires_approval=True)


def test_a_tool_can_bring_its_gate_along(letta: Letta, agent: AgentState) -> None:
    tool = letta.tools.create(source_code='def dig():\n    """Dig."""', default_requires_approval=True)
    letta.agents.tools.attach(tool.id, agent_id=agent.id)
    made = letta.agents.create(model=SCRIPTED, tool_ids=[tool.id], include_base_tools=False)
    for one in (letta.agents.retrieve(agent.id), made):
        rules: list[Any] = one.tool_rules or []
        assert [(rule.type, rule.tool_name) for rule in rules] == [("requires_approval", "dig")]
    letta.agents.delete(made.id)
    letta.tools.delete(tool.id)


def test_the_client_runs_its_own_tools(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    for form in ("approval", "tool_return"):
        model.script(Say(calls=[("look", {})]), Say("Take an umbrella"))
        asked: Any = letta.agents.messages.create(agent.id, input="Weather?", client_tools=LOOK)
        assert kinds(asked) == ["approval_request_message"]
        rain = [
            {
                "tool_call_id": asked.messages[0].tool_call.tool_call_id,
                "tool_return": "Rain",
                "status": "success",
            }
        ]
        told: Any = (
            {"type": "approval", "approvals": [{"type": "tool", **rain[0]}]}
            if form == "approval"
            else {"type": "tool_return", "tool_returns": rain}
        )
        answered: Any = letta.agents.messages.create(agent.id, messages=[told], client_tools=LOOK)
        assert kinds(answered) == ["tool_return_message", "assistant_message"]
        assert answered.messages[0].tool_return == "Rain"


@pytest.fixture
def ruled(letta: Letta) -> Iterator[AgentState]:
    rules: list[Any] = [
        {"type": "run_first", "tool_name": "conversation_search"},
        {"type": "constrain_child_tools", "tool_name": "conversation_search", "children": ["memory_insert"]},
        {"type": "exit_loop", "tool_name": "memory_insert"},
        {"type": "parent_last_tool", "tool_name": "conversation_search", "children": ["memory_insert"]},
        {"type": "max_count_per_step", "tool_name": "memory_insert", "max_count_limit": 1},
        {
            "type": "conditional",
            "tool_name": "memory_replace",
            "child_output_mapping": {"a": "memory_insert"},
        },
        {"type": "required_before_exit", "tool_name": "memory_insert"},
    ]
    made = letta.agents.create(
        model=SCRIPTED,
        tool_rules=rules,
        memory_blocks=[{"label": "human", "value": ""}],
        include_base_tool_rules=False,
    )
    assert [rule.type for rule in made.tool_rules or []] == [rule["type"] for rule in rules]
    yield made
    letta.agents.delete(made.id)


def test_rules_lead_a_turn(letta: Letta, ruled: AgentState, model: ModelServer) -> None:
    before = len(model.requests)
    model.script(Say(calls=[("conversation_search", {})]), INSERT)
    done: Any = letta.agents.messages.create(ruled.id, input="go")
    assert done.stop_reason.stop_reason == "tool_rule"
    asked = [request.json for request in model.requests[before:]]
    assert [[tool["function"]["name"] for tool in request["tools"]] for request in asked] == [
        ["conversation_search"],
        ["memory_insert"],
    ]
    assert [request["tool_choice"]["function"]["name"] for request in asked] == [
        "conversation_search",
        "memory_insert",
    ]

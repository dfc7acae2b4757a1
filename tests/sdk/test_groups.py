"""Groups, and agents that write to each other. The SDK has no methods for groups: they are asked with bare requests."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from letta_client import APIStatusError, Letta, NotFoundError
from letta_client.types import AgentState, ToolReturnMessage

from tests.model_server import ModelServer, Say

from .conftest import SCRIPTED
from .golden import frames
from .hosts import until

NOBODY = "group-00000000-0000-4000-8000-000000000000"
WAIT = "send_message_to_agent_and_wait_for_reply"


def get(letta: Letta, path: str) -> Any:
    return letta.get(path, cast_to=object)


def post(letta: Letta, path: str, **body: Any) -> Any:
    return letta.post(path, body=body, cast_to=object)


@pytest.fixture
def other(letta: Letta) -> Iterator[AgentState]:
    made = letta.agents.create(name="Ott", model=SCRIPTED, tags=["choir"])
    yield made
    letta.agents.delete(made.id)


@pytest.fixture
def choir(letta: Letta, agent: AgentState, other: AgentState) -> Iterator[Any]:
    """A group in which Sam speaks, then Ott."""
    made = post(letta, "/v1/groups/", agent_ids=[agent.id, other.id], description="A choir")
    yield made
    letta.delete(f"/v1/groups/{made['id']}", cast_to=object)


def test_an_agent_asks_another(
    letta: Letta, agent: AgentState, other: AgentState, model: ModelServer
) -> None:
    [tool] = letta.tools.list(name=WAIT).items
    assert tool.tool_type == "letta_multi_agent_core"
    letta.agents.tools.attach(tool.id, agent_id=agent.id)
    question = Say(calls=[(WAIT, {"message": "Tea?", "other_agent_id": other.id})])
    model.script(question, Say("Gladly."), Say("Ott would like tea."))
    answer = letta.agents.messages.create(agent.id, input="Does Ott want tea?")
    assert [m.tool_return for m in answer.messages if isinstance(m, ToolReturnMessage)] == ["Gladly."]
    heard = [m for m in letta.agents.messages.list(other.id).items if m.message_type == "user_message"]
    assert [message.sender_id for message in heard] == [agent.id]


def test_a_group_is_made_changed_and_deleted(letta: Letta, agent: AgentState, other: AgentState) -> None:
    before = get(letta, "/v1/groups/count")
    lead = {"manager_type": "round_robin", "max_turns": 3}
    made = post(letta, "/v1/groups/", agent_ids=[agent.id], description="Two", manager_config=lead)
    path = f"/v1/groups/{made['id']}"
    assert (made["manager_type"], made["max_turns"], made["agent_ids"]) == ("round_robin", 3, [agent.id])
    assert get(letta, path) == made
    changed: Any = letta.patch(path, body={"agent_ids": [other.id, agent.id]}, cast_to=object)
    assert changed == {**made, "agent_ids": [other.id, agent.id]}
    assert get(letta, "/v1/groups/count") == before + 1
    assert changed in get(letta, "/v1/groups/?manager_type=round_robin")
    assert changed not in get(letta, "/v1/groups/?manager_type=supervisor")
    letta.delete(path, cast_to=object)
    with pytest.raises(NotFoundError):
        get(letta, path)


def test_everybody_in_a_group_answers(letta: Letta, choir: Any, model: ModelServer) -> None:
    model.script(Say("Tea."), Say("Cake."))
    answer = post(letta, f"/v1/groups/{choir['id']}/messages", input="What shall we have?")
    said = [(message["name"], message["content"]) for message in answer["messages"]]
    assert said == [("Sam", "Tea."), ("Ott", "Cake.")]
    assert (answer["stop_reason"]["stop_reason"], answer["usage"]["step_count"]) == ("end_turn", 2)
    history = get(letta, f"/v1/groups/{choir['id']}/messages?order=asc")
    kinds = ["user_message", "assistant_message", "assistant_message"]
    assert [message["message_type"] for message in history] == kinds
    letta.patch(f"/v1/groups/{choir['id']}/reset-messages", cast_to=object)
    assert get(letta, f"/v1/groups/{choir['id']}/messages") == []


def test_a_group_answers_as_a_stream(letta: Letta, choir: Any, model: ModelServer) -> None:
    model.script(Say("Tea."), Say("Cake."))
    path = f"/v1/groups/{choir['id']}/messages/stream"
    response = letta.post(path, body={"input": "What?"}, cast_to=httpx.Response)
    events = frames(response.text)
    spoken = [event["content"] for event in events[:-1] if event["message_type"] == "assistant_message"]
    assert spoken == ["Tea.", "Cake."]
    assert [event["message_type"] for event in events[:-1]].count("stop_reason") == 1
    assert events[-1] == "[DONE]"


def test_a_group_that_can_not_be_is_refused(letta: Letta, agent: AgentState) -> None:
    with pytest.raises(NotFoundError):
        post(letta, f"/v1/groups/{NOBODY}/messages", input="Hello?")
    with pytest.raises(APIStatusError) as declined:
        lead = {"manager_type": "dynamic", "manager_agent_id": agent.id}
        post(letta, "/v1/groups/", agent_ids=[agent.id], description="x", manager_config=lead)
    assert declined.value.status_code == 501


def test_a_companion_tends_the_memory_of_an_agent(letta: Letta, model: ModelServer) -> None:
    blocks: list[Any] = [{"label": "human", "value": "Name: Ada"}]
    agent = letta.agents.create(
        name="Sue", model=SCRIPTED, memory_blocks=blocks, enable_sleeptime=True, include_base_tools=False
    )
    group = agent.managed_group
    assert group is not None
    assert (group.manager_type, group.manager_agent_id) == ("sleeptime", agent.id)
    frequency = {
        "manager_type": "sleeptime",
        "manager_agent_id": agent.id,
        "sleeptime_agent_frequency": 1,
    }
    letta.patch(f"/v1/groups/{group.id}", body={"manager_config": frequency}, cast_to=object)
    insert = ("memory_insert", {"label": "human", "new_string": "Likes tea"})
    model.script(Say("I see."), Say(calls=[insert]), Say(calls=[("memory_finish_edits", {})]))
    answer = letta.agents.messages.create(agent.id, input="I like tea.")
    assert [message.content for message in answer.messages] == ["I see."]  # type: ignore[union-attr]
    [companion_id] = group.agent_ids
    until(lambda: [run for run in letta.runs.list(agent_id=companion_id).items if run.status == "completed"])
    assert letta.agents.blocks.retrieve("human", agent_id=agent.id).value == "Name: Ada\nLikes tea"
    letta.agents.delete(agent.id)
    with pytest.raises(NotFoundError):
        letta.agents.retrieve(companion_id)

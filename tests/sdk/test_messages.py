"""Talking to an agent through the official SDK, in one answer, and reading the history back."""

from datetime import datetime

import pytest
from letta_client import BadRequestError, ConflictError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from tests.model_server import ModelServer, Say

from .conftest import OFFLINE, valid

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def test_an_answer_has_its_text_its_end_and_its_cost(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    model.script(Say("Hello Ada"))
    answer = letta.agents.messages.create(agent.id, messages=[{"role": "user", "content": "hi"}])
    [message] = answer.messages
    assert message.message_type == "assistant_message"
    assert message.content == "Hello Ada"
    assert isinstance(message.date, datetime)
    assert message.run_id
    assert message.step_id
    assert answer.stop_reason.stop_reason == "end_turn"
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.total_tokens) == (
        11,
        7,
        18,
    )
    assert (answer.usage.step_count, answer.usage.context_tokens) == (1, 18)


def test_a_tool_call_is_told_and_done(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(
        Say(
            calls=[("memory_insert", {"label": "human", "new_string": "Likes tea"})],
            reasoning="Worth keeping.",
        ),
        Say("Noted."),
    )
    answer = letta.agents.messages.create(agent.id, input="I like tea")
    thought, call, returned, spoken = answer.messages
    assert thought.message_type == "reasoning_message"
    assert thought.reasoning == "Worth keeping."
    assert call.message_type == "tool_call_message"
    assert call.tool_call.name == "memory_insert"
    assert returned.message_type == "tool_return_message"
    assert (returned.status, returned.tool_return) == ("success", "Name: Ada\nLikes tea")
    assert returned.tool_call_id == call.tool_call.tool_call_id
    assert spoken.message_type == "assistant_message"
    assert letta.agents.blocks.retrieve("human", agent_id=agent.id).value == "Name: Ada\nLikes tea"
    assert answer.usage.step_count == 2


def test_a_failed_tool_call_is_told_to_the_model(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(Say(calls=[("memory_insert", {"label": "nowhere", "new_string": "x"})]), Say("Sorry."))
    answer = letta.agents.messages.create(agent.id, input="Remember x")
    returned = answer.messages[1]
    assert returned.message_type == "tool_return_message"
    assert returned.status == "error"
    assert "nowhere" in returned.tool_return
    assert returned.tool_return in str(model.requests[-1].json["messages"][-1])


def test_pictures_and_texts_make_one_message(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    source = {"type": "base64", "media_type": "image/png", "data": PICTURE}
    content = [{"type": "text", "text": "What is this?"}, {"type": "image", "source": source}]
    letta.agents.messages.create(agent.id, messages=[{"role": "user", "content": content}])
    [sent] = [m for m in letta.agents.messages.list(agent.id) if m.message_type == "user_message"]
    assert isinstance(sent.content, list)
    assert [part.type for part in sent.content] == ["text", "image"]
    assert PICTURE in str(model.requests[-1].json["messages"][-1])


def test_only_the_wanted_types_are_returned(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(Say(calls=[("conversation_search", {"query": "tea"})]), Say("Nothing."))
    wanted = ["assistant_message"]
    answer = letta.agents.messages.create(agent.id, input="Search", include_return_message_types=wanted)
    assert [message.message_type for message in answer.messages] == wanted
    listed = letta.agents.messages.list(agent.id, include_return_message_types=wanted)
    assert [message.message_type for message in valid(listed)] == wanted


def test_steps_are_counted_and_limited(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(*[Say(calls=[("conversation_search", {"query": "tea"})])] * 2)
    answer = letta.agents.messages.create(agent.id, input="Search", max_steps=2)
    assert (answer.stop_reason.stop_reason, answer.usage.step_count) == ("max_steps", 2)


def test_a_request_can_override_model_and_prompt(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    letta.agents.messages.create(agent.id, input="hi", override_system="Only today.")
    assert "Only today." in str(model.requests[-1].json["messages"][0])
    asked = len(model.requests)
    letta.agents.messages.create(agent.id, input="hi", override_model=OFFLINE)
    assert len(model.requests) == asked
    assert letta.agents.retrieve(agent.id).model == agent.model


def test_skills_of_the_client_are_told_for_one_turn(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    skill = {"name": "brew", "description": "Make tea", "location": "skills/brew/SKILL.md"}
    letta.agents.messages.create(agent.id, input="hi", client_skills=[skill])
    prompt = str(model.requests[-1].json["messages"][0]["content"])
    assert prompt.endswith("- brew (skills/brew/SKILL.md): Make tea\n</available_skills>")
    letta.agents.messages.create(agent.id, input="hi")
    assert "brew" not in str(model.requests[-1].json["messages"][0])


def test_a_message_sent_twice_is_answered_once(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    message = {"role": "user", "content": "hi", "otid": "mine-1"}
    first = letta.agents.messages.create(agent.id, messages=[message])
    again = letta.agents.messages.create(agent.id, messages=[message])
    assert again.messages == first.messages
    sent = [m for m in letta.agents.messages.list(agent.id) if m.message_type == "user_message"]
    assert [message.otid for message in sent] == ["mine-1"]


def test_history_is_paged_forwards_and_backwards(letta: Letta, agent: AgentState) -> None:
    for number in range(4):
        letta.agents.messages.create(agent.id, input=f"number {number}")
    listed = letta.agents.messages.list
    whole = [m.id for m in valid(listed(agent.id, order="asc", limit=2))]
    assert len(set(whole)) == len(whole) == 9

    newest = listed(agent.id, limit=3).items
    assert [m.id for m in newest] == whole[-3:]
    earlier = listed(agent.id, limit=3, before=newest[0].id).items
    assert [m.id for m in earlier] == whole[-6:-3]
    later = listed(agent.id, order="asc", limit=2, after=earlier[-1].id).items
    assert [m.id for m in later] == whole[-3:-1]


def test_messages_are_found_by_id_and_among_all(letta: Letta, agent: AgentState, model: ModelServer) -> None:
    model.script(Say("Yes.", reasoning="Simple."))
    answer = letta.agents.messages.create(agent.id, input="Really?")
    parts = letta.messages.retrieve(answer.messages[0].id)
    assert [part.message_type for part in parts] == ["reasoning_message", "assistant_message"]
    assert [m.message_type for m in letta.messages.list(limit=2)] == [
        "user_message",
        "reasoning_message",
        "assistant_message",
    ]


def test_messages_are_searched(letta: Letta, agent: AgentState) -> None:
    letta.agents.messages.create(agent.id, input="My zeppelin is red")
    found = letta.messages.search(query="zeppelins", agent_id=agent.id)
    assert found
    assert all("zeppelin" in str(hit) and hit.agent_id == agent.id for hit in found)
    assert {hit.message_type for hit in found} == {"user_message", "assistant_message"}
    assert letta.messages.search(query="zeppelin", agent_id=agent.id, end_date="2020-01-01") == []
    assert letta.messages.search(query="tax return", agent_id=agent.id) == []


def test_a_reset_empties_the_context_and_keeps_the_history(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    letta.agents.messages.create(agent.id, input="Remember the zeppelin")
    letta.agents.messages.reset(agent.id)
    assert len(letta.agents.retrieve(agent.id).message_ids or []) == 1
    letta.agents.messages.create(agent.id, input="What do I own?")
    assert "zeppelin" not in str(model.requests[-1].json["messages"])
    assert letta.messages.search(query="zeppelin", agent_id=agent.id)


def test_the_offline_model_remembers(letta: Letta) -> None:
    companion = letta.agents.create(model=OFFLINE, memory_blocks=[{"label": "human", "value": ""}])
    letta.agents.messages.create(companion.id, input="My name is Grace.")
    assert "Grace" in letta.agents.blocks.retrieve("human", agent_id=companion.id).value
    answer = letta.agents.messages.create(companion.id, input="What is my name?")
    assert "Grace" in str(answer.messages[-1])
    letta.agents.delete(companion.id)


def test_what_cannot_be_sent_changes_nothing(letta: Letta, agent: AgentState) -> None:
    before = [m.id for m in letta.agents.messages.list(agent.id)]
    with pytest.raises(UnprocessableEntityError):
        letta.agents.messages.create(agent.id, input="")
    with pytest.raises(UnprocessableEntityError, match="tokens long"):
        letta.agents.messages.create(agent.id, input="tea " * 50_000)
    with pytest.raises(BadRequestError):
        letta.agents.messages.create(agent.id, input="hi", override_model="tiny")
    with pytest.raises(NotFoundError):
        letta.agents.messages.create(agent.id, input="hi", override_model="scripted/huge")
    with pytest.raises(NotFoundError):
        letta.agents.messages.create("agent-00000000-0000-4000-8000-000000000000", input="hi")
    with pytest.raises(ConflictError, match="No active runs"):
        letta.agents.messages.cancel(agent.id)
    assert [m.id for m in letta.agents.messages.list(agent.id)] == before

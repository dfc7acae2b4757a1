"""Conversations through the official SDK: several chats with one agent, each with its own thread."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import BadRequestError, ConflictError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState, Conversation

from tests.model_server import ModelServer, Say

from .bare import post
from .conftest import OFFLINE, valid
from .hosts import until


@pytest.fixture
def chat(letta: Letta, agent: AgentState) -> Iterator[Conversation]:
    yield letta.conversations.create(agent_id=agent.id, summary="About tea")


def said(messages: object) -> list[str]:
    """The texts of what was said, without system prompts."""
    kinds = ("user_message", "assistant_message")
    return [m.content for m in messages if m.message_type in kinds]  # type: ignore[attr-defined]


def test_a_conversation_is_made_changed_found_and_deleted(letta: Letta, agent: AgentState) -> None:
    made = letta.conversations.create(
        agent_id=agent.id, summary="About tea", description="Green or black", context_window_limit=8_000
    )
    assert (made.agent_id, made.summary, made.archived) == (agent.id, "About tea", False)
    assert len(made.in_context_message_ids or []) == 1
    changed = letta.conversations.update(made.id, summary="About coffee", archived=True)
    assert (changed.summary, changed.description, changed.archived) == (
        "About coffee",
        "Green or black",
        True,
    )
    assert changed.archived_at is not None
    assert letta.conversations.retrieve(made.id) == changed
    assert letta.conversations.update(made.id, archived=False).archived_at is None
    letta.conversations.delete(made.id)
    with pytest.raises(NotFoundError):
        letta.conversations.retrieve(made.id)


def test_conversations_are_listed_filtered_and_paged(letta: Letta, agent: AgentState) -> None:
    made = [letta.conversations.create(agent_id=agent.id, summary=f"Topic {n}").id for n in range(4)]
    letta.conversations.create(agent_id=agent.id, summary="Secret", hidden=True)
    letta.conversations.update(made[3], archived=True)

    def listed(**query: object) -> list[str]:
        return [found.id for found in letta.conversations.list(agent_id=agent.id, **query)]  # type: ignore[arg-type]

    assert listed() == made[2::-1]
    assert listed(archive_status="archived") == made[3:]
    assert listed(archive_status="all", order="asc") == made
    assert listed(summary_search="topic 1") == [made[1]]
    assert listed(order="asc", limit=1, after=made[0]) == [made[1]]
    letta.conversations.messages.create(made[0], input="hi", streaming=False)
    assert listed(order_by="last_message_at")[0] == made[0]
    assert listed(order_by="last_run_completion")[0] == made[0]


def test_a_conversation_streams_unless_told_not_to(
    letta: Letta, chat: Conversation, model: ModelServer
) -> None:
    model.script(Say("Green tea"), Say("Black tea"))
    events = list(letta.conversations.messages.create(chat.id, input="Which tea?"))
    kinds = [event.message_type for event in events]
    assert kinds == ["ping", "assistant_message", "stop_reason", "usage_statistics"]
    whole = letta.conversations.messages.create(chat.id, input="And now?", streaming=False)
    [answer] = json.loads(whole.response.read())["messages"]  # the SDK makes a stream of any answer here
    assert (answer["message_type"], answer["content"]) == ("assistant_message", "Black tea")
    run = letta.runs.retrieve(answer["run_id"])
    assert run.conversation_id == chat.id
    assert [r.id for r in letta.runs.list(conversation_id=chat.id)][:1] == [run.id]
    assert letta.conversations.retrieve(chat.id).last_message_at is not None


def test_a_conversation_has_its_own_thread(
    letta: Letta, agent: AgentState, chat: Conversation, model: ModelServer
) -> None:
    model.script(Say("Noted: tea"), Say("Noted: coffee"))
    letta.conversations.messages.create(chat.id, input="I like tea", streaming=False)
    letta.agents.messages.create(agent.id, input="I like coffee")
    assert "tea" not in str(model.requests[-1].json["messages"][1:])
    assert said(letta.conversations.messages.list(chat.id, order="asc")) == ["I like tea", "Noted: tea"]
    own = letta.agents.messages.list(agent.id, conversation_id="default").items
    assert said(own) == ["I like coffee", "Noted: coffee"]
    assert said(letta.agents.messages.list(agent.id, limit=20).items) == [
        *("I like tea", "Noted: tea", "I like coffee", "Noted: coffee"),
    ]
    assert said(letta.messages.list(conversation_id=chat.id)) == ["I like tea", "Noted: tea"]
    hits = letta.messages.search(query="tea", conversation_id=chat.id)
    assert {hit.conversation_id for hit in hits} == {chat.id}
    alike = letta.messages.search(query="coffee", conversation_id=chat.id)
    assert "coffee" not in str([hit.to_dict() for hit in alike])


def test_going_through_a_conversation_shows_each_message_once(letta: Letta, chat: Conversation) -> None:
    for number in range(3):
        letta.conversations.messages.create(chat.id, input=f"number {number}", streaming=False)
    forwards = [m.id for m in valid(letta.conversations.messages.list(chat.id, order="asc", limit=2))]
    backwards = [m.id for m in valid(letta.conversations.messages.list(chat.id, limit=2))]
    assert backwards == forwards[::-1]
    assert len(set(forwards)) == len(forwards) == 7
    older = letta.conversations.messages.list(chat.id, before=forwards[4], limit=2).items
    assert [m.id for m in older] == [forwards[3], forwards[2]]


def test_the_agents_own_conversation_has_special_names(letta: Letta, agent: AgentState) -> None:
    letta.conversations.messages.create("default", agent_id=agent.id, input="one", streaming=False)
    letta.conversations.messages.create(agent.id, input="two", streaming=False)
    texts = said(letta.conversations.messages.list("default", agent_id=agent.id, order="asc"))
    assert texts[::2] == ["one", "two"]
    assert said(letta.conversations.messages.list(agent.id, order="asc")) == texts
    assert len(letta.agents.retrieve(agent.id).message_ids or []) == 5
    assert "CONVERSATION_ID: default" in letta.conversations.recompile("default", agent_id=agent.id)
    with pytest.raises(BadRequestError):
        letta.conversations.messages.list("default")
    with pytest.raises(UnprocessableEntityError):
        letta.conversations.retrieve("default")


def test_a_conversation_may_have_a_model_of_its_own(
    letta: Letta, agent: AgentState, model: ModelServer
) -> None:
    chat = letta.conversations.create(agent_id=agent.id, model=OFFLINE)
    asked = len(model.requests)
    letta.conversations.messages.create(chat.id, input="hi", streaming=False)
    assert len(model.requests) == asked
    letta.conversations.update(chat.id, model=None)
    letta.conversations.messages.create(chat.id, input="hi", streaming=False)
    assert len(model.requests) == asked + 1
    settings = {"provider_type": "openai", "temperature": 0.25}
    changed = letta.conversations.update(chat.id, model_settings=settings)  # type: ignore[arg-type]
    assert changed.api_model_settings is not None
    letta.conversations.messages.create(chat.id, input="hi", streaming=False)
    assert model.requests[-1].json["temperature"] == 0.25
    with pytest.raises(NotFoundError):
        letta.conversations.update(chat.id, model="scripted/huge")


def test_a_fork_goes_its_own_way(letta: Letta, chat: Conversation, model: ModelServer) -> None:
    model.script(Say("First"), Say("Left"), Say("Right"))
    letta.conversations.messages.create(chat.id, input="Begin", streaming=False)
    fork = letta.conversations.fork(chat.id)
    assert (fork.agent_id, fork.summary) == (chat.agent_id, None)
    letta.conversations.messages.create(chat.id, input="go left", streaming=False)
    letta.conversations.messages.create(fork.id, input="go right", streaming=False)
    listed = letta.conversations.messages.list
    assert said(listed(chat.id, order="asc")) == ["Begin", "First", "go left", "Left"]
    assert said(listed(fork.id, order="asc")) == ["Begin", "First", "go right", "Right"]
    begin = next(m.id for m in listed(chat.id, order="asc") if m.message_type == "user_message")
    short = letta.conversations.fork(chat.id, message_id=begin, hidden=True)
    assert said(listed(short.id)) == ["Begin"]


def test_a_conversation_is_compacted(letta: Letta, agent: AgentState, chat: Conversation) -> None:
    with pytest.raises(BadRequestError):
        letta.conversations.messages.compact(chat.id)
    for number in range(4):
        letta.conversations.messages.create(chat.id, input=f"number {number}", streaming=False)
        letta.agents.messages.create(agent.id, input=f"number {number}")
    done = letta.conversations.messages.compact(chat.id, compaction_settings={"mode": "all"})
    assert (done.num_messages_before, done.num_messages_after) == (9, 2)
    assert "number 3" in done.summary
    assert len(letta.conversations.retrieve(chat.id).in_context_message_ids or []) == 2
    done = letta.agents.messages.compact(agent.id)
    assert done.num_messages_before == 9
    assert len(letta.agents.retrieve(agent.id).message_ids or []) == done.num_messages_after < 9


def test_two_conversations_are_answered_at_once_and_one_is_cancelled(
    letta: Letta, agent: AgentState, chat: Conversation, model: ModelServer
) -> None:
    gate = threading.Event()
    model.script(Say("never to be heard", gate=gate), Say("meanwhile"))
    with letta.conversations.messages.create(chat.id, input="slow", background=True) as stream:
        run_id = next(iter(stream)).run_id
    until(lambda: str(model.requests[-1].json["messages"][-1]["content"]) == "slow")
    with pytest.raises(ConflictError, match=str(run_id)):
        letta.conversations.messages.create(chat.id, input="too soon", streaming=False)
    assert said(letta.agents.messages.create(agent.id, input="hi").messages) == ["meanwhile"]
    assert letta.conversations.cancel(chat.id) == {run_id: "cancelled"}
    until(lambda: letta.runs.retrieve(str(run_id)).status == "cancelled")
    gate.set()
    with pytest.raises(ConflictError, match="No active runs"):
        letta.conversations.cancel(chat.id)


def test_a_listener_attaches_to_the_run_that_goes_on(
    letta: Letta, chat: Conversation, model: ModelServer
) -> None:
    with pytest.raises(BadRequestError, match="No active runs"):
        letta.conversations.messages.stream(chat.id)
    gate = threading.Event()
    model.script(Say("one two", gate=gate))
    message = {"role": "user", "content": "count", "otid": "count-1"}
    with letta.conversations.messages.create(
        chat.id, messages=[message], background=True, stream_tokens=True
    ) as stream:
        run_id = next(iter(stream)).run_id
    attached = iter(letta.conversations.messages.stream(chat.id))
    assert next(attached).run_id == run_id
    gate.set()
    rest = list(attached)
    assert "".join(e.content for e in rest if e.message_type == "assistant_message") == "one two"
    assert [e.message_type for e in letta.conversations.messages.stream(chat.id, otid="count-1")][-1:] == [
        "usage_statistics"
    ]
    again = list(letta.conversations.messages.stream(chat.id, run_id=run_id, starting_after=1))
    assert again == rest


def test_what_would_be_sent_can_be_looked_at_before(
    letta: Letta, agent: AgentState, chat: Conversation, model: ModelServer
) -> None:
    letta.conversations.messages.create(chat.id, input="one", streaming=False)
    asked, said_before = len(model.requests), said(letta.agents.messages.list(agent.id).items)
    for path, before in ((f"conversations/{chat.id}", 2), (f"agents/{agent.id}", 0)):
        shown: Any = letta.post(
            f"/v1/{path}/messages/preview-raw-payload", body={"input": "two"}, cast_to=object
        )
        assert [m["content"] for m in shown["messages"][1:]][before:] == ["two"]
    assert len(model.requests) == asked
    assert said(letta.agents.messages.list(agent.id).items) == said_before


def test_what_was_said_is_taken_back_and_kept_in_the_archive(
    letta: Letta, agent: AgentState, chat: Conversation, model: ModelServer
) -> None:
    model.script(Say("Green"), Say("Black"))
    for question in ("Which tea?", "And which now?"):
        letta.conversations.messages.create(chat.id, input=question, streaming=False)
    [_, _, second, _] = letta.conversations.messages.list(chat.id, order="asc").items[1:]
    wish = {"message_id": second.id, "memory": True}
    path = f"/v1/conversations/{chat.id}/take-back"
    tried = post(letta, path, {**wish, "dry_run": True})
    assert (tried["dry_run"], len(said(letta.conversations.messages.list(chat.id)))) == (True, 4)
    archive = post(letta, path, wish)["archive"]
    assert (archive["archived"], archive["summary"]) == (True, "And which now?")
    assert said(letta.conversations.messages.list(chat.id, order="asc")) == ["Which tea?", "Green"]
    kept = said(letta.conversations.messages.list(archive["id"], order="asc"))
    assert kept == ["Which tea?", "Green", "And which now?", "Black"]
    with pytest.raises(NotFoundError):
        post(letta, path, wish)
    with pytest.raises(UnprocessableEntityError):
        post(letta, path, {"memory": True})

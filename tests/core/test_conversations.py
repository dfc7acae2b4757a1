"""Conversations of one agent: each its own context, all the same memory, and a turn in each at the same time."""

import asyncio
import json

import httpx
import pytest

from lettawasm import conversations
from lettawasm.errors import Busy, Conflict, NotFound, PendingApproval
from lettawasm.model import ToolCall
from lettawasm.runtime import Runtime
from lettawasm.schemas.base import DEFAULT
from lettawasm.schemas.compaction import CompactionSettings
from lettawasm.schemas.conversations import Conversation, ConversationCreate
from lettawasm.schemas.messages import Message
from lettawasm.schemas.turns import TurnRequest
from lettawasm.store.table import Page
from lettawasm.testing import host

from . import finding
from .conftest import Space


async def begin(talk: Space, **fields: object) -> Conversation:
    new = ConversationCreate.model_validate(fields)
    return await conversations.create(talk.store, talk.runtime.catalog, talk.agent.id, new)


async def say(talk: Space, text: str, conversation_id: str = DEFAULT, **fields: object) -> str:
    """Say something in a conversation; returns the run."""
    request = TurnRequest.model_validate({"input": text, **fields})
    live = await talk.runtime.send(talk.agent.id, request, conversation_id)
    await live.finished()
    return live.run_id


def context(talk: Space, conversation_id: str = DEFAULT) -> list[str]:
    """What the model sees there, without the system prompt."""
    return [message.text for message in talk.store.recall.context(talk.agent.id, conversation_id)[1:]]


def listed(talk: Space, conversation_id: str | None) -> list[str]:
    place = {"agent_id": talk.agent.id, "conversation_id": conversation_id}
    found: list[Message] = talk.store.recall.find(Page(limit=1_000, order="asc"), **place)
    return [message.text for message in found if message.role != "system"]


def asked(talk: Space) -> list[str]:
    """What the model was asked last, without the system prompt."""
    return [message.text for message in talk.model.requests[-1].messages[1:]]


async def test_each_conversation_has_its_own_messages(space):
    talk = await space("one!", "two!", "three!")
    first, second = await begin(talk), await begin(talk)
    await say(talk, "one", first.id)
    await say(talk, "two", second.id)
    await say(talk, "three")
    assert context(talk, first.id) == listed(talk, first.id) == ["one", "one!"]
    assert context(talk, second.id) == listed(talk, second.id) == ["two", "two!"]
    assert context(talk) == listed(talk, DEFAULT) == ["three", "three!"]
    assert listed(talk, None) == ["one", "one!", "two", "two!", "three", "three!"]
    assert asked(talk) == ["three"]


async def test_every_message_of_a_turn_belongs_to_its_conversation(space):
    edit = ToolCall("call-1", "memory_insert", json.dumps({"label": "human", "new_string": "Likes tea"}))
    talk = await space(edit, "Noted")
    chat = await begin(talk)
    run_id = await say(talk, "I like tea", chat.id)
    said = talk.store.recall.find(Page(order="asc"), conversation_id=chat.id)
    assert [message.role for message in said] == ["system", "user", "assistant", "tool", "assistant"]
    assert {message.run_id for message in said[1:]} == {run_id}
    assert context(talk) == []


async def test_conversations_share_their_agents_memory(space):
    edit = ToolCall("call-1", "memory_insert", json.dumps({"label": "human", "new_string": "Likes tea"}))
    talk = await space(edit, "Noted", "You like tea")
    first, second = await begin(talk), await begin(talk)
    await say(talk, "I like tea", first.id)
    await say(talk, "What do I like?", second.id)
    prompt = talk.model.requests[-1].messages[0].text
    assert "Likes tea" in prompt
    assert f"CONVERSATION_ID: {second.id}" in prompt


async def test_what_was_said_is_found_from_any_conversation(space):
    search = ToolCall("call-1", "conversation_search", json.dumps({"query": "zeppelin"}))
    talk = await space("Nice", search, "Red")
    first, second = await begin(talk), await begin(talk)
    await say(talk, "My zeppelin is red", first.id)
    await say(talk, "Which colour was it?", second.id)
    assert "My zeppelin is red" in asked(talk)[-1]
    found = [finding.messages(talk.store, "zeppelin", conversation_id=one.id) for one in (first, second)]
    assert list(map(finding.texts, found)) == [["My zeppelin is red"], []]


async def test_conversations_are_answered_at_the_same_time_each_once(space):
    talk = await space("a", "b", "c")
    chat = await begin(talk)
    talk.model.held = asyncio.Event()
    sent = [
        await talk.runtime.send(talk.agent.id, TurnRequest(input="hi"), place) for place in (chat.id, DEFAULT)
    ]
    with pytest.raises(Busy, match=sent[0].run_id):
        await talk.runtime.send(talk.agent.id, TurnRequest(input="again"), chat.id)
    while len(talk.model.requests) < 2:
        await asyncio.sleep(0)
    talk.model.held.set()
    assert [(await live.finished()).reason for live in sent] == ["end_turn", "end_turn"]
    assert (len(context(talk)), len(context(talk, chat.id))) == (2, 2)


async def test_edits_from_two_conversations_at_once_both_count(space):
    def edit(number: int) -> ToolCall:
        arguments = {"label": "human", "new_string": f"Fact {number}"}
        return ToolCall(f"call-{number}", "memory_insert", json.dumps(arguments))

    talk = await space(edit(0), edit(1), edit(2))
    places = [DEFAULT, (await begin(talk)).id, (await begin(talk)).id]
    lives = [await talk.runtime.send(talk.agent.id, TurnRequest(input="go"), place) for place in places]
    for live in lives:
        await live.finished()
    assert sorted(talk.block().splitlines()) == ["Fact 0", "Fact 1", "Fact 2", "Name: Ada"]


async def test_only_the_cancelled_conversation_stops(space):
    talk = await space("one two", "one two")
    chat = await begin(talk)
    talk.model.held = asyncio.Event()
    lives = {
        place: await talk.runtime.send(talk.agent.id, TurnRequest(input="hi"), place)
        for place in (chat.id, DEFAULT)
    }
    assert talk.runtime.cancel(talk.agent.id, conversation_id=chat.id) == {lives[chat.id].run_id: "cancelled"}
    assert (await lives[chat.id].finished()).reason == "cancelled"
    with pytest.raises(Conflict, match=chat.id):
        talk.runtime.cancel(talk.agent.id, conversation_id=chat.id)
    talk.model.held.set()
    assert (await lives[DEFAULT].finished()).reason == "end_turn"


async def test_the_same_otid_in_two_conversations_is_two_messages(space):
    talk = await space("a", "b")
    chat = await begin(talk)
    runs = [await say(talk, "hi", place, otid="o-1") for place in (DEFAULT, chat.id, DEFAULT, chat.id)]
    assert (runs[:2], len(set(runs))) == (runs[2:], 2)
    assert (context(talk), context(talk, chat.id)) == (["hi", "a"], ["hi", "b"])


async def test_what_waits_in_one_conversation_holds_up_no_other(space):
    rules = [{"type": "requires_approval", "tool_name": "memory_insert"}]
    edit = ToolCall("call-1", "memory_insert", json.dumps({"label": "human", "new_string": "Likes tea"}))
    talk = await space(edit, "Hello", "Noted", tool_rules=rules)
    chat = await begin(talk)
    await say(talk, "I like tea", chat.id)
    with pytest.raises(PendingApproval):
        await say(talk, "and?", chat.id)
    await say(talk, "hi")
    [call_id] = talk.store.approvals.pending(talk.agent.id, chat.id).waits_for
    answer = {"type": "approval", "approvals": [{"tool_call_id": call_id, "approve": True}]}
    request = TurnRequest.model_validate({"messages": [answer]})
    live = await talk.runtime.send(talk.agent.id, request, chat.id)
    assert (await live.finished()).reason == "end_turn"
    assert talk.block() == "Name: Ada\nLikes tea"
    assert context(talk, chat.id)[-1] == "Noted"
    assert context(talk) == ["hi", "Hello"]


async def test_a_fork_goes_on_by_itself(space):
    talk = await space("A1", "A2", "B2")
    first = await begin(talk)
    await say(talk, "one", first.id)
    agent = conversations.taking_part(talk.store, talk.agent.id, first.id)
    second = conversations.fork(talk.store, agent, message_id=None, hidden=False)
    await say(talk, "left", first.id)
    await say(talk, "right", second.id)
    assert context(talk, first.id) == ["one", "A1", "left", "A2"]
    assert context(talk, second.id) == listed(talk, second.id) == ["one", "A1", "right", "B2"]
    assert asked(talk) == ["one", "A1", "right"]
    assert sorted(listed(talk, None)) == sorted(["one", "A1", "left", "A2", "right", "B2"])


async def test_a_fork_can_begin_at_any_message_in_context(space):
    talk = await space("A1", "A2")
    await say(talk, "one")
    await say(talk, "two")
    answered = talk.history()[2]
    made = conversations.fork(talk.store, talk.agent, message_id=answered.id, hidden=False)
    assert context(talk, made.id) == ["one", "A1"]
    with pytest.raises(NotFound):
        conversations.fork(talk.store, talk.agent, message_id=talk.history()[0].id, hidden=False)


async def test_a_fork_is_compacted_without_its_origin(space):
    talk = await space()
    for number in range(6):
        await say(talk, f"number {number}")
    made = conversations.fork(talk.store, talk.agent, message_id=None, hidden=False)
    before = context(talk)
    half = CompactionSettings(sliding_window_percentage=0.5)
    done = await talk.runtime.compact(talk.agent.id, made.id, half)
    assert (done.num_messages_before, done.num_messages_after) == (13, 8)
    assert context(talk, made.id)[1:] == before[6:]
    assert context(talk) == before
    again = conversations.taking_part(talk.store, talk.agent.id, made.id)
    third = conversations.fork(talk.store, again, message_id=None, hidden=False)
    assert context(talk, third.id) == context(talk, made.id)
    await talk.runtime.compact(talk.agent.id, third.id, CompactionSettings(mode="all"))
    assert len(context(talk, third.id)) == 1
    assert len(context(talk, made.id)) == 7


async def test_a_deleted_conversation_leaves_its_forks_what_they_show(space):
    talk = await space("A1")
    first = await begin(talk)
    await say(talk, "one", first.id)
    agent = conversations.taking_part(talk.store, talk.agent.id, first.id)
    second = conversations.fork(talk.store, agent, message_id=None, hidden=False)
    await talk.runtime.delete_conversation(first.id)
    assert context(talk, second.id) == ["one", "A1"]
    await talk.runtime.delete_conversation(second.id)
    assert listed(talk, None) == []
    with pytest.raises(NotFound):
        await say(talk, "hello?", second.id)


async def test_deleting_a_conversation_stops_its_run_and_leaves_nothing(space):
    talk = await space("one two three")
    chat = await begin(talk)
    talk.model.held = asyncio.Event()
    live = await talk.runtime.send(talk.agent.id, TurnRequest(input="hi"), chat.id)
    async for _ in live.follow():
        break
    await talk.runtime.delete_conversation(chat.id)
    assert (await live.finished()).reason == "cancelled"
    assert listed(talk, None) == []
    assert talk.store.runs.get(live.run_id).status == "cancelled"


async def test_an_export_holds_the_agents_own_conversation(space):
    from lettawasm import transfer

    talk = await space("A", "B")
    await say(talk, "mine")
    await say(talk, "elsewhere", (await begin(talk)).id)
    [entry] = transfer.export(talk.store, talk.agent.id)["agents"]
    assert "elsewhere" not in json.dumps(entry["messages"])
    assert "mine" in json.dumps(entry["messages"])


async def test_a_conversation_goes_on_after_a_restart(space, tmp_path):
    path = str(tmp_path / "space.db")
    talk = await space("A1", path=path)
    chat = await begin(talk)
    run_id = await say(talk, "one", chat.id)
    talk.runtime = Runtime(host("A2", path=path))
    assert [event.message.text for event in talk.runtime.run(run_id).events[:-1]] == ["A1"]
    await say(talk, "two", chat.id)
    assert context(talk, chat.id) == ["one", "A1", "two", "A2"]


async def test_a_conversation_of_another_agent_is_not_found(space):
    talk = await space("never")
    chat = await begin(talk)
    await talk.create(name="other")
    with pytest.raises(NotFound):
        await say(talk, "hi", chat.id)


@pytest.mark.parametrize("named", ["default", "agent"])
async def test_a_conversation_is_meant_in_several_ways(space, named):
    talk = await space("A1")
    path, query = ("default", {"agent_id": talk.agent.id}) if named == "default" else (talk.agent.id, {})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(talk.app), base_url="http://l") as client:
        said = await client.post(
            f"/v1/conversations/{path}/messages", json={"input": "hi", "streaming": False, **query}
        )
        found = await client.get(f"/v1/conversations/{path}/messages", params=query)
    assert [m["content"] for m in said.json()["messages"]] == ["A1"]
    assert [m["content"] for m in found.json()[:2]] == ["A1", "hi"]
    assert context(talk) == ["hi", "A1"]


async def test_the_default_conversation_needs_an_agent(space):
    talk = await space()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(talk.app), base_url="http://l") as client:
        answer = await client.get("/v1/conversations/default/messages")
    assert (answer.status_code, "agent_id" in answer.json()["detail"]) == (400, True)


@pytest.mark.parametrize("where", ["agents", "conversations"])
async def test_a_preview_is_what_would_be_sent_and_leaves_nothing(space, where):
    talk = await space("A1", "A2")
    await say(talk, "one")
    before = talk.history(), talk.store.runs.find(Page())
    talk.store.blocks.update(talk.store.blocks.labelled(talk.agent.id, "human").id, {"value": "Name: Bea"})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(talk.app), base_url="http://l") as client:
        path = f"/v1/{where}/{talk.agent.id}/messages/preview-raw-payload"
        answer = await client.post(path, json={"input": "two"})
    assert answer.status_code == 200
    assert (talk.history(), talk.store.runs.find(Page())) == before
    await say(talk, "two")
    shown, sent = answer.json(), talk.model.requests[-1]
    assert [m["content"] for m in shown["messages"][1:]] == [m.text for m in sent.messages[1:]]
    assert "Name: Bea" in shown["messages"][0]["content"]
    assert [tool["function"]["name"] for tool in shown["tools"]] == [tool.name for tool in sent.tools]

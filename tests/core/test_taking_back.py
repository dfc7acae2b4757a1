"""Taking back what was said: it leaves the conversation and is kept elsewhere; memory goes back if that is wished."""

import pytest

from lettawasm import conversations
from lettawasm.errors import Invalid, NotFound
from lettawasm.model import ToolCall
from lettawasm.rewind.taking_back import take_back
from lettawasm.schemas.base import DEFAULT
from lettawasm.schemas.compaction import CompactionSettings
from lettawasm.schemas.conversations import Conversation
from lettawasm.schemas.messages import Message
from lettawasm.store.table import Page

from .conftest import Space
from .test_conversations import begin, context, listed, say


def said(talk: Space, text: str) -> Message:
    [found] = [m for m in talk.store.recall.find(Page(limit=1_000)) if m.role == "user" and m.text == text]
    return found


def taken_back(
    talk: Space, text: str, conversation_id: str = DEFAULT, *, memory: bool = False
) -> Conversation:
    agent = conversations.taking_part(talk.store, talk.agent.id, conversation_id)
    return talk.store.driver.transact(
        lambda: take_back(talk.store, agent, said(talk, text).id, memory=memory)
    )


async def test_what_is_taken_back_is_kept_as_an_archived_conversation(space):
    talk = await space("one!", "two!", "three!", "other!")
    for text in ("one", "two", "three"):
        await say(talk, text)
    archive = taken_back(talk, "two")
    assert listed(talk, DEFAULT) == context(talk) == ["one", "one!"]
    assert (
        listed(talk, archive.id)
        == context(talk, archive.id)
        == ["one", "one!", "two", "two!", "three", "three!"]
    )
    assert (archive.summary, archive.archived_at is not None) == ("two", True)
    runs = talk.store.runs.find(Page(order="asc"))
    assert [run.conversation_id for run in runs] == [None, archive.id, archive.id]
    await say(talk, "something else")
    assert context(talk) == ["one", "one!", "something else", "other!"]


async def test_what_was_remembered_since_goes_only_if_that_is_wished(space):
    def edit(text: str) -> ToolCall:
        return ToolCall("1", "memory_insert", f'{{"label": "human", "new_string": "{text}"}}')

    for memory in (False, True):
        talk = await space(edit("likes tea"), "one!", edit("likes rain"), "two!")
        await say(talk, "one")
        await say(talk, "two")
        [block] = [b for b in talk.store.blocks.of_agent(talk.agent.id) if b.label == "human"]
        taken_back(talk, "two", memory=memory)
        value = talk.store.blocks.get(block.id).value
        assert ("likes tea" in value, "likes rain" in value) == (True, not memory)


async def test_a_context_that_was_compacted_since_is_as_it_was(space):
    talk = await space("one!", "two!", "three!", "A summary.")
    for text in ("one", "two", "three"):
        await say(talk, text)
    await talk.runtime.compact(talk.agent.id, settings=CompactionSettings(mode="all"))
    taken_back(talk, "three")
    assert context(talk) == listed(talk, DEFAULT) == ["one", "one!", "two", "two!"]


async def test_a_fork_loses_what_it_began_with_and_its_origin_keeps_it(space):
    talk = await space("one!", "two!", "three!")
    await say(talk, "one")
    await say(talk, "two")
    fork = conversations.fork(talk.store, talk.agent, message_id=None, hidden=False)
    await say(talk, "three", fork.id)
    archive = taken_back(talk, "two", fork.id)
    assert listed(talk, DEFAULT) == ["one", "one!", "two", "two!"]
    assert listed(talk, fork.id) == context(talk, fork.id) == ["one", "one!"]
    assert context(talk, archive.id) == ["one", "one!", "two", "two!", "three", "three!"]


async def test_only_what_a_person_said_in_this_conversation_is_taken_back(space):
    talk = await space("one!", "two!")
    await say(talk, "one")
    other = await begin(talk)
    await say(talk, "two", other.id)
    answer = talk.store.recall.context(talk.agent.id)[-1]
    with pytest.raises(Invalid):
        take_back(talk.store, talk.agent, answer.id, memory=False)
    with pytest.raises(NotFound):
        take_back(talk.store, talk.agent, said(talk, "two").id, memory=False)

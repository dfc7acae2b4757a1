"""Runs outlive their listeners, and sending a message twice is sending it once."""

import asyncio
import json

import pytest

from lettawasm.api.stream import frames
from lettawasm.errors import Conflict, NotFound, Unprocessable
from lettawasm.model import Failed, ToolCall
from lettawasm.runtime import Runtime
from lettawasm.schemas.messages import TurnRequest
from lettawasm.store.table import Page
from lettawasm.testing import ScriptedProvider, host

from .conftest import stored


def turn(text: str = "hi", **fields: object) -> TurnRequest:
    return TurnRequest.model_validate({"input": text, **fields})


def insert(text: str) -> ToolCall:
    return ToolCall(f"call-{text}", "memory_insert", json.dumps({"label": "human", "new_string": text}))


async def test_a_listener_that_leaves_changes_nothing(space):
    talk = await space("one two three")
    talk.model.held = asyncio.Event()
    live = await talk.runtime.send(talk.agent.id, turn())
    async for _ in live.follow():
        break
    talk.model.held.set()
    assert (await live.finished()).reason == "end_turn"
    assert talk.said() == [("user", "hi"), ("assistant", "one two three")]


async def test_a_late_listener_hears_everything(space):
    talk = await space("one two")
    live = await talk.runtime.send(talk.agent.id, turn())
    await live.finished()
    assert [e async for e in talk.runtime.run(live.run_id).follow()] == live.events


async def test_the_same_message_twice_runs_once(space):
    talk = await space("first", "second")
    first = await talk.runtime.send(talk.agent.id, turn(otid="o-1"))
    joined = await talk.runtime.send(talk.agent.id, turn(otid="o-1"))
    assert joined is first
    await first.finished()
    again = await talk.runtime.send(talk.agent.id, turn(otid="o-1"))
    assert stored(again.events) == stored(first.events)
    assert talk.said() == [("user", "hi"), ("assistant", "first")]


async def test_a_message_that_failed_can_be_sent_again_and_is_stored_once(space):
    talk = await space(Failed("unreachable", "No."), "Now it works")
    assert (await talk.say("hi", otid="o-1")).reason == "llm_api_error"
    assert (await talk.say("hi", otid="o-1")).reason == "end_turn"
    assert talk.said() == [("user", "hi"), ("assistant", "Now it works")]


async def test_a_failed_message_sent_again_after_others_is_answered_last(space):
    talk = await space(Failed("unreachable", "No."), "To the second", "To the first")
    await talk.say("first", otid="o-1")
    await talk.say("second", otid="o-2")
    await talk.say("first", otid="o-1")
    asked = [m.text for m in talk.model.requests[-1].messages[1:]]
    assert asked == ["second", "To the second", "first"]


async def test_a_crash_in_the_middle_of_a_turn_is_gone_on_with(space, tmp_path):
    path = str(tmp_path / "space.db")
    talk = await space(insert("Likes tea"), "never said", path=path)
    before = talk.runtime
    live = await before.send(talk.agent.id, turn("I like tea", otid="o-1"))
    async for event in live.follow():  # the process dies right after the edit was acknowledged
        if stored([event]) and stored([event])[0].role == "tool":
            break
    talk.model.held = asyncio.Event()  # nothing of the old process happens any more

    model = ScriptedProvider("Noted")
    after = Runtime(host(provider=model, path=path))
    [run] = after.store.runs.find(Page())
    assert (run.status, run.metadata["error"]["type"]) == ("failed", "interrupted")
    again = await after.send(talk.agent.id, turn("I like tea", otid="o-1"))
    assert (await again.finished()).reason == "end_turn"
    assert [m.role for m in stored(again.events)] == ["assistant", "tool", "assistant"]
    talk.runtime = after
    assert talk.block() == "Name: Ada\nLikes tea"
    assert [role for role, _ in talk.said()] == ["user", "assistant", "tool", "assistant"]
    assert [m.role for m in model.requests[0].messages] == ["system", "user", "assistant", "tool"]


async def test_a_crash_after_the_last_word_loses_nothing_and_asks_no_model(space, tmp_path):
    path = str(tmp_path / "space.db")
    talk = await space("All said", path=path)
    await talk.say("hi", otid="o-1")
    talk.store.driver.execute("UPDATE runs SET status = 'running', stop_reason = NULL, completed_at = NULL")

    model = ScriptedProvider("must not be asked")
    after = Runtime(host(provider=model, path=path))
    [run] = after.store.runs.find(Page())
    assert (run.status, run.stop_reason) == ("completed", "end_turn")
    again = await after.send(talk.agent.id, turn(otid="o-1"))
    await again.finished()
    assert [m.text for m in stored(again.events)] == ["All said"]
    assert model.requests == []


async def test_an_agent_answers_one_message_after_another(space):
    talk = await space("to one", "to two")
    talk.model.held = asyncio.Event()
    first = await talk.runtime.send(talk.agent.id, turn("one"))
    second = await talk.runtime.send(talk.agent.id, turn("two"))
    await first.begun.wait()
    assert talk.store.runs.get(second.run_id).status == "created"
    talk.model.held.set()
    await second.finished()
    assert talk.said() == [("user", "one"), ("assistant", "to one"), ("user", "two"), ("assistant", "to two")]


async def test_two_agents_answer_at_the_same_time(space):
    talk = await space("a", "b")
    one = talk.agent.id
    two = (await talk.create(name="other")).id
    talk.model.held = asyncio.Event()
    lives = [await talk.runtime.send(agent_id, turn()) for agent_id in (one, two)]
    while len(talk.model.requests) < 2:
        await asyncio.sleep(0)
    talk.model.held.set()
    assert [(await live.finished()).reason for live in lives] == ["end_turn", "end_turn"]


async def test_cancelling_keeps_what_was_said_so_far(space):
    talk = await space("one two three")
    talk.model.held = asyncio.Event()
    live = await talk.runtime.send(talk.agent.id, turn())
    async for _ in live.follow():
        break
    assert talk.runtime.cancel(talk.agent.id) == {live.run_id: "cancelled"}
    assert (await live.finished()).reason == "cancelled"
    assert talk.said() == [("user", "hi"), ("assistant", "one ")]
    assert talk.store.runs.get(live.run_id).status == "cancelled"
    with pytest.raises(Conflict):
        talk.runtime.cancel(talk.agent.id)


async def test_an_agent_that_is_deleted_in_the_middle_of_a_run_ends_it(space):
    talk = await space("one two three")
    talk.model.held = asyncio.Event()
    live = await talk.runtime.send(talk.agent.id, turn())
    async for _ in live.follow():
        break
    talk.runtime.delete_agent(talk.agent.id)
    assert (await live.finished()).reason in ("cancelled", "error")
    with pytest.raises(NotFound):
        talk.store.agents.get(talk.agent.id)


@pytest.mark.parametrize("text", ["", "   ", "x " * 60_000])
async def test_a_message_that_can_not_be_answered_is_refused_and_not_stored(space, text):
    talk = await space("never")
    with pytest.raises(Unprocessable):
        await talk.runtime.send(talk.agent.id, turn(text))
    assert talk.said() == []
    assert talk.store.runs.find(Page()) == []


async def test_a_run_of_an_earlier_life_is_told_from_the_store(space, tmp_path):
    path = str(tmp_path / "space.db")
    talk = await space(insert("Likes tea"), "Noted", path=path)
    live = await talk.runtime.send(talk.agent.id, turn("I like tea"))
    await live.finished()
    after = Runtime(host(path=path))
    assert [m.id for m in stored(after.run(live.run_id).events)] == [m.id for m in stored(live.events)]


async def test_how_the_last_run_went_is_remembered(space):
    talk = await space("ok")
    await talk.say("hi")
    settings = talk.store.agents.get(talk.agent.id).settings
    assert settings.last_stop_reason == "end_turn"
    assert settings.last_run_completion > talk.agent.created_at
    assert settings.last_run_duration_ms >= 1_000  # the clock of these tests ticks a second at each look


async def test_a_follower_of_a_retold_run_misses_nothing(space, tmp_path):
    path = str(tmp_path / "space.db")
    talk = await space("one two three", path=path)
    live = await talk.runtime.send(talk.agent.id, turn(background=True, stream_tokens=True, streaming=True))
    await live.finished()
    told = b"".join([f async for f in frames(Runtime(host(path=path)).run(live.run_id), starting_after=99)])
    assert b"one two three" in told

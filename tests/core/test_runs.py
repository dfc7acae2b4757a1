"""Runs outlive their listeners, and sending a message twice is sending it once."""

import asyncio
import json
from dataclasses import replace

import httpx
import pytest

from lettawasm import agentfile, transfer
from lettawasm.api.stream import frames
from lettawasm.errors import Busy, Conflict, NotFound, Unprocessable
from lettawasm.live import LiveRun
from lettawasm.model import Failed, ToolCall, Usage
from lettawasm.ports import RunEnd
from lettawasm.runtime import Runtime
from lettawasm.schemas.turns import TurnRequest
from lettawasm.store.table import Page
from lettawasm.testing import ScriptedProvider, host

from .conftest import MakeSpace, Space, stored


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


async def test_a_message_that_was_overtaken_fails_and_is_sent_a_third_time_without_a_copy(space):
    talk = await space(Failed("unreachable", "No."), "To the second", Failed("unreachable", "No."), "At last")
    for text, otid in (("first", "o-1"), ("second", "o-2"), ("first", "o-1"), ("first", "o-1")):
        await talk.say(text, otid=otid)
    assert [m.text for m in talk.store.recall.context(talk.agent.id)[1:]] == [
        *("second", "To the second", "first", "At last"),
    ]
    assert [text for role, text in talk.said() if role == "user"] == ["first", "second", "first"]


async def test_a_crash_in_the_middle_of_a_turn_is_gone_on_with(space, tmp_path):
    path = str(tmp_path / "space.db")
    talk = await space(insert("Likes tea"), "never said", path=path)
    talk.model.held = asyncio.Event()  # the process dies while the model answers to what came of its edit
    live = await talk.runtime.send(talk.agent.id, turn("I like tea", otid="o-1"))
    async for event in live.follow():
        if stored([event]) and stored([event])[0].role == "tool":
            break

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


async def held(space: MakeSpace, *script: str) -> tuple[Space, LiveRun]:
    """A space whose agent is in the middle of its answer, until `talk.model.held` is set."""
    talk = await space(*script)
    talk.model.held = asyncio.Event()
    live = await talk.runtime.send(talk.agent.id, turn("one", otid="o-1"))
    async for _ in live.follow():
        break
    return talk, live


async def test_a_busy_agent_takes_no_second_message_until_it_is_free(space):
    talk, first = await held(space, "to one", "to two")
    with pytest.raises(Busy, match=first.run_id):
        await talk.runtime.send(talk.agent.id, turn("two", otid="o-2"))
    assert len(talk.store.runs.find(Page())) == 1
    assert await talk.runtime.send(talk.agent.id, turn("one", otid="o-1")) is first
    talk.model.held.set()
    await first.finished()
    assert (await talk.say("two", otid="o-2")).reason == "end_turn"
    assert talk.said() == [("user", "one"), ("assistant", "to one"), ("user", "two"), ("assistant", "to two")]


async def test_of_many_messages_sent_at_once_one_is_answered(space):
    talk = await space()
    sent = [talk.runtime.send(talk.agent.id, turn(f"message {n}")) for n in range(20)]
    outcomes = await asyncio.gather(*sent, return_exceptions=True)
    [live] = [outcome for outcome in outcomes if isinstance(outcome, LiveRun)]
    assert [type(o) for o in outcomes if o is not live] == [Busy] * 19
    await live.finished()
    assert [role for role, _ in talk.said()] == ["user", "assistant"]


async def test_what_was_sent_is_stored_before_the_run_is_told_of(space):
    talk = await space("ok")
    live = await talk.runtime.send(talk.agent.id, turn())
    assert (talk.store.runs.get(live.run_id).status, talk.said()) == ("running", [("user", "hi")])
    await live.finished()


@pytest.mark.parametrize("change", ["PATCH reset-messages", "PATCH "])
async def test_the_context_of_a_busy_agent_is_not_emptied(space, change):
    talk, live = await held(space, "to one")
    method, _, action = change.partition(" ")
    answer = await asked(talk, method, action, {} if action else {"message_ids": []})
    assert (answer.status_code, answer.json()["run_id"]) == (409, live.run_id)
    talk.model.held.set()
    await live.finished()
    assert (await asked(talk, method, action, {} if action else {"message_ids": []})).status_code == 200
    assert [m.role for m in talk.store.recall.context(talk.agent.id)] == ["system"]


async def test_a_busy_agent_is_exported_as_it_stands(space):
    talk, live = await held(space, "to one")
    file = agentfile.parse(json.dumps(transfer.export(talk.store, talk.agent.id)).encode())
    [copy] = await transfer.import_file(talk.store, talk.runtime.catalog, file, transfer.ImportOptions())
    talk.model.held.set()
    await live.finished()
    assert [m.text for m in talk.store.recall.context(copy)[1:]] == ["one"]
    again = await talk.runtime.send(copy, turn("two"))
    assert (await again.finished()).reason == "end_turn"


BUSY_ROUTES = {
    "messages": {"input": "two"},
    "messages/stream": {"input": "two", "stream_tokens": True},
    "messages/async": {"input": "two"},
    "messages?background": {"input": "two", "streaming": True, "background": True},
}


@pytest.mark.parametrize("action", BUSY_ROUTES)
async def test_a_busy_agent_says_which_run_it_answers(space, action):
    talk, live = await held(space, "to one")
    answer = await asked(talk, "POST", action, BUSY_ROUTES[action])
    assert answer.status_code == 409
    assert answer.json() == {"detail": answer.json()["detail"], "run_id": live.run_id}
    assert answer.json()["detail"].startswith(
        f"CONFLICT: Cannot send a new message: Another request (run_id={live.run_id})"
    )
    assert "x-should-retry" not in answer.headers  # nothing was stored, so an SDK may try again
    talk.model.held.set()
    await live.finished()


async def asked(talk: Space, method: str, action: str, body: object) -> httpx.Response:
    transport = httpx.ASGITransport(talk.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.request(method, f"/v1/agents/{talk.agent.id}/{action}", json=body)


class Watcher:
    def __init__(self) -> None:
        self.heard: list[object] = []

    def began(self, run_id: str, agent_id: str) -> None:
        self.heard.append((run_id, agent_id))

    def ended(self, end: RunEnd) -> None:
        self.heard.append(end)


async def test_a_host_hears_of_every_run_and_how_it_ended(space):
    talk = await space("fine", Failed("unreachable", "secret"))
    watcher = Watcher()
    talk.runtime.host = replace(talk.runtime.host, watchers=[watcher])
    lives = []
    for _ in range(2):
        lives.append(await talk.runtime.send(talk.agent.id, turn()))
        await lives[-1].finished()
    one, two, agent = lives[0].run_id, lives[1].run_id, talk.agent.id
    fine = RunEnd(one, agent, "completed", "end_turn", 1, Usage(10, 5), watcher.heard[1].milliseconds)
    failed = RunEnd(
        *(two, agent, "failed", "llm_api_error", 0, Usage(), watcher.heard[3].milliseconds),
        "llm_connection_error",
    )
    assert watcher.heard == [(one, agent), fine, (two, agent), failed]
    assert fine.milliseconds >= 1_000  # the clock of these tests ticks a second at each look


async def test_a_host_hears_of_the_end_of_a_run_whose_agent_was_deleted(space):
    talk, live = await held(space, "one two three")
    watcher = Watcher()
    talk.runtime.host = replace(talk.runtime.host, watchers=[watcher])
    talk.runtime.delete_agent(talk.agent.id)
    await live.finished()
    assert [(end.run_id, end.status) for end in watcher.heard] == [(live.run_id, "cancelled")]


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


async def test_an_agent_that_is_deleted_in_the_middle_of_a_run_ends_it(space, caplog):
    talk = await space("one two three")
    talk.model.held = asyncio.Event()
    live = await talk.runtime.send(talk.agent.id, turn())
    async for _ in live.follow():
        break
    talk.runtime.delete_agent(talk.agent.id)
    assert (await live.finished()).reason == "cancelled"
    assert caplog.records == []
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

"""Agents write to each other: who waits gets the reply, and nobody waits for ever."""

import asyncio
from typing import Any

import pytest

from lettawasm.groups import post
from lettawasm.model import ToolCall
from lettawasm.store.table import Page

from .cast import Cast, call

WAIT = "send_message_to_agent_and_wait_for_reply"
ASYNC = "send_message_to_agent_async"
TAGS = "send_message_to_agents_matching_tags"


def ask(other: str, message: str = "How are you?", **fields: Any) -> ToolCall:
    return call(WAIT, message=message, other_agent_id=other, **fields)


async def test_an_agent_gets_the_reply_of_another_as_its_tools_return() -> None:
    cast = await Cast.of(ann=[], bob=["Fine."])
    cast.part("ann").script += [ask(cast.id("bob")), "Bob is fine."]
    assert await cast.say("ann") == "end_turn"
    assert cast.returns("ann") == ["Fine."]
    assert cast.history("ann")[-1].text == "Bob is fine."


async def test_a_message_says_whose_it_is() -> None:
    cast = await Cast.of(ann=[], bob=["Fine."])
    cast.part("ann").script += [ask(cast.id("bob"))]
    await cast.say("ann")
    [message, _] = cast.history("bob")
    assert (message.role, message.sender_id, message.name) == ("user", cast.id("ann"), "ann")
    assert cast.id("ann") in message.text
    assert message.text.endswith("\nHow are you?")


async def test_the_turn_about_a_message_is_a_run_of_its_own() -> None:
    cast = await Cast.of(ann=[], bob=["Fine."])
    cast.part("ann").script += [ask(cast.id("bob"))]
    await cast.say("ann")
    runs = cast.runtime.store.runs.find(Page(order="asc"))
    assert [(run.agent_id, run.status) for run in runs] == [
        (cast.id("ann"), "completed"),
        (cast.id("bob"), "completed"),
    ]


async def test_an_agent_that_speaks_by_a_tool_replies_with_what_it_says_by_it() -> None:
    cast = await Cast.of(ann=[], bob=[])
    await cast.engage("bob", agent_type="memgpt_v2_agent")
    cast.part("ann").script += [ask(cast.id("bob"))]
    cast.part("bob").script += [call("send_message", message="Spoken.")]
    await cast.say("ann")
    assert cast.returns("ann") == ["Spoken."]


async def test_agents_that_ask_each_other_are_told_instead_of_waiting_for_ever() -> None:
    cast = await Cast.of(ann=[], bob=[])
    cast.part("ann").script += [ask(cast.id("bob"))]
    cast.part("bob").script += [ask(cast.id("ann")), "I could not ask."]
    assert await cast.say("ann") == "end_turn"
    assert "waiting for you" in cast.returns("bob")[0]
    assert cast.returns("ann") == ["I could not ask."]


async def test_a_ring_of_three_is_seen_as_well() -> None:
    cast = await Cast.of(ann=[], bob=[], cid=[])
    for asker, asked in (("ann", "bob"), ("bob", "cid"), ("cid", "ann")):
        cast.part(asker).script += [ask(cast.id(asked))]
    assert await cast.say("ann") == "end_turn"
    assert "waiting for you" in cast.returns("cid")[0]


async def test_two_agents_that_begin_to_ask_each_other_at_once_both_end() -> None:
    cast = await Cast.of(ann=["hm"], bob=["hm"])
    cast.part("ann").script[:0] = [ask(cast.id("bob"))]
    cast.part("bob").script[:0] = [ask(cast.id("ann"))]
    reasons = await asyncio.gather(cast.say("ann"), cast.say("bob"))
    assert reasons == ["end_turn", "end_turn"]


async def test_an_agent_can_not_write_to_itself() -> None:
    cast = await Cast.of(ann=[])
    cast.part("ann").script += [ask(cast.id("ann")), "All right."]
    await cast.say("ann")
    assert "your own id" in cast.returns("ann")[0]


async def test_a_busy_agent_is_waited_for() -> None:
    cast = await Cast.of(ann=[], bob=["To you.", "To ann."])
    cast.part("ann").script += [ask(cast.id("bob"))]
    held = cast.hold("bob")
    bobs = await cast.begin("bob", "Hello")
    anns = await cast.begin("ann", "go")
    while len(cast.history("ann")) < 2:
        await asyncio.sleep(0)
    assert cast.heard("bob") == ["Hello"]
    held.set()
    assert (await anns.finished()).reason == (await bobs.finished()).reason == "end_turn"
    assert cast.returns("ann") == ["To ann."]


async def test_an_agent_that_stays_busy_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "PATIENCE", 0.0)
    cast = await Cast.of(ann=[], bob=["…"])
    cast.part("ann").script += [ask(cast.id("bob")), "Later, then."]
    held = cast.hold("bob")
    bobs = await cast.begin("bob", "Hello")
    assert await cast.say("ann") == "end_turn"
    assert "busy" in cast.returns("ann")[0]
    held.set()
    await bobs.finished()
    assert cast.heard("bob") == ["Hello"]


async def test_messages_that_lead_to_messages_come_to_an_end() -> None:
    cast = await Cast.of(ann=[], bob=[])
    for asker, asked in (("ann", "bob"), ("bob", "ann")):
        letter = call(ASYNC, message="Your turn.", other_agent_id=cast.id(asked))
        cast.part(asker).script += [line for _ in range(50) for line in (letter, "Done.")]
    await cast.say("ann")
    await cast.quiet()
    assert len(cast.heard("ann")) + len(cast.heard("bob")) == 1 + post.MOST_HOPS
    refused = [text for text in cast.returns("ann") + cast.returns("bob") if "led to this one" in text]
    assert len(refused) == 1


async def test_a_message_without_a_reply_is_stored_when_the_call_returns() -> None:
    cast = await Cast.of(ann=[], bob=["…"])
    cast.part("ann").script += [call(ASYNC, message="News!", other_agent_id=cast.id("bob")), "Told."]
    held = cast.hold("bob")
    assert await cast.say("ann") == "end_turn"
    assert cast.returns("ann") == ["The message was delivered."]
    assert [text.endswith("News!") for text in cast.heard("bob")] == [True]
    held.set()
    await cast.quiet()


async def test_an_agent_that_fails_or_asks_a_person_gives_no_reply() -> None:
    cast = await Cast.of(ann=[], bob=[RuntimeError("boom")], cid=[call("memory_insert")])
    gate = {"type": "requires_approval", "tool_name": "memory_insert"}
    await cast.engage("cid", tool_rules=[gate])
    cast.part("ann").script += [ask(cast.id("bob")), ask(cast.id("cid")), "Nobody."]
    await cast.say("ann")
    first, second = cast.returns("ann")
    assert first.startswith("bob gave no reply")
    assert "a person's word" in second


async def test_an_agent_that_waits_for_approval_takes_no_message() -> None:
    cast = await Cast.of(ann=[], cid=[call("memory_insert")])
    await cast.engage("cid", tool_rules=[{"type": "requires_approval", "tool_name": "memory_insert"}])
    await cast.say("cid")
    cast.part("ann").script += [ask(cast.id("cid")), "Nobody."]
    await cast.say("ann")
    assert "approval" in cast.returns("ann")[0]
    assert cast.heard("cid") == ["go"]


async def test_unknown_agents_and_wrong_arguments_are_told_to_the_model() -> None:
    cast = await Cast.of(ann=[ask("agent-nobody"), call(WAIT, message="Hi"), "Well."])
    await cast.say("ann")
    unknown, wrong = cast.returns("ann")
    assert "not found" in unknown
    assert "other_agent_id" in wrong


async def test_agents_are_found_by_their_tags() -> None:
    cast = await Cast.of(ann=[], bob=[], cid=[], dan=["I am dan."], eve=[RuntimeError("boom")])
    await cast.engage("bob", tags=["work"])
    await cast.engage("cid", tags=["red"])
    await cast.engage("dan", tags=["work", "red"])
    await cast.engage("eve", tags=["work", "blue"])
    await cast.engage("ann", tags=["work", "red"])
    wanted = {"match_all": ["work"], "match_some": ["red", "blue"]}
    cast.part("ann").script += [call(TAGS, message="Who are you?", **wanted), "Good."]
    await cast.say("ann")
    [returned] = cast.returns("ann")
    assert f'{{"agent_id": "{cast.id("dan")}", "reply": "I am dan."}}' in returned
    assert f'{{"agent_id": "{cast.id("eve")}", "error": "eve gave no reply' in returned
    assert cast.heard("bob") + cast.heard("cid") == []


async def test_without_a_tag_nobody_is_meant() -> None:
    cast = await Cast.of(ann=[call(TAGS, message="Hi", match_all=[], match_some=[]), "Oh."], bob=[])
    await cast.say("ann")
    assert "at least one tag" in cast.returns("ann")[0]
    assert cast.heard("bob") == []


async def test_a_person_can_stop_an_agent_that_waits_and_the_other_goes_on() -> None:
    cast = await Cast.of(ann=[], bob=["Finished."])
    cast.part("ann").script += [ask(cast.id("bob"))]
    held = cast.hold("bob")
    anns = await cast.begin("ann", "go")
    while not cast.part("bob").requests:
        await asyncio.sleep(0)
    cast.runtime.cancel(cast.id("ann"))
    assert (await anns.finished()).reason == "cancelled"
    held.set()
    await cast.quiet()
    assert cast.history("bob")[-1].text == "Finished."

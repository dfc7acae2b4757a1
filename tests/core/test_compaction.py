"""A long conversation goes on: a summary takes the place of its oldest messages, and nothing is lost."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from lettawasm.compaction.summary import TRANSCRIPT
from lettawasm.errors import Busy, Conflict, Invalid, NotFound, PendingApproval
from lettawasm.events import Compacting, Event, Stored
from lettawasm.model import Done, Failed, ModelEvent, ModelRequest, TextDelta, ToolCall, Usage
from lettawasm.runtime import Runtime
from lettawasm.schemas.compaction import CompactionResponse, CompactionSettings
from lettawasm.schemas.messages import Message
from lettawasm.schemas.turns import TurnRequest
from lettawasm.testing import ScriptedProvider, host
from lettawasm.tokens import estimate_tokens

from . import finding
from .conftest import Space

LONG = "word " * 200
OVERFLOW = Failed("context_overflow", "Too long.")


class Writer(ScriptedProvider):
    """Answers by its script, and requests for a summary with `summary`: a text, a Failed, or None to hang for ever."""

    def __init__(self, summary: str | Failed | None, *script: object, window: int = 32_000) -> None:
        super().__init__(*script, window=window)  # type: ignore[arg-type]
        self.summary = summary
        self.asked: list[ModelRequest] = []

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        if not wants_summary(request):
            async for event in super().stream(request):
                yield event
            return
        self.asked.append(request)
        if self.summary is None:
            await asyncio.Event().wait()
        elif isinstance(self.summary, Failed):
            yield self.summary
        else:
            yield TextDelta(self.summary)
            yield Done(self.summary)


def wants_summary(request: ModelRequest) -> bool:
    last = request.messages[-1].text
    return last.startswith(TRANSCRIPT) or "reply with the text of the summary alone" in last


async def talking(model: ScriptedProvider, turns: int = 0, path: str = ":memory:", **fields: object) -> Space:
    """A space whose agent has talked for some turns about nothing."""
    talk = Space(path=path)
    talk.model = model
    talk.runtime = Runtime(host(provider=model, path=path))
    await talk.create(**fields)
    for number in range(turns):
        await talk.say(f"message {number} {LONG}")
    return talk


def context(talk: Space) -> list[Message]:
    return list(talk.store.recall.context(talk.agent.id))


def summaries(events: list[Event]) -> list[Message]:
    return [e.message for e in events if isinstance(e, Stored) and e.message.role == "summary"]


async def compact(talk: Space, **settings: object) -> tuple[int, int]:
    done = await talk.runtime.compact(talk.agent.id, settings=CompactionSettings.model_validate(settings))
    return done.num_messages_before, done.num_messages_after


# -- when ----------------------------------------------------------------------------------------------


async def test_a_long_conversation_stays_within_the_window_and_loses_nothing():
    talk = await talking(Writer("They counted.", window=3_000), turns=40)
    asked = [sum(estimate_tokens(m.text) for m in request.messages) for request in talk.model.requests]
    assert max(asked) < 3_000
    assert len([1 for role, _ in talk.said() if role == "user"]) == 40
    assert "They counted." in context(talk)[1].text
    assert talk.model.requests[-1].messages[-1].text.startswith("message 39 ")
    assert finding.messages(talk.store, "message 0", agent_id=talk.agent.id)


async def test_a_step_that_fills_the_window_is_followed_by_a_compaction():
    full = Done("big", usage=Usage(prompt_tokens=29_500, completion_tokens=100))
    talk = await talking(Writer("All about x.", *["ok"] * 6, full), turns=6)
    events = await talk.events("x")
    kinds = [type(e).__name__ for e in events if not hasattr(e, "piece")]
    assert kinds == ["Stored", "Compacting", "Stored", "Stopped"]
    [summary] = summaries(events)
    stats = summary.extra["compaction"]
    assert stats["trigger"] == "post_step_context_check"
    assert stats["context_tokens_before"] == 29_600
    assert stats["messages_count_before"] == 15
    assert stats["messages_count_after"] == len(context(talk)) < 15
    assert stats["context_tokens_after"] < 29_600 * 0.7
    assert events[-1].context_tokens == stats["context_tokens_after"]
    assert (summary.run_id, summary.step_id) == (context(talk)[-1].run_id, context(talk)[-1].step_id)


async def test_what_a_model_only_thought_fills_no_window():
    usage = Usage(prompt_tokens=500, completion_tokens=31_000, reasoning_tokens=30_900)
    talk = await talking(Writer("?", *["ok"] * 6, Done("short", usage=usage)), turns=6)
    assert not summaries(await talk.events("x"))


async def test_a_model_with_a_smaller_window_than_it_says_is_asked_with_less():
    talk = await talking(Writer("Before.", *["ok"] * 10, OVERFLOW, "fits"), turns=10)
    events = await talk.events(f"again {LONG}")
    assert [s.extra["compaction"]["trigger"] for s in summaries(events)] == ["context_window_exceeded"]
    assert events[-1].reason == "end_turn"
    refused, taken = talk.model.requests[-2:]
    assert sum(len(m.text) for m in taken.messages) < sum(len(m.text) for m in refused.messages)
    assert taken.messages[-1].text == refused.messages[-1].text


async def test_one_long_turn_is_compacted_without_losing_what_it_is_about():
    notes = [json.dumps({"label": "human", "new_string": f"{n}: {LONG}"}) for n in range(12)]
    calls = [ToolCall(f"c{n}", "memory_insert", note) for n, note in enumerate(notes)]
    talk = await talking(
        Writer("I took notes.", *calls, "done", window=8_000),
        memory_blocks=[{"label": "human", "value": "", "limit": 100_000}],
    )
    events = await talk.events("Write all of it down")
    assert summaries(events)
    assert all("Write all of it down" in str(request.messages) for request in talk.model.requests)
    assert events[-1].reason in ("end_turn", "error", "context_window_overflow_in_system_prompt")


# -- how -----------------------------------------------------------------------------------------------


async def test_a_sliding_window_lets_the_oldest_share_go():
    talk = await talking(Writer("Three of them."), turns=5)
    before = [message.id for message in context(talk)]
    assert await compact(talk) == (11, 9)
    system, summary, *kept = context(talk)
    assert [system.id, *(m.id for m in kept)] == [before[0], *before[4:]]
    told = json.loads(summary.text)
    assert told["type"] == "system_alert"
    assert told["message"].startswith("Note: 3 earlier messages are no longer shown")
    assert told["message"].endswith("Three of them.")
    assert told["compaction_stats"]["trigger"] == "manual"


async def test_all_of_a_finished_conversation_can_become_one_summary():
    talk = await talking(Writer("Everything."), turns=5)
    assert await compact(talk, mode="all") == (11, 2)
    assert [message.role for message in context(talk)] == ["system", "summary"]
    assert await compact(talk, mode="all") == (2, 2)
    assert len(talk.model.asked) == 1


async def test_the_next_summary_is_made_from_the_last_one():
    model = Writer("The first summary.")
    talk = await talking(model, turns=5)
    await compact(talk, mode="all")
    await talk.say("more")
    model.summary = "The second summary."
    assert await compact(talk, mode="all") == (4, 2)
    assert "The first summary." in model.asked[-1].messages[-1].text
    assert "system_alert" not in model.asked[-1].messages[-1].text
    assert [m.role for m in context(talk)] == ["system", "summary"]


async def test_an_agent_writes_its_own_summary_with_its_prompt_before_its_eyes():
    talk = await talking(Writer("Me myself."), turns=5)
    await compact(talk, mode="self_compact_all")
    [asked] = talk.model.asked
    assert asked.messages[0].text == talk.model.requests[-1].messages[0].text
    assert asked.messages[1:-1] == talk.model.requests[-1].messages[1:] + asked.messages[-2:-1]
    assert (asked.tools, asked.tool_choice) == (talk.model.requests[-1].tools, "none")
    assert context(talk)[1].extra["summary"] == "Me myself."


async def test_settings_are_obeyed():
    talk = await talking(Writer("x" * 900), turns=5)
    settings = {"prompt": "Sum up in Latin.", "clip_chars": 20, "prompt_acknowledgement": True}
    await compact(talk, **settings, model_settings={"temperature": 0.1, "max_output_tokens": 99})
    [asked] = talk.model.asked
    assert [m.role for m in asked.messages] == ["system", "assistant", "user"]
    assert asked.messages[0].text == "Sum up in Latin."
    assert (asked.temperature, asked.max_tokens) == (0.1, 99)
    assert context(talk)[1].extra["summary"] == "x" * 20


async def test_another_model_can_write_the_summaries():
    model, other = ScriptedProvider(), Writer("By the other one.")
    runtime = Runtime(host(provider=model))
    runtime.host.providers["other"] = other  # type: ignore[index]
    talk = Space()
    talk.model, talk.runtime = model, runtime
    await talk.create(compaction_settings={"model": "other/model", "mode": "all"})
    for number in range(3):
        await talk.say(f"number {number}")
    done = await runtime.compact(talk.agent.id)
    assert done.summary == "By the other one."
    with pytest.raises(NotFound):
        await talk.create(compaction_settings={"model": "other/unknown"})


async def test_edits_of_memory_are_in_the_prompt_once_their_calls_are_gone():
    note = ToolCall("a", "memory_insert", json.dumps({"label": "human", "new_string": "Likes tea"}))
    talk = await talking(Writer("Tea.", note, "Noted."))
    await talk.say("I like tea")
    assert "Likes tea" not in context(talk)[0].text
    await compact(talk, mode="all")
    assert "Likes tea" in context(talk)[0].text


# -- what goes wrong -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said", ["", Failed("server_error", "No."), None], ids=["nothing", "failure", "hangs"]
)
async def test_without_a_model_the_summary_is_made_of_excerpts(said, monkeypatch):
    monkeypatch.setattr("lettawasm.compacting.PATIENCE", 0.0)
    talk = await talking(Writer(said), turns=0)
    for number in range(6):
        await talk.say(f"number {number}")
    done = await talk.runtime.compact(talk.agent.id)
    assert done.summary.splitlines() == ["- Person: number 0", "- You: ok", "- Person: number 1", "- You: ok"]
    assert context(talk)[1].extra["made_by"] == "excerpts"


async def test_excerpts_follow_the_summary_that_a_model_made():
    model = Writer("Ada came first.")
    talk = await talking(model, turns=2)
    await compact(talk, mode="all")
    await talk.say("and then Bob")
    model.summary = ""
    await compact(talk, mode="all")
    assert context(talk)[1].extra["summary"] == "Ada came first.\n- Person: and then Bob\n- You: ok"


async def test_a_turn_that_is_cancelled_meanwhile_leaves_the_context_as_it_was():
    talk = await talking(Writer(None, *["ok"] * 6, OVERFLOW), turns=6)
    before = [message.id for message in context(talk)]
    live = await talk.runtime.send(talk.agent.id, TurnRequest(input="x"))
    async for event in live.follow():
        if isinstance(event, Compacting):
            talk.runtime.cancel(talk.agent.id)
    assert live.events[-1].reason == "cancelled"
    assert [message.id for message in context(talk)][: len(before)] == before


async def test_a_space_that_closes_in_the_middle_finds_the_old_context(tmp_path):
    path = str(tmp_path / "space.db")
    talk = await talking(Writer(None), turns=5, path=path)
    before = [message.id for message in context(talk)]
    compacting = asyncio.ensure_future(talk.runtime.compact(talk.agent.id))
    while not talk.model.asked:
        await asyncio.sleep(0)
    compacting.cancel()
    talk.runtime = Runtime(host(provider=talk.model, path=path))
    assert [message.id for message in context(talk)] == before


async def test_a_summary_that_cannot_be_stored_takes_nothing_out(monkeypatch):
    talk = await talking(Writer("Never to be stored."), turns=5)
    before = [message.id for message in context(talk)]

    def full(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(talk.store.recall, "append", full)
    with pytest.raises(OSError, match="full"):
        await talk.runtime.compact(talk.agent.id)
    assert [message.id for message in context(talk)] == before


async def test_two_compactions_at_once_make_one_summary():
    talk = await talking(Writer("Once."), turns=5)
    tries = [talk.runtime.compact(talk.agent.id) for _ in range(2)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert {type(one) for one in done} == {CompactionResponse, Conflict}
    assert [message.role for message in context(talk)].count("summary") == 1


async def test_nothing_is_compacted_where_nothing_was_said():
    talk = await talking(Writer("?"))
    with pytest.raises(Invalid, match="nothing to compact"):
        await talk.runtime.compact(talk.agent.id)
    assert talk.model.asked == []


async def test_a_turn_that_goes_on_is_not_compacted_from_outside():
    talk = await talking(Writer("?"), turns=3)
    talk.model.held = asyncio.Event()
    saying = asyncio.ensure_future(talk.say("slow"))
    while len(talk.model.requests) < 4:
        await asyncio.sleep(0)
    with pytest.raises(Busy):
        await talk.runtime.compact(talk.agent.id)
    talk.model.held.set()
    await saying


async def test_what_waits_for_approval_is_not_compacted():
    rule = {"type": "requires_approval", "tool_name": "conversation_search"}
    ask = ToolCall("a", "conversation_search", '{"query": "tea"}')
    talk = await talking(Writer("?", *["ok"] * 4, ask), turns=4, tool_rules=[rule])
    await talk.say("search")
    with pytest.raises(PendingApproval):
        await talk.runtime.compact(talk.agent.id)


async def test_a_run_that_ended_with_a_compaction_is_told_with_it_later(tmp_path):
    full = Done("big", usage=Usage(prompt_tokens=31_000))
    path = str(tmp_path / "space.db")
    talk = await talking(Writer("All.", *["ok"] * 6, full), turns=6, path=path)
    [summary] = summaries(await talk.events("x"))
    later = Runtime(host(provider=talk.model, path=path)).run(summary.run_id)
    assert [e.message.role for e in later.events if isinstance(e, Stored)] == ["assistant", "summary"]

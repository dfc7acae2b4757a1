"""The prompt never outgrows the model's window, and is always well formed."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm.context import Budget, to_chat, units
from lettawasm.context.fitting import CUT, total
from lettawasm.errors import Unprocessable
from lettawasm.model import Failed, ToolCall
from lettawasm.schemas.turns import TurnRequest

from .histories import answer, call, histories, message


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from([1_000, 4_000, 16_000]))
def test_no_prompt_outgrows_its_window_whatever_the_history(history, window):
    budget = Budget(window=window, fixed=100)
    assert 100 + total(to_chat(history, budget)) <= window


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from([1_000, 4_000, 16_000]))
def test_every_call_has_its_answer_and_every_answer_its_call(history, window):
    waiting: list[str] = []
    for m in to_chat(history, Budget(window=window, fixed=100)):
        if m.role == "tool":
            assert m.tool_call_id in waiting
            waiting.remove(m.tool_call_id)
        else:
            assert not waiting
            waiting = [c.id for c in m.tool_calls]
    assert not waiting


@settings(max_examples=40, deadline=None)
@given(histories(), st.sampled_from([1_000, 4_000, 16_000]))
def test_the_system_prompt_and_the_last_wish_are_always_shown(history, window):
    chat = to_chat(history, Budget(window=window, fixed=100))
    assert chat[0].text == "You are."
    wishes = [m for m in history if m.role in ("user", "summary")]
    if wishes and wishes[-1].text:
        assert any(m.role == "user" and m.text[:8] == wishes[-1].text[:8] for m in chat)


def test_what_fits_is_shown_word_for_word():
    history = [message("system", "You are."), message("user", "hi"), call("a", "{}"), answer("a", "ok")]
    chat = to_chat(history, Budget(window=4_000, fixed=100))
    assert [(m.role, m.text) for m in chat] == [
        ("system", "You are."),
        ("user", "hi"),
        ("assistant", ""),
        ("tool", "ok"),
    ]


def test_long_answers_of_tools_are_cut_before_anything_that_was_said():
    said = "word " * 300
    history = [message("system"), message("user", said), call("a", "{}"), answer("a", "long " * 900)]
    _, wish, _, returned = to_chat(history, Budget(window=1_000, fixed=100))
    assert wish.text == said
    assert returned.text.endswith(CUT)


def test_arguments_that_are_too_long_stay_arguments():
    history = [
        message("system"),
        message("user", "hi"),
        call("a", json.dumps({"content": "word " * 3_000, "n": 1})),
    ]
    _, _, made, _ = to_chat(history, Budget(window=1_000, fixed=100))
    arguments = json.loads(made.tool_calls[0].arguments)
    assert arguments["n"] == 1
    assert arguments["content"].startswith("word word")


def test_units_end_where_the_next_thing_begins():
    history = [
        message("user", "hi"),
        call("a", "{}", 2),
        answer("a", "ok", 2),
        message("assistant", "done"),
        call("b"),
    ]
    assert [(unit.role, len(unit.messages), unit.waits) for unit in units(history)] == [
        ("user", 1, False),
        ("assistant", 2, False),
        ("assistant", 1, False),
        ("assistant", 1, True),
    ]


async def test_a_model_that_is_never_content_fails_after_a_few_tries(space):
    talk = await space(*[Failed("context_overflow", "Too long.")] * 9)
    stopped = await talk.say("hi")
    assert (stopped.reason, stopped.error.type) == ("llm_api_error", "llm_context_window_exceeded")
    assert 1 <= len(talk.model.requests) <= 3


async def test_memory_that_fills_the_whole_window_is_said_and_not_sent(space):
    talk = await space(window=2_500, memory_blocks=[{"label": "human", "value": "word " * 4_000}])
    with pytest.raises(Exception, match="tokens long"):
        await talk.say("hi")
    assert talk.model.requests == []


async def test_a_long_tool_return_is_stored_whole_and_shown_in_part(space):
    note = "needle " * 2_000
    talk = await space(
        ToolCall("a", "archival_memory_search", json.dumps({"query": "needle"})),
        "found",
        window=8_000,
        tools=["archival_memory_search"],
    )
    archive = talk.store.archives.ensure(talk.agent.id, "x")
    talk.store.archival.insert(archive.id, note)
    await talk.say("look")
    whole = next(m for m in talk.history() if m.role == "tool").tool_returns[0].text
    shown = talk.model.requests[-1].messages[-1].text
    assert note in whole
    assert len(shown) < len(whole)
    assert "more characters are not shown" in shown


async def test_another_system_prompt_counts_as_well(space):
    talk = await space(window=8_000)
    stopped = await talk.say("hi", override_system="word " * 8_000)
    assert stopped.reason == "context_window_overflow_in_system_prompt"
    assert talk.model.requests == []


async def test_messages_that_are_too_long_together_are_refused(space):
    talk = await space(window=8_000)
    long = {"role": "user", "content": "word " * 2_000}
    request = TurnRequest.model_validate({"messages": [long] * 3})
    with pytest.raises(Unprocessable, match="The messages are about"):
        await talk.runtime.send(talk.agent.id, request)
    assert [role for role, _ in talk.said()] == []

"""The prompt never outgrows the model's window, and is always well formed."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lettawasm.context import Budget, cut, summarise, to_chat
from lettawasm.events import Compacted
from lettawasm.model import Failed, Text, ToolCall
from lettawasm.schemas.messages import Message, ToolReturn
from lettawasm.store.message_rows import tokens_of
from lettawasm.tokens import estimate_tokens


def message(role: str, text: str = "", **fields: object) -> Message:
    content = () if role == "tool" else (Text(text),)
    made = Message(id="m", agent_id="a", role=role, created_at="", content=content, **fields)  # type: ignore[arg-type]
    return replace(made, tokens=tokens_of(made))


def call(call_id: str) -> Message:
    return message("assistant", tool_calls=(ToolCall(call_id, "memory_insert", "{}"),))


def answer(call_id: str, text: str = "ok") -> Message:
    return message("tool", tool_returns=(ToolReturn(call_id, "memory_insert", text),))


ROLES = st.lists(st.sampled_from(["user", "assistant", "call", "tool"]), max_size=30)
SIZES = st.integers(min_value=0, max_value=4_000)


@settings(max_examples=60, deadline=None)
@given(ROLES, SIZES)
def test_every_call_has_its_answer_and_the_prompt_fits_whatever_the_history(roles, size):
    kinds = {"call": lambda i: call(f"c{i}"), "tool": lambda i: answer(f"c{i - 1}", "word " * size)}
    history = [
        message("system", "You are."),
        *(
            kinds.get(r, lambda i, r=r: message(r, f"{r} {i} " + "word " * size))(i)
            for i, r in enumerate(roles)
        ),
    ]
    budget = Budget(window=4_000, fixed=100)
    chat = to_chat(history, budget)
    waiting: list[str] = []
    for m in chat:
        if m.role == "tool":
            assert m.tool_call_id in waiting
            waiting.remove(m.tool_call_id)
        else:
            assert not waiting
            waiting = [c.id for c in m.tool_calls]
    assert not waiting
    shown = sum(estimate_tokens(m.text) for m in chat[1:])
    assert shown <= budget.room() + 70 * len(chat)


def test_what_stays_never_begins_with_an_answer():
    history = [
        message("user", "word " * 700),
        call("a"),
        answer("a", "word " * 700),
        message("assistant", "done"),
    ]
    kept = history[cut(history, Budget(window=1_000, fixed=0)) :]
    assert [m.role for m in kept] == ["assistant"]


def test_a_summary_keeps_the_newest_excerpts_within_its_size():
    leaving = [message("user", f"fact number {i}") for i in range(100)]
    text = summarise("- Person: something old", leaving, 200)
    assert "fact number 99" in text
    assert "something old" not in text
    assert estimate_tokens(text) <= 220


async def test_a_long_conversation_stays_within_the_window_and_loses_nothing(space):
    talk = await space(window=3_000)
    for number in range(60):
        stopped = await talk.say(f"message {number} " + "word " * 40)
        assert stopped.reason == "end_turn"
        asked = sum(estimate_tokens(m.text) for m in talk.model.requests[-1].messages)
        assert asked < 3_000
    assert len([1 for role, _ in talk.said() if role == "user"]) == 60
    prompt = talk.model.requests[-1].messages
    assert prompt[1].text.startswith("[Earlier messages are no longer shown")
    assert prompt[-1].text.startswith("message 59 ")
    assert talk.store.recall.search("message 0", agent_id=talk.agent.id)


async def test_a_model_with_a_smaller_window_than_it_says_is_asked_with_less(space):
    overflow = Failed("context_overflow", "Too long.")
    talk = await space(*["ok"] * 10, overflow, "fits")
    for number in range(10):
        await talk.say(f"message {number} " + "word " * 200)
    events = await talk.events("again " + "word " * 200)
    assert any(isinstance(event, Compacted) for event in events)
    assert events[-1].reason == "end_turn"
    lengths = [sum(len(m.text) for m in request.messages) for request in talk.model.requests[-2:]]
    assert lengths[1] < lengths[0]


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

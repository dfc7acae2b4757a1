"""Replies in every accent of the dialect, cut anywhere."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lettawasm.model import (
    Done,
    Failed,
    ModelEvent,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from lettawasm.providers.chat_reply import decoder
from lettawasm.providers.decoding import ReplyBytes


def unreadable(body: str) -> Failed:
    return Failed("garbage", body)


def receive(body: bytes, size: int = 10_000) -> list[ModelEvent]:
    ids = iter(f"made-{number}" for number in range(100))
    received = ReplyBytes(decoder("The server", "tiny", lambda: next(ids)), unreadable)
    deltas = [event for at in range(0, len(body), size) for event in received.feed(body[at : at + size])]
    return deltas + received.end()


def stream(*deltas: dict[str, Any], finish: str | None = "stop", done: bool = True, **last: Any) -> bytes:
    chunks: list[dict[str, Any]] = [{"choices": [{"delta": delta}]} for delta in deltas]
    chunks.append({"choices": [{"delta": {}, "finish_reason": finish}], **last})
    return (
        b"".join(b"data: %s\n\n" % json.dumps(chunk).encode() for chunk in chunks)
        + b"data: [DONE]\n\n" * done
    )


def piece(arguments: Any = "", name: str | None = None, **rest: Any) -> dict[str, Any]:
    return {"tool_calls": [{"function": {"name": name, "arguments": arguments}, **rest}]}


def calls(events: list[ModelEvent]) -> tuple[ToolCall, ...]:
    assert isinstance(events[-1], Done)
    return events[-1].tool_calls


WORDY = stream(
    {"role": "assistant"}, {"reasoning": "hm"}, {"content": "süß "}, {"content": "🍰"}, piece("{}", "a")
)
SPACED = b'\n\n {"choices": [{"message": {"content": "s\xc3\xbc\xc3\x9f"}, "finish_reason": "stop"}]}'


@pytest.mark.parametrize("body", [WORDY, SPACED], ids=["stream", "document"])
@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_a_reply_survives_any_chunking(body: bytes, size: int) -> None:
    assert receive(body, size) == receive(body)


def test_usage_comes_in_any_chunk_and_tells_what_was_cached() -> None:
    usage = {
        "prompt_tokens": 9,
        "completion_tokens": 4,
        "prompt_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 1},
        "completion_tokens_details": {"reasoning_tokens": 3},
        "cost": 0.95,
    }
    *_, done = receive(stream({"content": "a"}, usage=usage))
    assert isinstance(done, Done)
    assert done.usage == Usage(9, 4, 8, 1, 3, dollars=0.95)


@pytest.mark.parametrize(
    ("accent", "pieces"),
    [
        ("by the letter", [piece("", "a", index=0, id="x"), piece("{", index=0), piece("}", index=0)]),
        ("an id in every piece", [piece("{", "a", index=0, id="x"), piece("}", index=0, id="y")]),
        ("no index", [piece("{", "a", id="x"), piece("}")]),
        ("an object", [piece({}, "a", index=0, id="x")]),
        ("no arguments", [piece("", "a", index=0, id="x")]),
    ],
)
def test_a_call_in_any_accent_is_one_call(accent: str, pieces: list[dict[str, Any]]) -> None:
    assert calls(receive(stream(*pieces))) == (ToolCall("x", "a", "{}"),)


@pytest.mark.parametrize(
    ("accent", "pieces"),
    [
        ("by the letter", [piece("{}", "a", index=0, id="x"), piece("{}", "b", index=1, id="y")]),
        ("every index 0", [piece("{}", "a", index=0, id="x"), piece("{}", "b", index=0, id="y")]),
        ("no index", [piece("{}", "a", id="x"), piece("{}", "b", id="y")]),
    ],
)
def test_two_calls_in_any_accent_are_two_calls(accent: str, pieces: list[dict[str, Any]]) -> None:
    assert calls(receive(stream(*pieces))) == (ToolCall("x", "a", "{}"), ToolCall("y", "b", "{}"))


def test_calls_without_ids_get_one() -> None:
    events = receive(stream(piece("{}", "a", index=0), piece("{}", "b", index=1)))
    assert calls(events) == (ToolCall("made-0", "a", "{}"), ToolCall("made-1", "b", "{}"))
    assert events[0] == ToolCallDelta(0, "{}", "made-0", "a")


def test_malformed_arguments_are_handed_on_as_the_model_wrote_them() -> None:
    assert calls(receive(stream(piece("{sides: 6", "a", id="x"), finish="tool_calls"))) == (
        ToolCall("x", "a", "{sides: 6"),
    )


@pytest.mark.parametrize(
    "body",
    [
        stream({"content": "and then"}, finish=None, done=False),
        stream(piece('{"sides": ', "a", id="x"), finish=None, done=False),
        stream(piece('{"sides": ', "a", id="x"), finish=None, done=True),
        stream(piece('{"sides": 6}', "a", id="x"), finish=None, done=False),
    ],
)
def test_a_reply_that_nothing_says_is_complete_is_cut_off(body: bytes) -> None:
    *_, failed = receive(body)
    assert isinstance(failed, Failed)
    assert failed.kind == "cut_off"


def test_a_call_cut_by_the_token_limit_is_dropped_and_a_whole_one_before_it_kept() -> None:
    events = receive(stream(piece("{}", "a", id="x"), piece('{"si', "b", id="y"), finish="length"))
    assert events[-1] == Done(tool_calls=(ToolCall("x", "a", "{}"),), finish_reason="length")


@pytest.mark.parametrize(
    ("told", "finish"),
    [("stop", "stop"), ("length", "length"), ("content_filter", "content_filter"), ("eos", "stop")],
)
def test_finish_reasons_are_ours(told: str, finish: str) -> None:
    *_, done = receive(stream({"content": "a"}, finish=told))
    assert isinstance(done, Done)
    assert done.finish_reason == finish


def test_an_end_without_done_is_complete_when_a_finish_reason_came() -> None:
    assert receive(stream({"content": "a"}, done=False))[-1] == Done("a")


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    ("text", "reasoning", "said"),
    [
        ("<think>hm</think>\n\nYes </think>", "hm", "Yes </think>"),
        ("\n<think></think>Yes", "", "Yes"),
        ("<think>only < thoughts </thin", "only < thoughts </thin", ""),
        ("<thin ice>", "", "<thin ice>"),
        ("1 <think>2</think>", "", "1 <think>2</think>"),
        ("<th", "", "<th"),
    ],
)
def test_thoughts_in_tags_are_reasoning(size: int, text: str, reasoning: str, said: str) -> None:
    pieces = [{"content": text[at : at + size]} for at in range(0, len(text), size)]
    events = receive(stream(*pieces))
    assert events[-1] == Done(said, reasoning)
    assert "".join(event.text for event in events if isinstance(event, TextDelta)) == said
    assert "".join(event.text for event in events if isinstance(event, ReasoningDelta)) == reasoning


ODD: list[Any] = [None, True, 0, -1, 1.5, "", "odd", [], {}, [None], [[]], {"text": 3}, [{"text": "a"}]]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.binary(max_size=30))
def test_no_bytes_raise_and_every_reply_ends_once(data: st.DataObject, noise: bytes) -> None:
    odd = st.sampled_from(ODD)
    function = odd | st.fixed_dictionaries({"name": odd, "arguments": odd})
    call = odd | st.fixed_dictionaries({"index": odd, "id": odd, "function": function})
    delta = odd | st.fixed_dictionaries(
        {"content": odd, "reasoning": odd, "tool_calls": odd | st.lists(call)}
    )
    choice = odd | st.fixed_dictionaries({"delta": delta, "finish_reason": odd})
    chunk = odd | st.fixed_dictionaries({"choices": odd | st.lists(choice), "usage": odd, "error": odd})
    chunks = data.draw(st.lists(chunk, max_size=3))
    body = b"".join(b"data: %s\n\n" % json.dumps(chunk).encode() for chunk in chunks) + noise
    *deltas, last = receive(body, 5)
    assert isinstance(last, Done | Failed)
    assert not any(isinstance(delta, Done | Failed) for delta in deltas)

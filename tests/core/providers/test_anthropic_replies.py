"""What Anthropic's replies say beyond what all providers' do."""

import json
from typing import Any

from lettawasm.model import Done, Failed, ModelEvent, ToolCall, Usage
from lettawasm.providers.anthropic.reply import decoder


def receive(*events: Any) -> ModelEvent:
    """What it comes to."""
    reply = decoder("The server", "model", lambda: "made")
    for event in events:
        reply.feed(json.dumps(event))
    return reply.end()[-1]


START = {"type": "message_start", "message": {"usage": {"input_tokens": 5, "output_tokens": 1}}}
END = {"type": "message_stop"}


def opened(index: int, **block: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def grown(index: int, **delta: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": delta}


def stopped(reason: str, **usage: int) -> dict[str, Any]:
    return {"type": "message_delta", "delta": {"stop_reason": reason}, "usage": usage}


def test_what_was_read_from_the_cache_and_written_to_it_is_part_of_the_prompt() -> None:
    counted = {"input_tokens": 5, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 20}
    start = {"type": "message_start", "message": {"usage": counted}}
    done = receive(start, opened(0, type="text", text="Hi"), stopped("end_turn", output_tokens=9), END)
    assert isinstance(done, Done)
    assert done.usage == Usage(125, 9, cached_input_tokens=100, cache_write_tokens=20)


def test_the_layout_of_a_reply_that_thought_is_its_signature() -> None:
    done = receive(
        START,
        opened(0, type="thinking", thinking=""),
        grown(0, type="thinking_delta", thinking="hm"),
        grown(0, type="signature_delta", signature="se"),
        grown(0, type="signature_delta", signature="al"),
        opened(1, type="text", text="ok"),
        opened(2, type="tool_use", id="a", name="roll", input={}),
        opened(3, type="redacted_thinking", data="dark"),
        stopped("tool_use", output_tokens=50),
        END,
    )
    assert isinstance(done, Done)
    layout = [["thinking", 2, "seal"], ["text", 2], ["call"], ["redacted_thinking", "dark"]]
    assert json.loads(done.signature or "") == layout


def test_a_reply_without_thoughts_has_no_signature() -> None:
    done = receive(START, opened(0, type="text", text="ok"), stopped("end_turn"), END)
    assert isinstance(done, Done)
    assert done.signature is None


def test_calls_of_a_reply_that_was_refused_are_not_made() -> None:
    call = opened(0, type="tool_use", id="a", name="roll", input={})
    done = receive(START, call, stopped("refusal"), END)
    assert isinstance(done, Done)
    assert (done.finish_reason, done.tool_calls) == ("refusal", ())


def test_a_call_that_comes_whole_is_taken() -> None:
    call = opened(0, type="tool_use", id="", name="roll", input={"sides": 6})
    done = receive(START, call, stopped("tool_use"), END)
    assert isinstance(done, Done)
    assert done.tool_calls == (ToolCall("made", "roll", '{"sides": 6}'),)


def test_a_window_that_is_full_before_a_word_was_said_is_an_overflow() -> None:
    failed = receive(START, stopped("model_context_window_exceeded"), END)
    assert isinstance(failed, Failed)
    assert failed.kind == "context_overflow"


def test_a_window_that_is_full_after_some_words_ends_them() -> None:
    said = opened(0, type="text", text="It goes")
    done = receive(START, said, stopped("model_context_window_exceeded"), END)
    assert isinstance(done, Done)
    assert (done.text, done.finish_reason) == ("It goes", "length")


def test_a_pause_is_an_end() -> None:
    done = receive(START, opened(0, type="text", text="wait"), stopped("pause_turn"), END)
    assert isinstance(done, Done)
    assert done.finish_reason == "stop"


def test_a_reply_that_comes_whole_is_taken_too() -> None:
    reply = decoder("The server", "model")
    whole = {
        "type": "message",
        "content": [
            {"type": "text", "text": "Hi"},
            {"type": "tool_use", "id": "a", "name": "roll", "input": {}},
        ],
        "stop_reason": "tool_use",
        "usage": {"input_tokens": 5, "output_tokens": 2},
    }
    events = reply.feed_whole(json.dumps(whole)) + reply.end()
    calls = (ToolCall("a", "roll", "{}"),)
    assert events[-1] == Done("Hi", tool_calls=calls, finish_reason="tool_calls", usage=Usage(5, 2))

"""Requests and replies of OpenAI's Responses API, beyond what all providers promise."""

import json
from typing import Any

import pytest

from lettawasm.model import Done, Failed, ModelEvent, Reasoning, ReasoningDelta, TextDelta, ToolCall, Usage
from lettawasm.providers.responses.reply import decoder
from lettawasm.providers.responses.request import encode
from tests.core.providers.prompts import (
    DIE,
    LINKED,
    PICTURE,
    SCHEMA,
    SYSTEM,
    asked,
    called,
    replied,
    returned,
    said,
)
from tests.core.providers.spoken import APIS, ROLL, Answer, Server, provider

[RESPONSES] = (api for api in APIS if api.name == "responses")
THOUGHT = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "sealed"}
LAYOUT = json.dumps([["reasoning", THOUGHT], ["text", 2], ["reasoning", {**THOUGHT, "id": "rs_2"}], ["call"]])


def refusal(message: str) -> Answer:
    error = {"error": {"message": message, "type": "invalid_request_error"}}
    return Answer([json.dumps(error).encode()], 400)


async def learned(request: Any, *refusals: str) -> list[Any]:
    """The requests that a server gets which refuses the first ones."""
    server = Server(*map(refusal, refusals), Answer([RESPONSES.stream("text")]))
    assert len([event async for event in provider(RESPONSES, server).stream(request)]) > 1
    return server.bodies


def test_nothing_is_left_with_the_server() -> None:
    assert encode(asked(SYSTEM, said("hi"), temperature=0.5, max_tokens=50)) == {
        "model": "model",
        "instructions": "Be kind.",
        "input": [
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "hi"}]},
        ],
        "stream": True,
        "store": False,
        "include": ["reasoning.encrypted_content"],
        "tools": [
            {
                "type": "function",
                "name": "roll",
                "description": "Roll a die.",
                "parameters": dict(ROLL.parameters),
                "strict": False,
            }
        ],
        "tool_choice": "auto",
        "parallel_tool_calls": False,
        "temperature": 0.5,
        "max_output_tokens": 50,
    }


def test_what_was_said_is_a_list_of_items() -> None:
    messages = [
        said("Look:", PICTURE, LINKED),
        replied("I see.", called("a"), called("", "[1]")),
        returned("a"),
        returned(None, "5"),
        SYSTEM,
        replied(),
    ]
    assert encode(asked(*messages))["input"] == [
        {
            "type": "message",
            "role": "user",
            "content": [
                {"type": "input_text", "text": "Look:"},
                {"type": "input_image", "image_url": "data:image/png;base64,AA==", "detail": "auto"},
                {"type": "input_image", "image_url": "https://pictures.test/a.png", "detail": "auto"},
            ],
        },
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I see."}]},
        {"type": "function_call", "call_id": "a", "name": "roll", "arguments": '{"sides": 6}'},
        {"type": "function_call", "call_id": "call_1_1", "name": "roll", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "a", "output": "4"},
        {"type": "function_call_output", "call_id": "call_1_1", "output": "5"},
        {"type": "message", "role": "system", "content": [{"type": "input_text", "text": "Be kind."}]},
    ]


def test_thoughts_come_back_before_what_came_of_them() -> None:
    reply = replied("ok", called("a"), signature=LAYOUT)
    kinds = [item["type"] for item in encode(asked(said("hi"), reply, returned("a")))["input"]]
    assert kinds == ["message", "reasoning", "message", "reasoning", "function_call", "function_call_output"]


def test_a_thought_of_which_nothing_came_does_not_come_back() -> None:
    reply = replied("ok", signature=LAYOUT)  # its call was left out
    items = encode(asked(said("hi"), reply, said("and?")))["input"]
    assert [item["id"] for item in items if item["type"] == "reasoning"] == ["rs_1"]


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        ("none", "none"),
        ("required", "required"),
        ("roll", {"type": "function", "name": "roll"}),
        ("a tool that is not there", "auto"),
    ],
)
def test_the_tool_choice_is_the_apis(choice: str, sent: Any) -> None:
    assert encode(asked(tool_choice=choice))["tool_choice"] == sent


@pytest.mark.parametrize(
    ("wish", "sent"),
    [
        (None, None),
        (Reasoning("none"), {"effort": "none"}),
        (Reasoning("high", 500), {"effort": "high", "summary": "auto"}),
        (Reasoning("max"), {"effort": "xhigh", "summary": "auto"}),
        (Reasoning(None), {"summary": "auto"}),
    ],
)
def test_a_wish_to_think_asks_for_a_summary_too(wish: Reasoning | None, sent: Any) -> None:
    assert encode(asked(reasoning=wish)).get("reasoning") == sent


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ({"type": "text"}, None),
        ({"type": "json_object"}, {"format": {"type": "json_object"}}),
        (SCHEMA, {"format": {"type": "json_schema", "name": "die", "schema": DIE}}),
    ],
)
def test_the_form_of_the_reply_is_the_apis(wanted: Any, sent: Any) -> None:
    assert encode(asked(response_format=wanted)).get("text") == sent


async def test_a_schema_that_is_refused_is_told_in_words() -> None:
    _, second = await learned(
        asked(SYSTEM, said("hi"), response_format=SCHEMA), "text.format is not supported"
    )
    assert "text" not in second
    assert json.dumps(DIE) in second["instructions"]


async def test_a_model_that_does_not_reason_is_asked_without() -> None:
    *_, last = await learned(
        asked(reasoning=Reasoning("high"), temperature=0.5),
        "Encrypted content is not supported with this model: include",
        "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
        "Unsupported parameter: 'reasoning.summary' is not supported with this model.",
        "Unsupported parameter: 'temperature' is not supported with this model.",
    )
    assert not {"include", "reasoning", "temperature"} & last.keys()


async def test_thoughts_that_can_not_be_decrypted_are_left_out() -> None:
    reply = replied("ok", called("a"), signature="models.test/v1/responses#model " + LAYOUT)
    request = asked(said("hi"), reply, returned("a"))
    first, second = await learned(request, "The encrypted_content of item rs_1 could not be verified.")
    assert ("sealed" in json.dumps(first), "sealed" in json.dumps(second)) == (True, False)
    assert second["include"] == ["reasoning.encrypted_content"]


def receive(*events: Any) -> list[ModelEvent]:
    reply = decoder("The server", "model", lambda: "made")
    deltas = [delta for event in events for delta in reply.feed(json.dumps(event))]
    return deltas + reply.end()


def done(index: int, **item: Any) -> dict[str, Any]:
    return {"type": "response.output_item.done", "output_index": index, "item": item}


COMPLETED = {"type": "response.completed", "response": {"status": "completed"}}
CALL = {"type": "function_call", "call_id": "a", "name": "roll", "arguments": '{"sides": 6}'}
SPOKEN = {"type": "message", "content": [{"type": "output_text", "text": "Hi"}]}
MUSED = {**THOUGHT, "summary": [{"type": "summary_text", "text": "One."}, {"text": "Two."}]}


def test_items_that_come_whole_are_taken() -> None:
    *deltas, last = receive(done(0, **MUSED), done(1, **SPOKEN), done(2, **CALL), COMPLETED)
    assert deltas[:2] == [ReasoningDelta("One.\n\nTwo."), TextDelta("Hi")]
    assert isinstance(last, Done)
    assert (last.text, last.reasoning) == ("Hi", "One.\n\nTwo.")
    assert last.tool_calls == (ToolCall("a", "roll", '{"sides": 6}'),)
    assert json.loads(last.signature or "") == [["reasoning", MUSED], ["text", 2], ["call"]]


def test_parts_of_a_summary_are_paragraphs() -> None:
    def delta(text: str) -> dict[str, Any]:
        return {"type": "response.reasoning_summary_text.delta", "output_index": 0, "delta": text}

    part = {"type": "response.reasoning_summary_part.added", "output_index": 0}
    events = [{**part, "summary_index": 0}, delta("One."), {**part, "summary_index": 1}, delta("Two.")]
    *_, last = receive(*events, COMPLETED)
    assert isinstance(last, Done)
    assert last.reasoning == "One.\n\nTwo."


def test_a_reply_that_comes_whole_is_taken_too() -> None:
    reply = decoder("The server", "model")
    usage = {"input_tokens": 5, "output_tokens": 2, "cost_in_usd_ticks": 10**9}
    whole = {"object": "response", "status": "completed", "output": [SPOKEN, CALL], "usage": usage}
    *_, last = reply.feed_whole(json.dumps(whole)) + reply.end()
    calls = (ToolCall("a", "roll", '{"sides": 6}'),)
    assert last == Done("Hi", tool_calls=calls, finish_reason="tool_calls", usage=Usage(5, 2, dollars=0.1))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": "rate_limit_exceeded", "message": "slow down"}, "rate_limited"),
        ({"code": "insufficient_quota", "message": "no credit"}, "quota"),
        ({"code": "context_length_exceeded", "message": "exceeds the context window"}, "context_overflow"),
        ({"code": "server_error", "message": "oh"}, "server_error"),
    ],
)
@pytest.mark.parametrize("how", ["failed", "error", "nested"])
def test_errors_are_told_by_their_code(how: str, error: dict[str, str], kind: str) -> None:
    events = {
        "failed": {"type": "response.failed", "response": {"status": "failed", "error": error}},
        "error": {"type": "error", **error, "param": None},
        "nested": {"type": "error", "error": error},
    }
    *_, failed = receive(events[how])
    assert isinstance(failed, Failed)
    assert failed.kind == kind

"""What chat completions say in the accents of many servers."""

import json
from typing import Any

import pytest

from lettawasm.model import Done, ModelRequest, Reasoning, ReasoningDelta
from lettawasm.providers.chat_reply import decoder
from lettawasm.providers.chat_request import encode
from tests.core.providers.prompts import DIE, SCHEMA, SYSTEM, asked, called, replied, returned, said
from tests.core.providers.spoken import APIS, Answer, Server, provider

[CHAT] = (api for api in APIS if api.name == "chat")


def receive(*deltas: dict[str, Any], finish: str = "stop") -> Done:
    reply = decoder("The server", "model", lambda: "made")
    for delta in deltas:
        reply.feed(json.dumps({"choices": [{"delta": delta}]}))
    reply.feed(json.dumps({"choices": [{"delta": {}, "finish_reason": finish}]}))
    [*_, done] = reply.end()
    assert isinstance(done, Done)
    return done


def detail(kind: str = "reasoning.text", index: int = 0, **more: Any) -> dict[str, Any]:
    return {"reasoning_details": [{"type": kind, "index": index, **more}]}


CALLS = {"tool_calls": [{"index": 0, "id": "a", "function": {"name": "roll", "arguments": "{}"}}]}


@pytest.mark.parametrize(
    "delta",
    [
        {"reasoning": "hm"},
        {"reasoning_content": "hm"},
        {"reasoning": "hm", "reasoning_content": "hm"},
        detail(text="hm"),
        detail("reasoning.summary", summary="hm"),
        {"reasoning": "hm", **detail(text="hm")},
        {"content": "<think>hm</think>"},
    ],
    ids=repr,
)
def test_thoughts_have_many_names(delta: dict[str, Any]) -> None:
    done = receive(delta, {"content": "ok"})
    assert (done.reasoning, done.text) == ("hm", "ok")


def test_pieces_of_a_thought_are_given_back_as_one() -> None:
    done = receive(
        detail(text="Let ", format="anthropic", signature=None),
        detail(text="me", signature="seal"),
        detail("reasoning.encrypted", 1, data="dark"),
        CALLS,
    )
    reply = replied("", called("a"), reasoning=done.reasoning, signature=done.signature)
    sent = encode(asked(said("hi"), reply, returned("a")))["messages"][1]
    assert sent["reasoning_details"] == [
        {"type": "reasoning.text", "index": 0, "text": "Let me", "format": "anthropic", "signature": "seal"},
        {"type": "reasoning.encrypted", "index": 1, "data": "dark"},
    ]


def test_plain_thoughts_are_given_back_only_with_calls() -> None:
    thought = {"reasoning_content": "hm"}
    assert receive(thought, {"content": "ok"}).signature is None
    done = receive(thought, CALLS)
    reply = replied("", called("a"), reasoning=done.reasoning, signature=done.signature)
    assert encode(asked(said("hi"), reply))["messages"][1]["reasoning_content"] == "hm"


def test_a_refusal_is_text_that_ends_so() -> None:
    done = receive({"refusal": "I can't."})
    assert (done.text, done.finish_reason) == ("I can't.", "refusal")


def test_an_empty_refusal_is_none() -> None:
    assert receive({"content": "ok", "refusal": ""}, CALLS).tool_calls != ()


def test_arguments_may_be_cut_within_a_character() -> None:
    halves = [
        {"tool_calls": [{"index": 0, "function": {"arguments": half}}]} for half in ("\ud83c", '\udf70"}')
    ]
    first = {"tool_calls": [{"index": 0, "id": "a", "function": {"name": "eat", "arguments": '{"what": "'}}]}
    assert receive(first, *halves).tool_calls[0].arguments == '{"what": "🍰"}'


@pytest.mark.parametrize(
    ("effort", "sent"), [(None, None), ("high", "high"), ("none", "none"), ("max", "xhigh")]
)
def test_a_wish_to_think_is_one_of_effort(effort: str | None, sent: str | None) -> None:
    assert encode(asked(reasoning=Reasoning(effort))).get("reasoning_effort") == sent


async def bodies(request: ModelRequest, *refusals: str) -> list[Any]:
    """The requests that a server gets which refuses the first ones."""
    errors = (json.dumps({"error": {"message": message}}).encode() for message in refusals)
    server = Server(*(Answer([error], 400) for error in errors), Answer([CHAT.stream("text")]))
    assert len([event async for event in provider(CHAT, server).stream(request)]) > 1
    return server.bodies


async def test_one_thing_less_is_sent_at_a_time() -> None:
    first, second, third = await bodies(
        asked(reasoning=Reasoning("high"), temperature=0.5),
        "Unsupported value: 'temperature' does not go with 'reasoning_effort'.",
        "Unsupported parameter: 'reasoning_effort'.",
    )
    assert [("temperature" in body, "reasoning_effort" in body) for body in (first, second, third)] == [
        (True, True),
        (False, True),
        (False, False),
    ]


async def test_a_schema_becomes_any_object_and_then_words() -> None:
    request = asked(SYSTEM, said("hi"), response_format=SCHEMA)
    first, second, third = await bodies(
        request, "json_schema is not supported", "This response_format type is unavailable now"
    )
    assert first["response_format"] == SCHEMA
    assert second["response_format"] == {"type": "json_object"}
    assert "response_format" not in third
    assert [json.dumps(DIE) in body["messages"][0]["content"] for body in (first, second, third)] == [
        False,
        True,
        True,
    ]


async def test_words_about_json_make_a_system_prompt_where_there_is_none() -> None:
    _, second = await bodies(asked(response_format={"type": "json_object"}), "response_format is unknown")
    assert second["messages"][0] == {
        "role": "system",
        "content": "Answer with one JSON object and nothing else.",
    }


def test_pieces_stream_as_they_come() -> None:
    reply = decoder("The server", "model")
    said_first = reply.feed(json.dumps({"choices": [{"delta": detail(text="hm")}]}))
    assert said_first == [ReasoningDelta("hm")]

"""Requests as Anthropic's Messages API wants them."""

import json
from typing import Any

import pytest

from lettawasm.providers.anthropic import AnthropicMessages
from lettawasm.providers.anthropic.request import LONGEST_REPLY, SHORTER_REPLY, encode
from tests.core.providers.messages_api import ANTHROPIC, learned, text, turns
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
from tests.core.providers.spoken import ROLL, Answer, Server, provider

CACHED = {"cache_control": {"type": "ephemeral"}}


def test_tools_system_prompt_and_the_last_word_are_cached() -> None:
    assert encode(asked(SYSTEM, said("hi"), temperature=1.5)) == {
        "model": "model",
        "max_tokens": LONGEST_REPLY,
        "system": [text("Be kind.", **CACHED)],
        "messages": [{"role": "user", "content": [text("hi", **CACHED)]}],
        "tools": [
            {"name": "roll", "description": "Roll a die.", "input_schema": dict(ROLL.parameters), **CACHED}
        ],
        "tool_choice": {"type": "auto", "disable_parallel_tool_use": True},
        "temperature": 1.0,
        "stream": True,
    }


def test_the_key_has_a_header_of_its_own_and_pages_may_read_the_answers() -> None:
    assert AnthropicMessages().headers("sk-1") == {
        "x-api-key": "sk-1",
        "anthropic-version": "2023-06-01",
        "anthropic-dangerous-direct-browser-access": "true",
    }


def test_person_and_model_take_turns() -> None:
    messages = [
        replied("Hello?"),
        said("Look:", PICTURE, LINKED, " "),
        said("Roll twice."),
        replied("", called("a:1"), called("")),
        returned("a:1"),
        returned(None, "5"),
        said("Thanks."),
        replied("Sure."),
    ]
    use = {"type": "tool_use", "name": "roll", "input": {"sides": 6}}
    assert turns(asked(SYSTEM, *messages)) == [
        ("user", [text("…")]),
        ("assistant", [text("Hello?")]),
        (
            "user",
            [
                text("Look:"),
                {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}},
                {"type": "image", "source": {"type": "url", "url": "https://pictures.test/a.png"}},
                text("Roll twice."),
            ],
        ),
        ("assistant", [{**use, "id": "a_1"}, {**use, "id": "call_4_1"}]),
        (
            "user",
            [
                {"type": "tool_result", "tool_use_id": "a_1", "content": "4"},
                {"type": "tool_result", "tool_use_id": "call_4_1", "content": "5"},
                text("Thanks."),
            ],
        ),
        ("assistant", [text("Sure.")]),
        ("user", [text("Go on.")]),
    ]


def test_what_is_no_object_is_called_with_nothing() -> None:
    [_, (_, [use]), _] = turns(asked(said("hi"), replied("", called("a", '{"sides": ')), returned("a")))
    assert use["input"] == {}


def test_a_later_word_of_the_system_is_told_in_its_place() -> None:
    later = SYSTEM
    assert turns(asked(SYSTEM, said("hi"), later))[0][1][1] == text("<system>\nBe kind.\n</system>")


def test_calls_in_the_past_need_their_tools_also_when_none_may_be_called() -> None:
    request = asked(said("hi"), replied("", called("a")), returned("a"), tools=())
    body = encode(request, frozenset({"cache_control"}))
    assert body["tools"] == [{"name": "roll", "input_schema": {"type": "object"}}]
    assert body["tool_choice"] == {"type": "none"}


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        ("none", {"type": "none"}),
        ("required", {"type": "any", "disable_parallel_tool_use": True}),
        ("roll", {"type": "tool", "name": "roll", "disable_parallel_tool_use": True}),
        ("a tool that is not there", {"type": "auto", "disable_parallel_tool_use": True}),
    ],
)
def test_the_tool_choice_is_the_apis(choice: str, sent: Any) -> None:
    assert encode(asked(tool_choice=choice))["tool_choice"] == sent


def test_several_calls_are_allowed_where_they_are_wanted() -> None:
    assert encode(asked(parallel_tool_calls=True))["tool_choice"] == {"type": "auto"}


async def test_a_reply_is_shorter_where_the_model_can_not_write_more() -> None:
    message = "max_tokens: 16384 > 4096, which is the maximum allowed number of output tokens"
    _, second = await learned(asked(), message)
    assert second["max_tokens"] == SHORTER_REPLY


async def test_caching_is_left_out_where_it_is_not_known() -> None:
    _, second = await learned(
        asked(SYSTEM, said("hi")), "system.0.cache_control: Extra inputs are not permitted"
    )
    assert "cache_control" not in json.dumps(second)


def test_a_schema_is_closed() -> None:
    nested = {"type": "object", "properties": {"die": DIE, "all": {"type": "array", "items": DIE}}}
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": nested}}
    closed = {**DIE, "additionalProperties": False}
    assert encode(asked(response_format=wanted))["output_config"]["format"] == {
        "type": "json_schema",
        "schema": {
            "type": "object",
            "properties": {"die": closed, "all": {"type": "array", "items": closed}},
            "additionalProperties": False,
        },
    }


async def test_a_schema_that_is_refused_is_told_in_words() -> None:
    _, second = await learned(
        asked(SYSTEM, said("hi"), response_format=SCHEMA), "output_config.format: not supported by this model"
    )
    assert "output_config" not in second
    assert json.dumps(DIE) in second["system"][0]["text"]


async def test_the_models_are_listed_page_by_page() -> None:
    first = {
        "data": [{"id": "claude-a", "display_name": "Claude A"}],
        "has_more": True,
        "last_id": "claude-a",
    }
    second = {"data": [{"id": "claude-b", "max_input_tokens": 1_000_000}], "has_more": False}
    server = Server(*[Answer([json.dumps(page).encode()]) for page in (first, second)], lists=True)
    models = await provider(ANTHROPIC, server).models()
    assert [(m.handle, m.display_name, m.context_window) for m in models] == [
        ("scripted/claude-a", "Claude A", 200_000),
        ("scripted/claude-b", None, 1_000_000),
    ]
    assert [request.url.partition("/v1")[2] for request in server.requests] == [
        "/models?limit=1000",
        "/models?limit=1000&after_id=claude-a",
    ]

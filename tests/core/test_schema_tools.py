"""Tools for a model that has none: what it is told, the schema of its reply, and what its reply becomes."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lettawasm.model import ChatMessage, Done, Failed, Image, Text, ToolCall, Usage
from lettawasm.small.members import Members
from lettawasm.small.schema_tools import SchemaTools
from lettawasm.small.union import plain
from tests.core.small import ASKED, Speaker, heard

CALL = '{"tool": "memory_insert", "arguments": {"label": "human", "new_string": "Zoë"}}'


async def sent(request: Any = ASKED, **options: Any) -> Any:
    model = Speaker(['{"say": "ok"}'])
    await heard(SchemaTools(model, **options), request)
    return model.requests[0]


def schema_of(request: Any) -> Any:
    return request.response_format["json_schema"]["schema"]


async def test_the_tools_stand_in_the_prompt_and_nowhere_else() -> None:
    request = await sent()
    assert request.tools == () and request.tool_choice == "auto"
    system = request.messages[0].text
    assert system.startswith(
        "Be kind.\n\nYou have these tools:\n- memory_insert(label: string, new_string: string, "
    )
    assert "insert_line?: integer): Insert text into a memory block.\n  label: The block." in system
    assert 'speak to the person: {"say": "…"}.' in system
    assert 'like this: {"tool": "memory_insert", "arguments": {"label": "…", "new_string": "…"}}.' in system


async def test_a_reply_speaks_or_calls_one_of_the_tools() -> None:
    said, insert, search = schema_of(await sent())["anyOf"]
    assert said["properties"] == {"say": {"type": "string"}}
    assert insert["properties"]["tool"] == {"type": "string", "enum": ["memory_insert"]}
    assert insert["properties"]["arguments"]["required"] == ["label", "new_string"]
    assert search["properties"]["tool"]["enum"] == ["conversation_search"]


async def test_one_that_must_call_cannot_speak() -> None:
    request = await sent(replace(ASKED, tool_choice="required"))
    names = [form["properties"]["tool"]["enum"] for form in schema_of(request)["anyOf"]]
    assert names == [["memory_insert"], ["conversation_search"]]
    assert '"say"' not in request.messages[0].text


async def test_one_that_must_call_a_certain_tool_has_no_other() -> None:
    request = await sent(replace(ASKED, tool_choice="conversation_search"))
    assert schema_of(request)["properties"]["tool"]["enum"] == ["conversation_search"]
    assert "memory_insert" not in request.messages[0].text


async def test_one_that_may_not_call_is_told_of_no_tools() -> None:
    model = Speaker(["plain"])
    reply = await heard(SchemaTools(model), replace(ASKED, tool_choice="none"))
    assert model.requests[0].response_format is None and model.requests[0].messages == ASKED.messages
    assert reply.text == "plain"


async def test_calls_and_returns_of_the_past_are_plain_turns_that_alternate() -> None:
    calls = tuple(
        ToolCall(f"c{n}", "conversation_search", json.dumps({"query": word})) for n, word in enumerate("ab")
    )
    past = (
        ChatMessage("assistant", (Text("Let me look."),), calls),
        ChatMessage("tool", (Text("nothing"),), tool_call_id="c0"),
        ChatMessage("tool", (Text("tea"),), tool_call_id="c1"),
        ChatMessage("user", (Text("And?"), Image("data:image/png;base64,AA=="))),
        ChatMessage("assistant", (Text("Tea."),)),
        ChatMessage("user", (Text("Thanks"),)),
    )
    request = await sent(replace(ASKED, messages=(*ASKED.messages, *past)))
    assert [message.role for message in request.messages] == [
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
        "user",
    ]
    assert request.messages[2].text.split("\n") == [
        '{"say": "Let me look."}',
        '{"tool": "conversation_search", "arguments": {"query": "a"}}',
        '{"tool": "conversation_search", "arguments": {"query": "b"}}',
    ]
    returned = "[conversation_search returned] "
    assert request.messages[3].text == f"{returned}nothing\n{returned}tea\nAnd?"
    assert request.messages[3].content[-1] == past[3].content[-1]
    assert request.messages[4].text == '{"say": "Tea."}'


async def test_the_persons_own_format_is_that_of_what_is_said() -> None:
    wanted = {"type": "object", "properties": {"mood": {"type": "string"}}, "required": ["mood"]}
    own = {"type": "json_schema", "json_schema": {"name": "mood", "schema": wanted}}
    model = Speaker(['{"say": {"mood": "good"}}'])
    reply = await heard(SchemaTools(model), replace(ASKED, response_format=own))
    said = schema_of(model.requests[0])["anyOf"][0]["properties"]["say"]
    assert said == {**wanted, "additionalProperties": False}
    assert json.loads(reply.text) == {"mood": "good"}


def test_what_engines_do_not_know_is_left_out_of_a_schema() -> None:
    schema = {
        "$defs": {
            "Tree": {"type": "object", "title": "Tree", "properties": {"left": {"$ref": "#/$defs/Tree"}}}
        },
        "type": "object",
        "properties": {
            "when": {"type": "string", "format": "date", "pattern": "x", "description": "d", "default": ""},
            "either": {"type": ["string", "null"]},
            "tree": {"$ref": "#/$defs/Tree"},
            "many": {"type": "array", "items": {"oneOf": [{"const": 1}, {"type": "string"}]}, "minItems": 2},
        },
    }
    properties = plain(schema, schema)["properties"]
    assert properties["when"] == {"type": "string"}
    assert properties["either"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}
    assert properties["many"] == {"type": "array", "items": {"anyOf": [{"const": 1}, {"type": "string"}]}}
    text = json.dumps(properties["tree"])
    assert "$ref" not in text and text.count("left") < 25


@pytest.mark.parametrize("size", [1, 3, 1_000])
async def test_what_is_said_is_told_as_it_comes(size: int) -> None:
    said = 'Héllo "Ada"\n\\ 😀 \u0007'
    reply = await heard(SchemaTools(Speaker([json.dumps({"say": said})], size)))
    assert (reply.text, reply.calls, reply.done.finish_reason) == (said, [], "stop")
    assert size > 1 or len(reply.pieces) == len(said)


@pytest.mark.parametrize("size", [1, 3, 1_000])
async def test_a_call_is_told_as_it_comes(size: int) -> None:
    reply = await heard(SchemaTools(Speaker([CALL], size)))
    assert [(name, json.loads(text)) for name, text in reply.calls] == [
        ("memory_insert", {"label": "human", "new_string": "Zoë"})
    ]
    assert (reply.text, reply.done.finish_reason) == ("", "tool_calls")
    assert size > 1 or len(reply.events) > 30


@pytest.mark.parametrize(
    ("written", "text", "arguments"),
    [
        ('{"arguments": {"query": "tea"}, "tool": "conversation_search"}', "", {"query": "tea"}),
        ('{"tool": "conversation_search", "arguments": "{\\"query\\": \\"tea\\"}"}', "", {"query": "tea"}),
        ('{"say": "So.", "tool": "conversation_search", "arguments": {"query": "tea"}}', "So.", {"query": "tea"}),
        ('{"tool": "conversation_search"}', "", {}),
        ('{"tool": "conversation_search", "arguments": {"query": "te', "", {"query": "te"}),
        ('{"tool": "conversation_search", "arguments": {\'query\': \'tea\'}}', "", {"query": "tea"}),
        ('{"name": "conversation_search", "arguments": {"query": "tea"}}', "", {"query": "tea"}),
        ('```json\n{"tool": "conversation_search", "arguments": {"query": "tea"}}\n```', "", {"query": "tea"}),
    ],
)  # fmt: skip
async def test_a_call_that_is_not_quite_in_the_schema_is_one(written: str, text: str, arguments: Any) -> None:
    reply = await heard_loosely(SchemaTools(Speaker([written])))
    assert reply.text == text
    assert [(call.name, json.loads(call.arguments)) for call in reply.tool_calls] == [
        ("conversation_search", arguments)
    ]


async def heard_loosely(provider: Any) -> Done:
    """Arguments that had to be mended can't be told as they come."""
    *_, done = [event async for event in provider.stream(ASKED)]
    assert isinstance(done, Done)
    return done


@pytest.mark.parametrize("text", ["Hello!", "{}", '{"mood": "good"}', "[1, 2]", '{"say', "42", " "])
async def test_a_reply_outside_of_the_schema_is_a_text(text: str) -> None:
    reply = await heard(SchemaTools(Speaker([text])))
    assert (reply.text, reply.calls) == (text, [])


async def test_a_tool_that_is_not_there_is_asked_for_once_more() -> None:
    model = Speaker(['{"tool": "save", "arguments": {}}', CALL])
    reply = await heard(SchemaTools(model))
    assert "There is no tool named save" in model.requests[1].messages[-1].text
    assert model.requests[1].response_format == model.requests[0].response_format
    assert len(reply.calls) == 1 and reply.done.usage == Usage(20, 10)


async def test_a_call_that_was_cut_off_by_the_limit_is_none() -> None:
    done = Done(text=CALL[:-5], finish_reason="length")
    assert (await heard_loosely(SchemaTools(Speaker([done])))).tool_calls == ()


async def test_a_failure_passes() -> None:
    failed = Failed("unreachable", "It is off.")
    assert [event async for event in SchemaTools(Speaker([failed])).stream(ASKED)] == [failed]


async def test_a_model_without_schemas_writes_text_and_calls_as_text() -> None:
    request = await sent(constrained=False)
    assert request.response_format is None and "write plain text" in request.messages[0].text
    reply = await heard(SchemaTools(Speaker([f"I note it.\n{CALL}"]), constrained=False))
    assert reply.text == "I note it.\n" and len(reply.calls) == 1


LETTERS = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES = st.recursive(
    LETTERS | st.integers() | st.booleans() | st.none(),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(LETTERS, one, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(LETTERS, VALUES, max_size=4), st.booleans(), st.integers(1, 7), st.integers(0, 3))
def test_members_are_the_same_however_their_text_is_cut(
    value: Any, ascii_only: bool, size: int, indent: int
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent or None)
    members, read = Members(), dict[str, str]()
    texts = set[str]()
    for at in range(0, len(text), size):
        for fragment in members.feed(text[at : at + size]):
            read[fragment.key] = read.get(fragment.key, "") + fragment.text
            if fragment.is_text:
                texts.add(fragment.key)
    assert members.is_whole
    assert {key: one if key in texts else json.loads(one) for key, one in read.items()} == value


@given(st.text('{}[]":,\\u0d8 \nas', max_size=40), st.integers(1, 5))
async def test_any_reply_is_told_the_same_however_it_is_cut(text: str, size: int) -> None:
    replies = [text, text]
    whole, cut = [await heard_loosely(SchemaTools(Speaker(replies, one))) for one in (1_000, size)]
    assert (whole.text, [c.arguments for c in whole.tool_calls]) == (
        cut.text,
        [c.arguments for c in cut.tool_calls],
    )

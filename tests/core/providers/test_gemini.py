"""Gemini's own ways: schemas in OpenAPI's words, turns that alternate, calls that somebody else made."""

import json
from typing import Any

import pytest

from lettawasm.model import ChatMessage, Failed, Image, ModelRequest, Reasoning, Text, ToolCall, ToolSpec
from lettawasm.providers.gemini import Gemini
from lettawasm.providers.gemini.schema import parameters

NOTE = ToolSpec("note", "Write.", {"type": "object", "properties": {"text": {"type": "string"}}})


def body(*messages: ChatMessage, model: str = "gemini-3-pro", **fields: Any) -> dict[str, Any]:
    return Gemini().body(ModelRequest(model, messages, **fields), frozenset())


def said(role: Any, text: str) -> ChatMessage:
    return ChatMessage(role, (Text(text),))


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"type": "string", "default": "x", "format": "uri"}, {"type": "string"}),
        ({"type": ["integer", "null"]}, {"type": "integer", "nullable": True}),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, {"type": "string", "nullable": True}),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
        ),
        ({"const": 3}, {"type": "string", "enum": ["3"]}),
        ({"type": "array"}, {"type": "array", "items": {"type": "string"}}),
        ({"allOf": [{"type": "string"}, {"minLength": 2}]}, {"type": "string", "minLength": 2}),
        ({"$ref": "#/$defs/Size", "description": "How big"}, {"type": "integer", "description": "How big"}),
        ({"$ref": "#/$defs/Lost"}, {}),
        (True, {"type": "string"}),
        (
            {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "number"}}},
            {"type": "object", "properties": {"a": {"type": "number"}}},
        ),
    ],
)
def test_a_schema_is_told_in_the_words_that_gemini_knows(schema: Any, told: dict[str, Any]) -> None:
    whole = {"type": "object", "properties": {"x": schema}, "$defs": {"Size": {"type": "integer"}}}
    assert parameters(whole) == {"type": "object", "properties": {"x": told}}


def test_a_schema_that_holds_itself_ends_somewhere() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}
    told = parameters(
        {"type": "object", "properties": {"first": {"$ref": "#/$defs/Node"}}, "$defs": {"Node": node}}
    )
    assert len(json.dumps(told)) < 5_000


def test_a_function_without_arguments_has_no_schema() -> None:
    told = body(said("user", "hi"), tools=(ToolSpec("stop", "Stop.", {"type": "object", "properties": {}}),))
    assert told["tools"] == [{"functionDeclarations": [{"name": "stop", "description": "Stop."}]}]


def test_turns_alternate_and_begin_with_the_person() -> None:
    told = body(said("system", "Be kind."), said("assistant", "Hi."), said("user", "a"), said("user", "b"))
    assert told["systemInstruction"] == {"parts": [{"text": "Be kind."}]}
    assert [turn["role"] for turn in told["contents"]] == ["user", "model", "user"]
    assert told["contents"][-1]["parts"] == [{"text": "a"}, {"text": "b"}]


@pytest.mark.parametrize(("model", "is_signed"), [("gemini-3-pro", True), ("gemini-2.5-flash", False)])
def test_a_call_that_another_model_made_is_marked_for_models_that_want_signatures(
    model: str, is_signed: bool
) -> None:
    calls = (ToolCall("c1", "note", '{"text": "a"}'), ToolCall("c2", "note", "{}"))
    asked = ChatMessage("assistant", tool_calls=calls)
    answered = [ChatMessage("tool", (Text("ok"),), tool_call_id=call.id) for call in calls]
    turns = body(said("user", "x"), asked, *answered, model=model, tools=(NOTE,))["contents"]
    first, second = turns[1]["parts"]
    assert ("thoughtSignature" in first, "thoughtSignature" in second) == (is_signed, False)
    names = [(part["functionResponse"]["id"], part["functionResponse"]["name"]) for part in turns[2]["parts"]]
    assert names == [("c1", "note"), ("c2", "note")]


@pytest.mark.parametrize(
    ("model", "wish", "told"),
    [
        ("gemini-3-pro", Reasoning("low"), {"thinkingLevel": "low"}),
        ("gemini-3-pro", Reasoning("max"), {"thinkingLevel": "high"}),
        ("gemini-2.5-pro", Reasoning("low"), {"thinkingBudget": 1024}),
        ("gemini-3-pro", Reasoning("low", 99), {"thinkingBudget": 99}),
        ("gemini-3-pro", Reasoning(), {}),
    ],
)
def test_a_wish_to_think_is_told_as_the_model_counts_it(
    model: str, wish: Reasoning, told: dict[str, Any]
) -> None:
    generation = body(said("user", "x"), model=model, reasoning=wish)["generationConfig"]
    assert generation["thinkingConfig"] == {"includeThoughts": True, **told}


@pytest.mark.parametrize(
    ("choice", "config"),
    [
        ("auto", {"mode": "AUTO"}),
        ("none", {"mode": "NONE"}),
        ("required", {"mode": "ANY"}),
        ("note", {"mode": "ANY", "allowedFunctionNames": ["note"]}),
    ],
)
def test_the_choice_of_tools_is_told(choice: str, config: dict[str, Any]) -> None:
    told = body(said("user", "x"), tools=(NOTE,), tool_choice=choice)
    assert told["toolConfig"] == {"functionCallingConfig": config}


def test_pictures_go_with_the_words() -> None:
    pictures = Image("data:image/png;base64,AAAA"), Image("https://a.example/b.png")
    told = body(ChatMessage("user", (Text("look"), *pictures)))
    assert told["contents"][0]["parts"] == [
        {"text": "look"},
        {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
        {"fileData": {"fileUri": "https://a.example/b.png"}},
    ]


SCHEMA = {"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "object"}}}


def test_json_is_asked_for_by_schema_and_in_words_beside_tools() -> None:
    alone = body(said("user", "x"), response_format=SCHEMA)
    assert alone["generationConfig"]["responseJsonSchema"] == {"type": "object"}
    beside = body(said("user", "x"), response_format=SCHEMA, tools=(NOTE,))
    assert "generationConfig" not in beside
    assert "JSON" in beside["systemInstruction"]["parts"][0]["text"]


def test_a_call_that_came_out_broken_is_a_failure_that_says_so() -> None:
    reply = Gemini().reply("The server", "gemini")
    reply.feed('{"candidates": [{"finishReason": "MALFORMED_FUNCTION_CALL"}]}')
    [failed] = reply.end()
    assert isinstance(failed, Failed)
    assert (failed.kind, failed.detail) == ("garbage", "MALFORMED_FUNCTION_CALL")


def test_the_list_of_models_has_what_talks_with_its_window() -> None:
    page = {
        "models": [
            {"name": "models/gemini-3-pro", "displayName": "Gemini 3 Pro", "inputTokenLimit": 1_000_000,
             "supportedGenerationMethods": ["generateContent"]},
            {"name": "models/embedding-001", "supportedGenerationMethods": ["embedContent"]},
            {"name": 7},
        ],
        "nextPageToken": "a b",
    }  # fmt: skip
    [model] = Gemini().listed(page, "google", "https://g.example")
    assert (model.handle, model.context_window, model.display_name) == (
        "google/gemini-3-pro",
        1_000_000,
        "Gemini 3 Pro",
    )
    assert Gemini().next_page(page) == "/models?pageSize=1000&pageToken=a%20b"
    assert Gemini().next_page({"models": []}) is None

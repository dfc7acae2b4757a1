"""Engines in the tab, seen from Python: the line to them, and the provider and the embedder behind it."""

import asyncio
from typing import Any

import pytest

from lettawasm.engines.asked import GO_ON, plain
from lettawasm.engines.embedder import EngineEmbedder
from lettawasm.engines.port import EngineError, EnginePort
from lettawasm.engines.provider import EngineProvider
from lettawasm.errors import Invalid, LettaError, Misconfigured
from lettawasm.model import (
    ChatMessage,
    Done,
    Failed,
    Image,
    ModelEvent,
    ModelInfo,
    ModelRequest,
    Role,
    Text,
    TextDelta,
    ToolCall,
    ToolSpec,
    Usage,
)
from tests.core.engine import FakeEngine, calls, fails, says

ONE, TWO = (
    ToolSpec(name, f"Number {name}.", {"type": "object", "properties": {}}) for name in ("one", "two")
)


def said(role: Role, text: str, **fields: Any) -> ChatMessage:
    return ChatMessage(role, (Text(text),), **fields)


HELLO = ModelRequest("tiny", (said("user", "Hello"),))


async def reply(engine: FakeEngine, request: ModelRequest = HELLO, name: str = "wllama") -> list[ModelEvent]:
    return [event async for event in EngineProvider(name, engine.connect).stream(request)]


async def settled() -> None:
    """Let all that can happen now happen."""
    for _ in range(20):
        await asyncio.sleep(0)


# A reply


async def test_a_reply_arrives_in_pieces_and_is_told_whole() -> None:
    engine = FakeEngine(
        [{"chunk": {"loading": 0.5}}, *says("Good ", "day", prompt_tokens=3, completion_tokens=2)]
    )
    assert await reply(engine) == [
        TextDelta("Good "),
        TextDelta("day"),
        Done("Good day", usage=Usage(3, 2)),
    ]
    [asked] = engine.asked
    assert (asked["op"], asked["body"]["model"]) == ("chat", "tiny")


async def test_characters_that_come_in_halves_are_joined() -> None:
    assert await reply(FakeEngine(says("\ud83d", "\ude00"))) == [TextDelta("😀"), Done("😀")]


async def test_of_several_calls_the_first_is_made_where_one_is_wanted() -> None:
    [*_, done] = await reply(
        FakeEngine(calls("one", "two")), ModelRequest("tiny", HELLO.messages, (ONE, TWO))
    )
    assert isinstance(done, Done)
    assert [(call.name, call.arguments) for call in done.tool_calls] == [("one", "{}")]
    assert done.tool_calls[0].id


async def test_all_calls_are_made_where_several_are_wanted() -> None:
    request = ModelRequest("tiny", HELLO.messages, (ONE, TWO), parallel_tool_calls=True)
    [*_, done] = await reply(FakeEngine(calls("one", "two")), request)
    assert isinstance(done, Done)
    assert [call.name for call in done.tool_calls] == ["one", "two"]


@pytest.mark.parametrize("kind", ["not_found", "server_error", "bad_request"])
async def test_what_an_engine_says_instead_of_a_reply_is_told(kind: str) -> None:
    assert await reply(FakeEngine(fails(kind, "Choose another."))) == [
        Failed(kind, "Choose another.", "Choose another.")  # type: ignore[arg-type]
    ]


async def test_a_conversation_that_is_too_long_is_known_as_such() -> None:
    [failed] = await reply(FakeEngine(fails("context_overflow", "9 tokens exceed 8")))
    assert isinstance(failed, Failed)
    assert (failed.kind, failed.detail) == ("context_overflow", "9 tokens exceed 8")
    assert "too long for tiny" in failed.message


async def test_a_kind_of_failure_that_nobody_knows_is_the_engines_own() -> None:
    [failed] = await reply(FakeEngine(fails("melted")))
    assert isinstance(failed, Failed) and failed.kind == "server_error"


async def test_a_reply_that_ends_without_an_end_is_cut_off() -> None:
    [_, failed] = await reply(FakeEngine([says("Good ")[0], *fails("cut_off")]))
    assert isinstance(failed, Failed) and failed.kind == "cut_off"


async def test_an_engine_that_cannot_be_started_is_a_failure_and_no_error() -> None:
    async def connect(hear: object) -> Any:
        raise EngineError("unreachable", "It can't be started.")

    provider = EngineProvider("webllm", connect)
    assert [event async for event in provider.stream(HELLO)] == [
        Failed("unreachable", "It can't be started.", "It can't be started.")
    ]
    assert await provider.models() == []


# The line


async def test_who_stops_listening_stops_the_engine() -> None:
    engine = FakeEngine(says("Good ", "day")[:1])
    stream = EngineProvider("wllama", engine.connect).stream(HELLO)
    assert await anext(stream) == TextDelta("Good ")
    await stream.aclose()  # type: ignore[attr-defined]
    asked, abort = engine.asked
    assert abort == {"id": asked["id"], "op": "abort"}


async def test_an_engine_that_does_not_stop_is_replaced() -> None:
    engine = FakeEngine([], [{"done": True, "body": []}])
    port = EnginePort(engine.connect, patience=0.0)
    asking = asyncio.create_task(port.ask("chat"))
    await settled()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    while not engine.closed:
        await asyncio.sleep(0)
    assert await port.ask("models") == []
    assert engine.starts == 2


async def test_an_engine_that_stops_when_told_to_goes_on() -> None:
    engine = FakeEngine([], [{"done": True, "body": []}])
    port = EnginePort(engine.connect, patience=3600.0)
    asking = asyncio.create_task(port.ask("chat"))
    await settled()
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    engine.tell({"id": engine.asked[0]["id"], "error": {"kind": "cut_off", "message": "Stopped."}})
    assert not any(not timer.cancelled() for timer in asyncio.get_running_loop()._scheduled)  # type: ignore[attr-defined]
    assert await port.ask("models") == []
    assert (engine.starts, engine.closed) == (1, 0)


@pytest.mark.parametrize("end", ["", "no JSON", "[]", '{"id": "x"}', "[" * 1_000_000])
async def test_when_an_engine_dies_or_goes_mad_all_calls_fail_and_the_next_starts_another(
    end: str,
) -> None:
    engine = FakeEngine([], [], says("Hello"))
    provider = EngineProvider("wllama", engine.connect)

    async def last() -> ModelEvent:
        return [event async for event in provider.stream(HELLO)][-1]

    waiting = asyncio.gather(last(), last())
    await settled()
    engine.hear(end)
    for failed in await waiting:
        assert isinstance(failed, Failed) and failed.kind == "cut_off"
    engine.hear("")  # the old one, once more
    assert await last() == Done("Hello")
    assert (engine.starts, engine.closed) == (2, 1)


async def test_two_at_once_share_one_engine_and_each_hears_its_own() -> None:
    engine = FakeEngine([], [])
    provider = EngineProvider("wllama", engine.connect)

    async def text() -> str:
        [*_, done] = [event async for event in provider.stream(HELLO)]
        return done.text if isinstance(done, Done) else "failed"

    waiting = asyncio.gather(text(), text())
    await settled()
    first, second = (asked["id"] for asked in engine.asked)
    for news in zip(says("a", "b"), says("c", "d"), strict=True):
        for number, message in zip((second, first), news, strict=True):
            engine.tell({"id": number, **message})
    assert list(await waiting) == ["cd", "ab"]
    assert engine.starts == 1


# What it is asked


def test_to_an_engine_without_tools_calls_are_told_in_words() -> None:
    picture = Image("data:image/png;base64,AA==")
    messages = (
        said("system", "Be kind."),
        ChatMessage("user", (Text("Look:"), picture, Text("What is it?"))),
        said("assistant", "Wait.", tool_calls=(ToolCall("c1", "look", '{"at": 1}'),)),
        said("tool", "A cat.", tool_call_id="c1"),
        said("system", "The person has left."),
        said("assistant", "It's a cat."),
    )
    asked = plain(ModelRequest("tiny", messages, (ONE,), "required"))
    assert asked == ModelRequest(
        "tiny",
        (
            said("system", "Be kind."),
            ChatMessage("user", (Text("Look:\nWhat is it?"), picture)),
            said("assistant", 'Wait.\n{"tool": "look", "arguments": {"at": 1}}'),
            said("user", "Result of look:\nA cat."),
            said("user", "The person has left."),
            said("assistant", "It's a cat."),
            said("user", GO_ON),
        ),
    )


# Models and embedders

ENTRIES = [
    {"name": "tiny", "kind": "chat", "context": 4096},
    {"name": "no room for an agent", "kind": "chat", "context": 1999},
    {"name": "e", "kind": "embedding", "context": 512},
]


async def test_the_models_of_an_engine_are_those_that_are_there() -> None:
    engine = FakeEngine([{"done": True, "body": ENTRIES}], [{"done": True, "body": ENTRIES}])
    provider = EngineProvider("wllama", engine.connect)
    assert await provider.models() == [ModelInfo("tiny", "wllama", "wllama", 4096)]
    assert await provider.embedding_models() == ["e"]


def embedder(engine: FakeEngine, dim: int = 0) -> EngineEmbedder:
    return EngineProvider("wllama", engine.connect).embedder("e", dim)


def vector(*numbers: object) -> list[dict[str, Any]]:
    return [{"done": True, "body": {"data": [{"index": 0, "embedding": list(numbers)}]}}]


async def test_texts_are_embedded_one_by_one_and_vectors_have_the_length_of_one() -> None:
    engine = FakeEngine(vector(3, 4), vector(0, 2))
    assert await embedder(engine).embed(["a", "b"]) == [[0.6, 0.8], [0.0, 1.0]]
    assert [asked["body"]["input"] for asked in engine.asked] == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (vector(1, 2, 3), Invalid),
        (vector(0, 0), Misconfigured),
        (vector("x", 1), Misconfigured),
        ([{"done": True}], Misconfigured),
        (fails("not_found"), Invalid),
        (fails("server_error"), Misconfigured),
    ],
)
async def test_what_is_no_vector_is_an_error_that_a_person_understands(
    answer: list[dict[str, Any]], error: type[LettaError]
) -> None:
    with pytest.raises(error):
        await embedder(FakeEngine(answer), dim=2).embed(["a"])

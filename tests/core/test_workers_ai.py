"""Workers AI as a provider: what the binding is asked, and what is made of all the ways in which it answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from lettawasm import sse
from lettawasm.model import (
    ChatMessage,
    Done,
    Failed,
    ModelEvent,
    ModelRequest,
    ReasoningDelta,
    Text,
    TextDelta,
    ToolCall,
    ToolSpec,
    Usage,
)
from lettawasm.providers.openai import OpenAIProvider
from lettawasm.providers.workers_ai import ADDRESS, BASE_URL, MODELS, NAME, AiError, AiTransport
from tests.core.relay_bed import Bed, hello

MODEL = next(iter(MODELS))
ROLL = ToolSpec("roll", "Roll a die.", {"type": "object", "properties": {"sides": {"type": "integer"}}})
HELLO = ModelRequest(MODEL, (ChatMessage("user", (Text("hello"),)),), tools=(ROLL,))
COUNTED = Usage(prompt_tokens=11, completion_tokens=7)
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


def said(*events: Any) -> bytes:
    """A stream of events as the binding gives it."""
    texts = [event if isinstance(event, str) else json.dumps(event) for event in events]
    return b"".join(map(sse.encode, texts))


class Binding:
    """Gives one output for each call: an object, an error, or bytes in pieces of `size`. None hangs."""

    def __init__(self, *outputs: Any, size: int = 10_000) -> None:
        self.outputs, self.size = list(outputs), size
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.closed = asyncio.Event()

    async def run(self, model: str, model_input: Mapping[str, Any]) -> Any:
        self.asked.append((model, model_input))
        output = self.outputs.pop(0)
        if isinstance(output, Exception):
            raise output
        return output if isinstance(output, dict) else self._pieces(output)

    async def _pieces(self, output: bytes | tuple[bytes, Any]) -> AsyncIterator[bytes]:
        data, end = output if isinstance(output, tuple) else (output, ())
        try:
            for at in range(0, len(data), self.size):
                yield data[at : at + self.size]
            if isinstance(end, Exception):
                raise end
            if end is None:
                await asyncio.Event().wait()
        finally:
            self.closed.set()


async def no_wait(seconds: float) -> None: ...


def provider(binding: Binding, **options: Any) -> OpenAIProvider:
    return OpenAIProvider(
        NAME, BASE_URL, None, AiTransport(binding), address=ADDRESS, sleep=no_wait, **options
    )


async def ask(*outputs: Any, request: ModelRequest = HELLO, size: int = 10_000) -> list[ModelEvent]:
    return [event async for event in provider(Binding(*outputs, size=size)).stream(request)]


def calls(done: ModelEvent) -> list[tuple[str, Any]]:
    assert isinstance(done, Done)
    assert len({call.id for call in done.tool_calls}) == len(done.tool_calls)
    return [(call.name, json.loads(call.arguments)) for call in done.tool_calls]


@pytest.mark.parametrize("size", [1, 2, 7, 10_000])
async def test_their_own_stream_is_a_reply_however_it_is_cut(size: int) -> None:
    stream = said(
        {"response": "Hello ", "p": "abdefgh"},
        {"response": "dér"},
        {"response": "", "usage": USAGE},
        "[DONE]",
    )
    assert await ask(stream, size=size) == [
        TextDelta("Hello "),
        TextDelta("dér"),
        Done("Hello dér", usage=COUNTED),
    ]


async def test_openai_chunks_pass_as_they_are() -> None:
    def chunk(delta: Any, reason: str | None = None) -> Any:
        return {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}], "response": "ignored"}

    stream = said(
        chunk({"reasoning_content": "Hm."}),
        chunk({"content": "Hi"}),
        chunk({}, "length"),
        {"choices": [], "usage": USAGE},
        "[DONE]",
    )
    assert await ask(stream) == [
        ReasoningDelta("Hm."),
        TextDelta("Hi"),
        Done("Hi", "Hm.", finish_reason="length", usage=COUNTED),
    ]


@pytest.mark.parametrize(
    "events",
    [
        [
            {
                "tool_calls": [
                    {"name": "roll", "arguments": {"sides": 6}},
                    {"name": "roll", "arguments": {"sides": 20}},
                ]
            }
        ],
        [
            {"response": None, "tool_calls": [{"name": "roll", "arguments": '{"sides": 6}'}]},
            {"response": "", "tool_calls": [{"name": "roll", "arguments": '{"sides": 20}', "id": "b"}]},
        ],
        [
            {
                "tool_calls": [
                    {"id": "a", "type": "function", "index": 0, "function": {"name": "roll", "arguments": ""}}
                ]
            },
            {"tool_calls": [{"id": None, "index": 0, "function": {"name": None, "arguments": '{"sides"'}}]},
            {"tool_calls": [{"index": 0, "function": {"arguments": ": 6}"}}]},
            {
                "tool_calls": [
                    {"id": "b", "index": 1, "function": {"name": "roll", "arguments": '{"sides": 20}'}}
                ]
            },
        ],
        [
            {"tool_calls": [{"type": "function", "function": {"name": "roll", "arguments": {"sides": 6}}}]},
            {"tool_calls": [{"type": "function", "function": {"name": "roll", "arguments": {"sides": 20}}}]},
        ],
    ],
    ids=["flat", "flat one by one", "pieces", "whole in OpenAI's form"],
)
async def test_tool_calls_come_in_any_of_their_forms(events: list[Any]) -> None:
    *_, done = await ask(said(*events, "[DONE]"))
    assert calls(done) == [("roll", {"sides": 6}), ("roll", {"sides": 20})]
    assert isinstance(done, Done) and done.finish_reason == "tool_calls"


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ({"response": "Hi", "usage": USAGE}, "Hi"),
        ({"response": 42, "usage": USAGE}, "42"),
        ({"response": {"a": 1}, "usage": USAGE}, '{"a": 1}'),
        ({"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}], "usage": USAGE}, "Hi"),
    ],
)
async def test_a_model_that_does_not_stream_is_taken_too(output: Any, text: str) -> None:
    *_, done = await ask(output)
    assert done == Done(text, usage=COUNTED)


async def test_a_whole_reply_with_a_call_is_taken_too() -> None:
    *_, done = await ask({"response": None, "tool_calls": [{"name": "roll", "arguments": {"sides": 6}}]})
    assert calls(done) == [("roll", {"sides": 6})]


async def test_the_binding_is_asked_in_its_own_words() -> None:
    binding = Binding(said({"response": "ok"}, "[DONE]"))
    history = (
        ChatMessage("user", (Text("roll"),)),
        ChatMessage("assistant", (), (ToolCall("a", "roll", '{"sides": 6}'),)),
        ChatMessage("tool", (Text("4"),), tool_call_id="a"),
    )
    request = ModelRequest(MODEL, history, (ROLL, ToolSpec("stop", "", {})), "roll", max_tokens=9)
    async for _ in provider(binding).stream(request):
        pass
    [(model, asked)] = binding.asked
    assert (model, asked["tool_choice"], asked["max_tokens"], asked["stream"]) == (MODEL, "required", 9, True)
    assert [tool["function"]["name"] for tool in asked["tools"]] == ["roll"]
    assert [message["content"] for message in asked["messages"]] == ["roll", "", "4"]
    assert {"model", "stream_options", "parallel_tool_calls"}.isdisjoint(asked)


@pytest.mark.parametrize(
    ("message", "kind", "tries"),
    [
        ("5007: No such model @cf/no/such or task", "not_found", 1),
        ("InferenceUpstreamError: 3036: You have used up your daily free allocation", "quota", 1),
        ("3040: Capacity temporarily exceeded, please try again.", "rate_limited", 3),
        ("5004: Invalid data type", "bad_request", 1),
        ("3006: Request is too large", "context_overflow", 1),
        ("Network connection lost.", "server_error", 3),
    ],
)
async def test_an_error_of_theirs_becomes_one_a_person_can_act_on(
    message: str, kind: str, tries: int
) -> None:
    binding = Binding(*[AiError(message)] * 3)
    [failed] = [event async for event in provider(binding).stream(HELLO)]
    assert isinstance(failed, Failed) and failed.kind == kind
    assert "Workers AI" in failed.message or "too long" in failed.message
    assert len(binding.asked) == tries


async def test_a_stream_that_breaks_is_a_failure() -> None:
    *_, last = await ask((said({"response": "Hel"}), AiError("3040: gone")))
    assert isinstance(last, Failed) and last.kind == "cut_off"


async def test_a_stream_without_an_end_is_a_failure() -> None:
    *_, last = await ask(said({"response": "Hel"}))
    assert isinstance(last, Failed) and last.kind == "cut_off"


async def test_a_model_that_falls_silent_times_out() -> None:
    binding = Binding((said({"response": "Hel"}), None))
    *_, last = [event async for event in provider(binding, timeout=0.05).stream(HELLO)]
    assert isinstance(last, Failed) and last.kind == "timeout"
    assert binding.closed.is_set()


# Behind the relay


async def test_the_relay_serves_it_like_any_other() -> None:
    binding = Binding(
        said({"response": "Hi"}, {"response": "", "usage": USAGE}, "[DONE]"),
        {"response": "Hi", "usage": USAGE, "tool_calls": [{"name": "roll", "arguments": {}}]},
    )
    bed = Bed({}, ai=binding)
    streamed = await bed.ask(hello(model=f"{NAME}/{MODEL}", stream=True))
    whole = await bed.ask(hello(model=MODEL))
    assert (streamed.text, streamed.events[-1]) == ("Hi", "[DONE]")
    assert json.loads(streamed.events[-2])["choices"][0]["finish_reason"] == "stop"
    [choice] = whole.json["choices"]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("Hi", "tool_calls")
    assert choice["message"]["tool_calls"][0]["function"] == {"name": "roll", "arguments": "{}"}
    assert await bed.used() == (2, 36, 0.0)


async def test_only_listed_models_are_offered_and_run() -> None:
    bed = Bed({"LETTAWASM_AI_MODELS": '["@cf/meta/tiny"]'}, ai=Binding())
    own = bed.outside.providers[NAME]
    assert [model.handle for model in await own.models()] == ["workers-ai/@cf/meta/tiny"]
    [failed] = [event async for event in own.stream(HELLO)]
    assert isinstance(failed, Failed) and failed.kind == "not_found"
    assert (await bed.ask(hello(model=MODEL))).status == 404


async def test_a_client_that_leaves_closes_the_stream() -> None:
    binding = Binding((said({"response": "Hel"}), None))
    bed, gone, seen = Bed({}, ai=binding), asyncio.Event(), asyncio.Event()
    asking = asyncio.ensure_future(bed.ask(hello(model=MODEL, stream=True), gone=gone, seen=seen))
    await seen.wait()
    gone.set()
    await asyncio.wait_for(asking, 5)
    assert binding.closed.is_set()

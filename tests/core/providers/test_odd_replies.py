"""Engines and Workers AI that say what nobody would: what hears them ends each reply once all the same, and no provider
that there is has been left out.
"""

import ast
import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lettawasm
from lettawasm import sse
from lettawasm.engines.provider import EngineProvider
from lettawasm.model import ChatMessage, Done, ModelEvent, Text
from lettawasm.ports import Provider
from lettawasm.providers.offline.provider import OfflineProvider
from lettawasm.providers.openai import OpenAIProvider
from lettawasm.providers.workers_ai import BASE_URL, AiTransport
from tests.core.engine import FakeEngine, calls, says
from tests.core.providers.heard import ASKED, ended
from tests.core.providers.played import COUNTED
from tests.core.providers.spoken import Waits
from tests.core.providers.test_conformance import changed

ODD_NEWS: list[Any] = [
    {"error": None},
    {"error": "Oh."},
    {"error": {"kind": [], "message": None}},
    {"error": {}},
    {"chunk": None},
    {"chunk": {"choices": 3}},
]


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_an_engine_says_its_reply_ends_once(data: st.DataObject) -> None:
    news = [*says("Süß", " 🍰"), *calls("one", "two")]
    at = data.draw(st.integers(0, len(news) - 2))
    odd = data.draw(st.sampled_from([*ODD_NEWS, changed(news[at], data)]))
    news[at] = odd if isinstance(odd, dict) else {"chunk": odd}
    provider = EngineProvider("wllama", FakeEngine(news).connect)
    ended(asyncio.run(_heard(provider)))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_workers_ai_says_its_reply_ends_once(data: st.DataObject) -> None:
    said = data.draw(st.sampled_from(AI_OUTPUTS))
    at = data.draw(st.integers(0, len(said) - 1))
    odd = [*said[:at], changed(said[at], data), *said[at + 1 :]]
    whole = odd[at] if isinstance(odd[at], dict) and data.draw(st.booleans()) else None
    ended(asyncio.run(_heard(provider_of(OddBinding(odd, whole)))))


AI_CALL = {"name": "roll", "arguments": {"sides": 6}}
AI_OUTPUTS: list[list[Any]] = [
    [{"response": "Süß", "usage": COUNTED}, {"response": " 🍰"}],
    [{"response": None, "tool_calls": [AI_CALL]}, {"response": "", "usage": COUNTED}],
    [{"tool_calls": [{"index": 0, "id": "a", "function": {"name": "roll", "arguments": "{}"}}]}],
    [{"choices": [{"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop"}], "usage": COUNTED}],
    [{"choices": [{"message": {"content": "Hi", "tool_calls": [AI_CALL]}}], "usage": COUNTED}],
]


@dataclass
class OddBinding:
    """Implements `workers_ai.AiBinding`: says the events, or the `whole` where there is one."""

    events: Sequence[Any]
    whole: dict[str, Any] | None

    async def run(self, model: str, model_input: Mapping[str, Any]) -> Any:
        return self.whole if self.whole is not None else self._bytes()

    async def _bytes(self) -> AsyncIterator[bytes]:
        for event in self.events:
            yield sse.encode(json.dumps(event))
        yield sse.encode("[DONE]")


def provider_of(binding: OddBinding) -> Provider:
    return OpenAIProvider("workers-ai", BASE_URL, None, AiTransport(binding), sleep=Waits())


async def _heard(provider: Provider) -> list[ModelEvent]:
    async with asyncio.timeout(5):  # what hangs is no end either
        return [event async for event in provider.stream(ASKED)]


@pytest.mark.parametrize(
    "body", [None, 3, "models", {}, [None], [{}], [{"name": 3, "kind": "chat", "context": 32_000}]]
)
async def test_an_engine_that_tells_no_models_has_none(body: Any) -> None:
    provider = EngineProvider("wllama", FakeEngine(*[[{"done": True, "body": body}]] * 2).connect)
    assert (await provider.models(), await provider.embedding_models()) == ([], [])


@pytest.mark.parametrize("text", ["", "\ud83c", "{", "<tool_call>", "🍰" * 2_000, "x\0y"])
async def test_the_companion_answers_whatever_is_said(text: str) -> None:
    asked = replace(ASKED, messages=(*ASKED.messages, ChatMessage("user", (Text(text),))))
    last = ended([event async for event in OfflineProvider().stream(asked)])
    assert isinstance(last, Done) and (last.text or last.tool_calls)


# All of them

# Every provider there is, and where what it promises is held to: a new one has to be told of here.
IMPLEMENTERS = {
    "HttpProvider": "spoken.APIS",
    "HomeProvider": "spoken.HOMES",
    "ArrivingProvider": "whoever plays with options",
    "EngineProvider": "wllama, webllm, chrome",
    "Fallbacks": "fallbacks",
    "OfflineProvider": "test_the_companion_answers_whatever_is_said",
    "PaidProvider": "paid",
    "RepairedCalls": "native",
    "RequiredCalls": "wllama",
    "SchemaTools": "schema, text",
    "ScriptedProvider": "a model for tests: it fails as a test wants it to",
    "TabEngine": "an EngineProvider, which comes when it is first asked; in a browser",
    "_Known": "hands on what the provider says that is on trial",
    "_Learning": "learning, and the engines",
}


def test_no_provider_is_left_out() -> None:
    texts = (path.read_text() for path in Path(lettawasm.__file__).parent.rglob("*.py"))
    classes = [
        node
        for text in texts
        if "request: ModelRequest" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and not any("Protocol" in ast.unparse(base) for base in node.bases)
    ]
    assert {each.name for each in classes if _streams(each)} == IMPLEMENTERS.keys()


def _streams(node: ast.ClassDef) -> bool:
    """Whether a class has a `stream` that takes a ModelRequest."""
    methods = (each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(each.name == "stream" and "ModelRequest" in ast.unparse(each.args) for each in methods)

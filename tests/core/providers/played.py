"""Models that are spoken to otherwise than over HTTP, each as an agent has it: behind its provider, and behind what is
put around that one. All of them play the same scenes.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lettawasm import sse
from lettawasm.db import SqliteDriver
from lettawasm.engines.port import Hear
from lettawasm.engines.provider import EngineProvider
from lettawasm.model import (
    Done,
    Failed,
    FailureKind,
    FinishReason,
    ModelEvent,
    ModelInfo,
    ModelRequest,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from lettawasm.ports import Provider
from lettawasm.providers.openai import OpenAIProvider
from lettawasm.providers.workers_ai import BASE_URL, AiError, AiTransport
from lettawasm.relay.ledger import Ledger
from lettawasm.relay.paid_provider import PaidProvider
from lettawasm.relay.settings import DayCaps, ModelSettings
from lettawasm.relay.upstream import Upstream
from lettawasm.schemas.model_options import ModelOptions
from lettawasm.testing import NoNetwork, TickingClock
from tests.core.providers.spoken import Pause, Waits

Json = dict[str, Any]
USED = Usage(prompt_tokens=11, completion_tokens=7)
COUNTED = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


@dataclass(frozen=True)
class Call:
    """A call of a tool, with a silence in the middle of its arguments, if there is a `pause`."""

    name: str
    arguments: str
    pause: Pause | None = None


@dataclass(frozen=True)
class Fails:
    """What is said last, instead of the rest. What fails so with `cut_off` says nothing at all: its line goes dead."""

    kind: FailureKind


Piece = str | Call | Pause | Fails


@dataclass(frozen=True)
class Scene:
    """One reply."""

    pieces: tuple[Piece, ...] = ()
    finish: FinishReason = "stop"

    @property
    def calls(self) -> list[Call]:
        return [piece for piece in self.pieces if isinstance(piece, Call)]

    @property
    def reason(self) -> str:
        return "tool_calls" if self.calls else self.finish


def scene(*pieces: Piece, finish: FinishReason = "stop") -> Scene:
    return Scene(pieces, finish)


# How a model writes its calls


def as_they_are(played: Scene) -> Scene:
    return played


def in_schema(played: Scene) -> Scene:
    """Where a reply follows the schema of our tools, which has room for one call, or for what is said."""
    pieces: list[Piece] = []
    for at, piece in enumerate(played.pieces):
        match piece:
            case str():
                is_cut = isinstance(next(iter(played.pieces[at + 1 :]), None), Fails)
                written = json.dumps({"say": piece}, ensure_ascii=False)
                pieces.append(written[:-2] if is_cut else written)
            case Call():
                pieces += _halved(f'{{"tool": "{piece.name}", "arguments": {piece.arguments}}}', piece.pause)
            case _:
                pieces.append(piece)
    return replace(played, pieces=tuple(pieces))


def in_tags(played: Scene) -> Scene:
    """Where calls are written into the text."""
    pieces: list[Piece] = []
    for piece in played.pieces:
        if isinstance(piece, Call):
            written = f'{{"name": "{piece.name}", "arguments": {piece.arguments}}}'
            pieces += _halved(f"<tool_call>{written}</tool_call>", piece.pause)
        else:
            pieces.append(piece)
    return replace(played, pieces=tuple(pieces))


def _halved(text: str, pause: Pause | None) -> list[Piece]:
    half = len(text) // 2
    return [text[:half], pause, text[half:]] if pause else [text]


class Stage:
    """Plays the next scene whenever it is asked, and says "ok" after the last one. `asked` is all that it was asked,
    as text; `playing` counts the scenes that haven't ended.
    """

    def __init__(self, writes: Callable[[Scene], Scene]) -> None:
        self._writes, self._script = writes, list[Scene]()
        self.asked: list[str] = []
        self.playing = 0

    def then(self, *scenes: Scene) -> None:
        self._script += scenes

    def next(self, asked: object) -> Scene:
        self.asked.append(str(asked))
        return self._writes(self._script.pop(0) if self._script else scene("ok"))

    async def emptied(self) -> None:
        """Until nothing is played any more, which takes some turns of the loop and no time."""
        for _ in range(1_000):
            if not self.playing:
                return
            await asyncio.sleep(0)
        raise AssertionError("something is played to nobody")


# What plays


class Actor:
    """Implements `ports.Provider` as one that is spoken to somehow, of which whatever is around it knows nothing."""

    def __init__(self, name: str, stage: Stage) -> None:
        self.name, self._stage = name, stage

    async def models(self) -> list[ModelInfo]:
        return [ModelInfo("model", self.name, "openai", 32_000)]

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        played, said, calls = self._stage.next(request), "", list[ToolCall]()
        self._stage.playing += 1
        try:
            for piece in played.pieces:
                match piece:
                    case Fails(kind):
                        yield Failed(kind, "It can't go on.")
                        return
                    case Pause():
                        await piece.wait()
                    case Call(name, arguments, pause):
                        number = len(calls)
                        calls.append(ToolCall(f"call_{number}", name, arguments))
                        yield ToolCallDelta(number, "", f"call_{number}", name)
                        for at, sign in enumerate(arguments):
                            if pause and at == len(arguments) // 2:
                                await pause.wait()
                            yield ToolCallDelta(number, sign)
                    case str():
                        said += piece
                        for sign in piece:
                            yield TextDelta(sign)
            reason = "tool_calls" if calls else played.finish
            yield Done(said, tool_calls=tuple(calls), finish_reason=reason, usage=USED)
        finally:
            self._stage.playing -= 1


class Down:
    """Implements `ports.Provider`: a server that is off."""

    async def models(self) -> list[ModelInfo]:
        return []

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        yield Failed("unreachable", "It is off.")


def units(text: str) -> list[str]:
    """A text as JavaScript counts it: what lies beyond its first plane comes in halves."""
    data = text.encode("utf-16-le", "surrogatepass")
    return [chr(int.from_bytes(data[at : at + 2], "little")) for at in range(0, len(data), 2)]


def deltas(played: Scene) -> Iterator[Json | Pause | Fails]:
    """A scene in the pieces of a chat completion, as small as can be."""
    number = -1
    for piece in played.pieces:
        match piece:
            case str():
                yield from ({"content": unit} for unit in units(piece))
            case Call(name, arguments, pause):
                number += 1
                yield {
                    "tool_calls": [{"index": number, "id": "", "function": {"name": name, "arguments": ""}}]
                }
                for at, unit in enumerate(units(arguments)):
                    if pause and at == len(arguments) // 2:
                        yield pause
                    yield {"tool_calls": [{"index": number, "function": {"arguments": unit}}]}
            case _:
                yield piece


class PlayedEngine:
    """An engine of the tab at the other end of its wire, as web/site/engines/protocol.js has it."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hear: Hear = lambda text: None
        self._tasks: dict[int, asyncio.Task[None]] = {}

    async def connect(self, hear: Hear) -> "PlayedEngine":
        self._hear = hear
        return self

    def send(self, text: str) -> None:
        message = json.loads(text)
        number = message["id"]
        if message["op"] == "abort":
            self._tasks.pop(number).cancel()
            self._tell(number, {"error": {"kind": "cut_off", "message": "The answer was stopped."}})
        elif message["op"] == "models":
            self._tell(number, {"done": True, "body": [{"name": "model", "kind": "chat", "context": 32_000}]})
        else:
            self._tasks[number] = asyncio.ensure_future(self._play(number, message["body"]))

    def close(self) -> None: ...

    async def _play(self, number: int, body: Json) -> None:
        played = self._stage.next(body)
        self._stage.playing += 1
        try:
            for piece in deltas(played):
                match piece:
                    case Fails("cut_off"):
                        return self._hear("")
                    case Fails(kind):
                        return self._tell(number, {"error": {"kind": kind, "message": "It can't go on."}})
                    case Pause():
                        await piece.wait()
                    case _:
                        self._tell(number, {"chunk": {"choices": [{"delta": piece}]}})
            last = {"choices": [{"delta": {}, "finish_reason": played.reason}], "usage": COUNTED}
            self._tell(number, {"chunk": last})
            self._tell(number, {"done": True})
        finally:
            self._stage.playing -= 1

    def _tell(self, number: int, news: Json) -> None:
        self._hear(json.dumps({"id": number, **news}))


class PlayedBinding:
    """Implements `workers_ai.AiBinding`, in Workers AI's own form, byte by byte."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def run(self, model: str, model_input: Mapping[str, Any]) -> AsyncIterator[bytes]:
        played = self._stage.next(model_input)
        match played.pieces:
            case (Fails("context_overflow"), *_):
                raise AiError("3006: Request is too large")
        return self._bytes(played)

    async def _bytes(self, played: Scene) -> AsyncIterator[bytes]:
        self._stage.playing += 1
        try:
            for piece in deltas(played):
                match piece:
                    case Fails("cut_off"):
                        raise AiError("Network connection lost.")
                    case Fails(kind):
                        for byte in _event({"error": {"type": kind, "message": "It can't go on."}}):
                            yield byte
                        return
                    case Pause():
                        await piece.wait()
                    case _:
                        for byte in _event({"response": piece.get("content"), **piece}):
                            yield byte
            for byte in [*_event({"response": "", "usage": COUNTED}), *_event("[DONE]")]:
                yield byte
        finally:
            self._stage.playing -= 1


def _event(said: Json | str) -> list[bytes]:
    data = sse.encode(said if isinstance(said, str) else json.dumps(said))
    return [bytes([byte]) for byte in data]


# Who plays


@dataclass(frozen=True)
class Player:
    """A model of the provider `name`, as an agent with these `options` has it. `make` gives the providers of its host;
    `writes` is how the model writes its calls; `lacks` are the scenes that can't be played, each with the reason.
    """

    name: str
    make: Callable[[str, Stage], Mapping[str, Provider]]
    writes: Callable[[Scene], Scene] = as_they_are
    options: ModelOptions | None = None
    lacks: Mapping[str, str] = field(default_factory=dict)


def _engine(name: str, stage: Stage) -> Mapping[str, Provider]:
    return {name: EngineProvider(name, PlayedEngine(stage).connect)}


def _actor(name: str, stage: Stage) -> Mapping[str, Provider]:
    return {name: Actor(name, stage)}


def _second(name: str, stage: Stage) -> Mapping[str, Provider]:
    return {name: Down(), "spare": Actor("spare", stage)}


def _workers_ai(name: str, stage: Stage) -> Mapping[str, Provider]:
    transport = AiTransport(PlayedBinding(stage))
    return {name: OpenAIProvider(name, BASE_URL, None, transport, sleep=Waits())}


def _paid(name: str, stage: Stage) -> Mapping[str, Provider]:
    upstream = Upstream(name, "http://models.test/v1", NoNetwork(), {"model": ModelSettings(name="model")})
    ledger = Ledger(SqliteDriver(), TickingClock(), DayCaps())
    return {name: PaidProvider(upstream, Actor(name, stage), ledger)}


_ONE = {"parallel": "a reply that follows the schema has room for one call"}
_NO_END = "its own form doesn't say how a reply ended"
PLAYERS = [
    Player("wllama", _engine),
    Player("webllm", _engine, in_schema, lacks=_ONE),
    Player("chrome", _engine, in_schema, lacks=_ONE),
    Player("workers-ai", _workers_ai, lacks=dict.fromkeys(("refusal", "length"), _NO_END)),
    Player("paid", _paid),
    Player("native", _actor, options=ModelOptions(tool_calls="native")),
    Player("schema", _actor, in_schema, ModelOptions(tool_calls="schema"), _ONE),
    Player("text", _actor, in_tags, ModelOptions(tool_calls="text")),
    Player("learning", _actor, options=ModelOptions()),
    Player("fallbacks", _second, options=ModelOptions(fallbacks=["spare/model"])),
]

"""The line to an engine that runs elsewhere in this tab. Its protocol stands in web/site/engines/protocol.js.

It is opened by the first call. When the engine dies, all calls under way fail, and the next one starts another engine.
"""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Protocol, get_args

from .. import strict_json
from ..cancelling import closing
from ..model import FailureKind

Json = dict[str, Any]

PATIENCE = 10.0  # seconds that an engine has to stop when it is told to; then it is taken for dead
_WORDLESS = "The engine in this tab failed, and didn't say why. Please try again."
_GONE = {"kind": "cut_off", "message": "The engine in this tab stopped in the middle. Please try again."}


class EngineError(Exception):
    """What an engine answered instead of what it was asked for. `message` is a sentence for a person."""

    def __init__(self, kind: object, message: object) -> None:
        super().__init__(message if isinstance(message, str) and message.strip() else _WORDLESS)
        self.kind: FailureKind = next(
            (known for known in get_args(FailureKind) if known == kind), "server_error"
        )


class Wire(Protocol):
    """Texts, in order. What comes back is heard by the function that it was connected with."""

    def send(self, text: str) -> None: ...

    def close(self) -> None:
        """End the engine, too, if it runs for this wire alone."""
        ...


Hear = Callable[[str], None]  # an empty text when nothing will come any more
Connect = Callable[[Hear], Awaitable[Wire]]  # raises EngineError


class EnginePort:
    def __init__(self, connect: Connect, patience: float = PATIENCE) -> None:
        self._connect, self._patience = connect, patience
        self._opening = asyncio.Lock()
        self._line: _Line | None = None

    async def ask(self, op: str, body: Mapping[str, Any] | None = None) -> Any:
        """What the engine answers in the end. Raises EngineError."""
        answer: Any = None
        async for message in self._messages(op, body or {}):
            answer = message.get("body")
        return answer

    async def chunks(self, op: str, body: Mapping[str, Any]) -> AsyncIterator[Json]:
        """What the engine answers on the way. Raises EngineError. Who stops listening stops the engine."""
        async with closing(self._messages(op, body)) as messages:
            async for message in messages:
                if isinstance(chunk := message.get("chunk"), dict):
                    yield chunk

    async def _messages(self, op: str, body: Mapping[str, Any]) -> AsyncIterator[Json]:
        line = await self._open()
        number, news = line.begin(op, body)
        try:
            while True:
                message = await news.get()
                if "error" in message:
                    raise _error(message["error"])
                yield message
                if "done" in message:
                    return
        finally:
            line.leave(number)

    async def _open(self) -> "_Line":
        async with self._opening:
            if self._line is None or self._line.is_gone:
                line = _Line(self._patience)
                line.wire = await self._connect(line.hear)
                self._line = line
            return self._line


class _Line:
    """One connection, from its opening until the engine is gone. `wire` is set before it is used."""

    wire: Wire

    def __init__(self, patience: float) -> None:
        self.is_gone = False
        self._patience, self._numbers = patience, itertools.count(1)
        self._calls: dict[int, asyncio.Queue[Json]] = {}
        self._stopping: dict[int, asyncio.TimerHandle] = {}  # calls that were left, until they have ended

    def begin(self, op: str, body: Mapping[str, Any]) -> tuple[int, asyncio.Queue[Json]]:
        number, news = next(self._numbers), asyncio.Queue[Json]()
        self._calls[number] = news
        self.wire.send(json.dumps({"id": number, "op": op, "body": body}))
        return number, news

    def leave(self, number: int) -> None:
        """Nobody waits for this call any more. One that has not ended is stopped."""
        if self._calls.pop(number, None) is not None and not self.is_gone:
            self.wire.send(json.dumps({"id": number, "op": "abort"}))
            loop = asyncio.get_running_loop()
            self._stopping[number] = loop.call_later(self._patience, self._end)

    def hear(self, text: str) -> None:
        message = _parsed(text)
        if message is None:
            self._end()
        elif "done" in message or "error" in message:
            self._stopped(message["id"])
            self._tell(self._calls.pop(message["id"], None), message)
        else:
            self._tell(self._calls.get(message["id"]), message)

    def _tell(self, news: asyncio.Queue[Json] | None, message: Json) -> None:
        if news:
            news.put_nowait(message)

    def _stopped(self, number: int) -> None:
        if stopping := self._stopping.pop(number, None):
            stopping.cancel()

    def _end(self) -> None:
        if self.is_gone:
            return
        self.is_gone = True
        for number in [*self._stopping]:
            self._stopped(number)
        for news in self._calls.values():
            news.put_nowait({"error": _GONE})
        self._calls.clear()
        self.wire.close()


def _error(told: object) -> EngineError:
    error = told if isinstance(told, dict) else {"message": told}
    return EngineError(error.get("kind"), error.get("message"))


def _parsed(text: str) -> Any:
    """A message. One that makes no sense comes of an engine that is out of its mind: as good as none."""
    try:
        message = strict_json.parse(text)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) and isinstance(message.get("id"), int) else None

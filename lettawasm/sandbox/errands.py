"""Requests that code in a cell wants sent. They leave through `Reach`, which knows what was granted."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Any

from ..errors import LettaError
from ..ports import HttpRequest, HttpResponse, Reach, TransportError
from . import wire

MOST = 200  # requests of one job
LARGEST = 8_000_000  # bytes of an answer


class Errands:
    """The requests of one job, which end with it. `send` tells the cell how each went."""

    def __init__(self, send: Callable[[str], Awaitable[None]], reach: Reach, seconds: float) -> None:
        self._send, self._reach, self._seconds = send, reach, seconds
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Errands":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def run(self, message: Mapping[str, Any]) -> None:
        self._tasks.append(asyncio.create_task(self._run(message, len(self._tasks) >= MOST)))

    async def _run(self, message: Mapping[str, Any], is_too_many: bool) -> None:
        number, request = message["ask"], wire.request_of(message, self._seconds)
        if is_too_many:
            answer = wire.refusal_text(number, f"A tool may send {MOST} requests in one call.")
        elif request is None:
            answer = wire.refusal_text(number, "This is no request that could be sent.")
        else:
            answer = await self._answer(number, request)
        await self._send(answer)

    async def _answer(self, number: Any, request: HttpRequest) -> str:
        try:
            response = await self._reach(request)
            return wire.answer_text(number, response.status, response.headers, await _body(response))
        except TransportError as error:
            return wire.refusal_text(number, f"{request.url}: {error.detail or error.kind}")
        except LettaError as error:
            return wire.refusal_text(number, str(error))


async def _body(response: HttpResponse) -> bytes:
    body = bytearray()
    async for chunk in response.chunks:
        body += chunk
        if len(body) > LARGEST:
            await response.aclose()
            raise TransportError("refused", f"it answers with more than {LARGEST:,} bytes")
    return bytes(body)

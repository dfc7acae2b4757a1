"""A request that makes an agent run elsewhere isn't left before it is known which run that is.

Letta's API has no other way to it: a list of runs says neither who began one nor with which words. But the first
event of an answer names the run, and comes before a model is asked.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from ... import strict_json
from ...ports import HttpRequest, HttpResponse, Transport, TransportError
from ...sse import Decoder
from ..reply import text_of

T = TypeVar("T")
Stop = Callable[[str], Awaitable[None]]


class RunOpening:
    """Implements `ports.Transport` for one request. Who waits no more before the run is known is kept until it is, and
    `stop` was told of it, or for `patience` seconds. A run that is known is for the listener to stop.
    """

    def __init__(self, inner: Transport, stop: Stop, patience: float) -> None:
        self._inner, self._stop, self._patience = inner, stop, patience
        self._run_id = ""
        self._events = Decoder()
        self._coming: asyncio.Future[Any] | None = None

    async def send(self, request: HttpRequest) -> HttpResponse:
        try:
            response = await self._unbroken(self._inner.send(request))
        except asyncio.CancelledError:
            await self._hear_out(None)
            raise
        if response.status != 200:
            return response
        return replace(response, chunks=self._chunks(response))

    async def _chunks(self, response: HttpResponse) -> AsyncIterator[bytes]:
        while not self._run_id:
            try:
                chunk = await self._unbroken(_next(response))
            except asyncio.CancelledError:
                await self._hear_out(response)
                raise
            if chunk is None:
                return
            self._look(chunk)
            yield chunk
        async for chunk in response.chunks:
            yield chunk

    async def _unbroken(self, coming: Coroutine[Any, Any, T]) -> T:
        """What comes, and goes on coming when nobody waits for it here any more."""
        self._coming = asyncio.ensure_future(coming)
        return await asyncio.shield(self._coming)

    async def _hear_out(self, response: HttpResponse | None) -> None:
        """Hear on until the run is known, and have it stopped. Without a response its head is still to come."""
        try:
            async with asyncio.timeout(self._patience):
                await self._hear_on(response)
        except (TimeoutError, TransportError):
            pass  # whatever runs there then goes on, as it would have without a word
        finally:
            await _ended(self._coming)
        if self._run_id:
            await self._stop(self._run_id)

    async def _hear_on(self, response: HttpResponse | None) -> None:
        assert self._coming
        awaited = await self._coming
        if response is not None:
            await self._look_on(awaited, response)
            return
        try:
            if awaited.status == 200:
                await self._look_on(b"", awaited)
        finally:
            await awaited.aclose()

    async def _look_on(self, chunk: bytes | None, response: HttpResponse) -> None:
        while chunk is not None:
            self._look(chunk)
            if self._run_id:
                return
            chunk = await _next(response)

    def _look(self, chunk: bytes) -> None:
        for event in self._events.feed(chunk):
            self._run_id = self._run_id or _run_id(event.data)


async def _ended(coming: asyncio.Future[Any] | None) -> None:
    """Let go of what is still to come: nothing may be closed while something reads from it."""
    if coming and not coming.done():
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


async def _next(response: HttpResponse) -> bytes | None:
    return await anext(response.chunks, None)


def _run_id(data: str) -> str:
    """The run that an event tells of; empty where it tells of none."""
    try:
        said = strict_json.parse(data)
    except (ValueError, RecursionError):
        return ""
    return text_of(said.get("run_id")) if isinstance(said, dict) else ""

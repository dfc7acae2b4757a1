"""Listening to the world until it falls silent, or until somebody wants to hear no more."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


async def until(cancelled: asyncio.Event, stream: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """What `stream` yields until it ends or `cancelled` is set, even while it waits for the world."""
    arrived: asyncio.Queue[T | None] = asyncio.Queue()

    async def pump() -> None:
        try:
            async for event in stream:
                arrived.put_nowait(event)
        finally:
            arrived.put_nowait(None)

    async def watch() -> None:
        await cancelled.wait()
        arrived.put_nowait(None)

    pumping, watching = asyncio.ensure_future(pump()), asyncio.ensure_future(watch())
    try:
        while (event := await arrived.get()) is not None:
            yield event
        if pumping.done():
            pumping.result()  # a provider that raises has a bug, which must not pass in silence
    finally:
        pumping.cancel()
        watching.cancel()
        await asyncio.gather(pumping, watching, return_exceptions=True)


@asynccontextmanager
async def closing(stream: AsyncIterator[T]) -> AsyncGenerator[AsyncIterator[T], None]:
    """A stream that ends with the block, however far it was heard, if it can be made to."""
    try:
        yield stream
    finally:
        if close := getattr(stream, "aclose", None):
            await close()

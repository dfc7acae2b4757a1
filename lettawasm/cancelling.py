"""Listening to the world until it falls silent, or until somebody wants to hear no more."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


async def until(cancelled: asyncio.Event, stream: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """What `stream` yields until it ends or `cancelled` is set, even while it waits for the world.

    Whoever listens and the stream are one task: a task and a queue of its own would cost more for each word of a
    model than to read it does, and would read on however far behind the listener is. So it is the wait that is
    cancelled, as `asyncio.timeout` does.
    """
    listening = asyncio.current_task()
    assert listening
    before = listening.cancelling()
    waits = is_struck = False

    async def watch() -> None:
        nonlocal is_struck
        await cancelled.wait()
        is_struck = waits and listening.cancel()

    def is_ours() -> bool:
        """Whether the wait was struck from here, and from nowhere else."""
        return is_struck and listening.cancelling() == before + 1

    watching = asyncio.ensure_future(watch())
    try:
        async with closing(stream):
            while not cancelled.is_set():
                waits = True
                try:
                    event = await anext(stream)
                except StopAsyncIteration:
                    return
                except asyncio.CancelledError:
                    if is_ours():
                        return
                    raise
                finally:
                    waits = False
                yield event
    finally:
        watching.cancel()
        if is_struck:
            listening.uncancel()


@asynccontextmanager
async def closing(stream: AsyncIterator[T]) -> AsyncGenerator[AsyncIterator[T], None]:
    """A stream that ends with the block, however far it was heard, if it can be made to."""
    try:
        yield stream
    finally:
        if close := getattr(stream, "aclose", None):
            await close()

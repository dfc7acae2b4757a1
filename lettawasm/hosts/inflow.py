"""The chunks of a JavaScript stream, which flow in while Python has no turn.

To await each of them costs more than all else that is done for a word of a model: a promise, the proxies of its
outcome, and a turn. So JavaScript pipes them here by itself, and what has come since the last turn is there at once.
"""

import asyncio
from collections import deque
from typing import Any

import js
from pyodide.ffi import create_once_callable, create_proxy, to_js

MOST_UNREAD = 64 * 1024  # bytes; the rest stays where it comes from until there is room


class Inflow:
    """What a ReadableStream of bytes brings, until it ends or `signal`, an AbortSignal, ends it."""

    def __init__(self, stream: Any, signal: Any) -> None:
        self._unread: deque[bytes] = deque()
        self._size = 0  # of what is unread, in bytes
        self._room: Any = None  # tells JavaScript that there is some again, while it waits for that
        self._news: asyncio.Future[None] | None = None  # what the reader waits for
        self._has_ended = self._is_abandoned = False
        self._failure: Exception | None = None
        self._filling = asyncio.ensure_future(self._fill(stream, signal))

    async def next(self) -> bytes:
        """The next chunk, which is empty once all have come.

        Raises a JsException for a stream that has failed, after all that came before it did.
        """
        while not self._unread and not self._has_ended:
            self._news = asyncio.get_running_loop().create_future()
            await self._news
        if self._unread:
            return self._taken()
        if self._failure:
            raise self._failure
        return b""

    def abandon(self) -> None:
        """Nobody reads on. A pipe ends, by its signal too, only after what it writes is written."""
        self._is_abandoned = True
        self._unread.clear()
        self._make_room()

    async def _fill(self, stream: Any, signal: Any) -> None:
        write = create_proxy(self._write)
        sink = js.WritableStream.new(to_js({"write": write}, dict_converter=js.Object.fromEntries))
        try:
            await stream.pipeTo(sink, signal=signal)
        except Exception as error:  # the reader's
            self._failure = error
        finally:
            write.destroy()
            self._has_ended = True
            self._tell()

    def _write(self, chunk: Any, _controller: Any) -> Any:
        """A promise, where the next chunk has to wait for room."""
        data = chunk.to_bytes()
        if data:
            self._unread.append(data)
            self._size += len(data)
            self._tell()
        if self._size <= MOST_UNREAD or self._is_abandoned:
            return None
        return js.Promise.new(create_once_callable(self._wait_for_room))

    def _wait_for_room(self, resolve: Any, _reject: Any) -> None:
        self._room = resolve

    def _tell(self) -> None:
        if self._news and not self._news.done():
            self._news.set_result(None)

    def _taken(self) -> bytes:
        data = self._unread.popleft()
        self._size -= len(data)
        if self._size <= MOST_UNREAD:
            self._make_room()
        return data

    def _make_room(self) -> None:
        room, self._room = self._room, None
        if room:
            room()

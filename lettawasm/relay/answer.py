"""The answer to one request for a completion, as ASGI: a document, or events as they come, or an error in either."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import Send

from .. import sse
from .refusal import Refusal

PING_SECONDS = 10.0
_PING = b": still there\n\n"  # a comment, which every reader of events skips


class Answer:
    def __init__(self, send: Send, ping_seconds: float = PING_SECONDS) -> None:
        self._send, self._ping_seconds = send, ping_seconds
        self._has_begun = False

    @asynccontextmanager
    async def kept_alive(self) -> AsyncIterator[None]:
        """Events may be far between: a server learns that a client has left when it writes to it, and not before."""
        pinging = asyncio.ensure_future(self._ping())
        try:
            yield
        finally:
            pinging.cancel()
            await asyncio.gather(pinging, return_exceptions=True)

    async def document(self, body: str, status: int = 200, headers: dict[str, str] | None = None) -> None:
        data = body.encode(errors="replace")
        await self._begin(
            status,
            {"content-type": "application/json", **(headers or {}), "content-length": str(len(data))},
        )
        await self._write(data, is_last=True)

    async def event(self, data: str) -> None:
        if not self._has_begun:
            await self._begin(200, {"content-type": "text/event-stream", "x-accel-buffering": "no"})
        await self._write(sse.encode(data))

    async def end(self) -> None:
        await self._write(b"", is_last=True)

    async def refuse(self, refusal: Refusal) -> None:
        """What went wrong: with its status, or as the last event of what has already begun."""
        if not self._has_begun:
            await self.document(refusal.body, refusal.status, refusal.headers)
        else:
            await self.event(refusal.body)
            await self.end()

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(self._ping_seconds)
            if self._has_begun:
                await self._write(_PING)

    async def _begin(self, status: int, headers: dict[str, str]) -> None:
        self._has_begun = True
        named = {**headers, "cache-control": "no-store"}
        raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in named.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": raw})

    async def _write(self, body: bytes, is_last: bool = False) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": not is_last})

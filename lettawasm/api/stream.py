"""A run as server-sent events, in Letta's order: a ping with the run's id, the messages, the stop reason, the
usage, `[DONE]`. An error stands between the stop reason and `[DONE]`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .. import sse
from ..events import Compacting, Delta, Event, Stopped, Stored, Switched
from ..live import LiveRun
from . import wire
from .wire import Deltas, Style, Wire

PING_SECONDS = 30.0


class EventStream(Response):
    """Sends chunks as they come, until they end or the client has gone. It only listens: nothing stops with it."""

    media_type = "text/event-stream"

    def __init__(self, chunks: AsyncIterator[bytes], headers: dict[str, str] | None = None) -> None:
        super().__init__(
            None, 200, {"cache-control": "no-cache", "x-accel-buffering": "no", **(headers or {})}
        )
        del self.headers["content-length"]
        self._chunks = chunks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        sending = asyncio.ensure_future(self._send_all(send))
        leaving = asyncio.ensure_future(_disconnected(receive))
        try:
            await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            sending.cancel()
            leaving.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)

    async def _send_all(self, send: Send) -> None:
        async for chunk in self._chunks:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def frames(live: LiveRun, *, starting_after: int = 0, pings: bool = True) -> AsyncIterator[bytes]:
    """The run's events as bytes. Frames of a background run are numbered, and a reader can start after any number.

    The first is a ping that goes out at once: who knows the run's id can cancel it, however long the model takes.
    A run that is retold has lost the pieces that were numbered: it is told from its beginning, so nothing is missed.
    """
    teller = _Teller(live)
    starting_after = 0 if live.retold else starting_after
    number = 0

    def numbered(messages: list[Wire]) -> Iterator[bytes]:
        nonlocal number
        for message in messages:
            number += 1
            if number > starting_after and (pings or message["message_type"] != "ping"):
                yield _frame({**message, "seq_id": number} if live.request.background else message)

    for chunk in numbered([_ping(live)]):  # counted in any case, so a number always names the same event
        yield chunk
    async for event in live.follow(PING_SECONDS if pings else None):
        if event is None:
            yield _frame(_ping(live))
            continue
        for chunk in numbered(teller.tell(event)):
            yield chunk
        if isinstance(event, Stopped):
            for chunk in _ending(live, event):
                yield chunk


class _Teller:
    """Turns events into wire messages, in steps or in pieces, as the request asked."""

    def __init__(self, live: LiveRun) -> None:
        self._live, self._request = live, live.request
        self._style = Style.of(live.request)
        self._deltas = Deltas(live.run_id, self._style)

    def tell(self, event: Event) -> list[Wire]:
        return [message for message in self._messages(event) if self._style.wants(message)]

    def _messages(self, event: Event) -> list[Wire]:
        match event:
            case Delta() if self._request.stream_tokens:
                piece = self._deltas.wire(event)
                return [piece] if piece else []
            case Stored(message) if message.role == "summary" and self._request.include_compaction_messages:
                return [wire.summary(message)]
            case Stored(message):
                return self._deltas.rest(message)
            case Compacting() if self._request.include_compaction_messages:
                return [wire.compacting(event, self._live.run_id)]
            case Switched():
                return [wire.switched(event, self._live.run_id, self._live.ping_id)]
            case _:
                return []


def _ending(live: LiveRun, event: Stopped) -> Iterator[bytes]:
    yield _frame(wire.stop(event.reason))
    if event.error:
        body = {
            "message_type": "error_message",
            "run_id": live.run_id,
            "error_type": event.error.type,
            "message": event.error.message,
            "detail": event.error.detail,
            "seq_id": None,
        }
        yield _frame(body, "error")
    else:
        yield _frame(wire.usage(event.usage, event.steps, event.context_tokens))
    yield sse.encode("[DONE]")


def _ping(live: LiveRun) -> Wire:
    return wire.ping(live.run_id, live.ping_id, live.started_at)


def _frame(value: Any, event: str | None = None) -> bytes:
    return sse.encode(json.dumps(value, ensure_ascii=False, separators=(",", ":")), event)

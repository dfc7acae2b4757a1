"""From the bytes of a reply to what they say, for every API that streams JSON in server-sent events. No I/O."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from .. import strict_json
from ..model import Failed, ModelEvent
from ..sse import Decoder as EventDecoder
from ..sse import Event
from . import failures
from .dialect import Decoder, Json
from .reply import Reply

DOCUMENT_LIMIT = 16_000_000  # bytes of a reply that is no stream, or of one event


class Reader(Protocol):
    """Tells a Reply what an API's JSON says."""

    def read(self, said: Json) -> Iterator[ModelEvent]:
        """The deltas in one event of a stream."""
        ...

    def read_whole(self, document: Json) -> Iterator[ModelEvent]:
        """The deltas in a reply that came in one piece."""
        ...

    def signature(self) -> str | None:
        """What the model wants back with this reply, once all of it was read."""
        ...


class JsonDecoder:
    """Implements `dialect.Decoder` with a reader of its reply. `api` is as a Dialect has it."""

    def __init__(self, reply: Reply, reader: Reader, api: str) -> None:
        self.reply, self._reader, self._api = reply, reader, api

    @property
    def is_over(self) -> bool:
        return self.reply.is_over

    def feed(self, data: str) -> list[ModelEvent]:
        if self.is_over or not data.strip():
            return []
        if data.strip() == "[DONE]":
            self.reply.is_ended = True
            return []
        return self._take(data, self._reader.read)

    def feed_whole(self, body: str) -> list[ModelEvent]:
        events = self._take(body, self._reader.read_whole) if body.strip() and not self.is_over else []
        self.reply.is_ended = True
        return events

    def fail(self, failed: Failed) -> None:
        self.reply.fail(failed)

    def end(self) -> list[ModelEvent]:
        self.reply.signature = self._reader.signature()
        return self.reply.end()

    def _take(self, data: str, read: Callable[[Json], Iterator[ModelEvent]]) -> list[ModelEvent]:
        try:
            said = strict_json.parse(data)
        except (ValueError, RecursionError):
            said = None
        if isinstance(said, dict):
            return list(read(said))
        self.reply.failure = failures.not_the_api(self.reply.address, data, self._api)
        return []


class ReplyBytes:
    """A reply's body as it arrives: a stream of events, or one document where the server doesn't stream. `unreadable`
    says what is wrong with one that never ends.
    """

    def __init__(self, decoder: Decoder, unreadable: Callable[[str], Failed]) -> None:
        self._decoder, self._unreadable, self._events = decoder, unreadable, EventDecoder()
        self._seen = bytearray()  # the document; of a stream only the blanks before its first byte
        self._is_stream: bool | None = None
        self._pending = 0  # bytes since the last event

    def feed(self, chunk: bytes) -> list[ModelEvent]:
        if self._is_stream is None and (begin := (self._seen + chunk).lstrip()):
            self._is_stream = begin[0] not in b"{[<"
        self._pending += len(chunk)
        events: list[Event] = []
        if self._is_stream:
            events = self._events.feed(chunk)
        else:
            self._seen += chunk
        if events:
            self._pending = 0
        elif self._pending > DOCUMENT_LIMIT:
            self._decoder.fail(self._unreadable("an endless document"))
        return self._take(events)

    def end(self) -> list[ModelEvent]:
        """At the end of the body: what was held back, then a Done or a Failed."""
        is_document = self._is_stream is False
        late = (
            self._decoder.feed_whole(self._seen.decode(errors="replace"))
            if is_document
            else self._take(self._events.close())
        )
        return late + self._decoder.end()

    def _take(self, events: Iterable[Event]) -> list[ModelEvent]:
        return [delta for event in events for delta in self._decoder.feed(event.data)]

"""Server-sent events as bytes: an encoder and an incremental decoder. No I/O.

The format is the WHATWG's (https://html.spec.whatwg.org/multipage/server-sent-events.html);
`id` and `retry` are skipped, nothing here reconnects.
"""

import codecs
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its data lines joined, and its name if it gave one."""

    data: str
    event: str | None = None


def encode(data: str, event: str | None = None) -> bytes:
    """One event on the wire. Line ends within `data` arrive as single newlines."""
    name = f"event: {event}\n" if event else ""
    lines = data.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return (name + "".join(f"data: {line}\n" for line in lines) + "\n").encode()


class Decoder:
    """Bytes in, events out, however the bytes are cut."""

    def __init__(self) -> None:
        self._text = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._line: list[str] = []  # the pieces of a line that has not ended yet
        self._after_cr = False  # a line feed right after it belongs to the same line end
        self._data: list[str] = []
        self._name: str | None = None

    def feed(self, chunk: bytes) -> list[Event]:
        """The events that end in this chunk."""
        return self._read(self._text.decode(chunk))

    def close(self) -> list[Event]:
        """At the end of the stream: the event that lacks only its blank line. A line cut in two is dropped."""
        return self._dispatch()

    def _read(self, text: str) -> list[Event]:
        if self._after_cr and text:
            text = text.removeprefix("\n")
            self._after_cr = False
        self._after_cr = self._after_cr or text.endswith("\r")
        *ended, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        events: list[Event] = []
        for end in ended:
            self._line.append(end)
            line = "".join(self._line)
            self._line = []
            events += self._accept(line)
        if rest:
            self._line.append(rest)
        return events

    def _accept(self, line: str) -> list[Event]:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._name = value
        return []

    def _dispatch(self) -> list[Event]:
        events = [Event("\n".join(self._data), self._name or None)] if self._data else []
        self._data, self._name = [], None
        return events

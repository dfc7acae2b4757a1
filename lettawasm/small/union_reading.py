"""A reply that follows the schema of `union`, told as it arrives."""

from collections.abc import Callable, Iterator

from ..model import Done, TextDelta, ToolCall, ToolCallDelta
from ..providers.reply import new_call_id
from .members import Fragment, Members
from .reading import FreeReading, Piece, Read, as_object, no_such_tool
from .written import Offered


class UnionReading:
    """Implements `reading.Reading`. A reply that doesn't follow the schema is read as a free text."""

    def __init__(self, offered: Offered, new_id: Callable[[], str] = new_call_id) -> None:
        self._offered, self._new_id = offered, new_id
        self._members = Members()
        self._raw: list[str] = []
        self._is_other = self._speaks = False
        self._name: list[str] = []
        self._call_id: str | None = None  # once the call has been told
        self._arguments: list[str] = []
        self._free: FreeReading | None = None

    def feed(self, text: str) -> list[Piece]:
        if self._free:
            return self._free.feed(text)
        self._raw.append(text)
        pieces = [piece for fragment in self._members.feed(text) for piece in self._take(fragment)]
        follows = self._speaks or self._name
        return pieces if follows or not (self._is_other or self._members.is_broken) else self._as_text()

    def end(self, done: Done) -> Read:
        late = [] if self._free or self._speaks or self._name else self._as_text()
        if self._free:
            read = self._free.end(done)
            return Read([*late, *read.pieces], read.calls, read.problem)
        if not self._name or (done.finish_reason == "length" and not self._members.is_whole):
            return Read()
        return self._call()

    def _as_text(self) -> list[Piece]:
        self._free = FreeReading(self._offered, self._new_id)
        return self._free.feed("".join(self._raw))

    def _take(self, fragment: Fragment) -> Iterator[Piece]:
        match fragment.key:
            case "say":
                self._speaks = True
                if fragment.text:
                    yield TextDelta(fragment.text)
            case "tool":
                self._name.append(fragment.text)
                if fragment.ends and (name := "".join(self._name)) in self._offered:
                    self._call_id = self._new_id()
                    yield ToolCallDelta(0, "".join(self._arguments), self._call_id, name)
            case "arguments":
                self._arguments.append(fragment.text)
                if self._call_id and fragment.text:
                    yield ToolCallDelta(0, fragment.text)
            case _:
                self._is_other = True

    def _call(self) -> Read:
        name, written = "".join(self._name), "".join(self._arguments)
        if self._call_id is None:
            said = [TextDelta("".join(self._raw))] if not self._speaks else []
            return Read(said, problem=no_such_tool(name, self._offered))
        arguments = as_object(written)
        missing = arguments.removeprefix(written) if arguments.startswith(written) else ""
        rest = [ToolCallDelta(0, missing)] if missing else []
        return Read(rest, (ToolCall(self._call_id, name, arguments),))

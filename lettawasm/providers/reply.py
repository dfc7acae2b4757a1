"""One reply as it is put together, whatever API it comes from. No I/O.

Text and thoughts may come with characters cut in two, and thoughts within the text, in tags. What is not accepted
is a reply that nothing says is complete.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from ..model import (
    Done,
    Failed,
    FinishReason,
    ModelEvent,
    ReasoningDelta,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    Usage,
)
from .arguments import is_object
from .dialect import Json
from .think_tag import ThinkTag
from .whole_text import WholeText, mended

_BROKEN_OFF = "The answer from {address} broke off in the middle. Please try again."
_EMPTY = "{address} sent an empty answer. Please try again, or check the model and base URL under Models."


def new_call_id() -> str:
    return f"call_{uuid4().hex[:24]}"


@dataclass(slots=True)
class Call:
    """A call as far as it is there."""

    id: str
    name: str
    signature: str | None = None
    _arguments: list[str] = field(default_factory=list)
    _whole: WholeText = field(default_factory=WholeText)

    @property
    def arguments(self) -> str:
        return "".join(self._arguments) + mended(self._whole.half)

    def feed(self, arguments: str) -> str:
        """What is to be told of a piece of its arguments."""
        piece = self._whole.feed(arguments)
        self._arguments.append(piece)
        return piece


@dataclass(slots=True)
class Reply:
    """What has been said so far. `is_answer` once it is clear that this is a reply at all, and `is_ended` once
    nothing more is to come.
    """

    address: str = "The model server"
    model: str = "the model"
    new_id: Callable[[], str] = new_call_id
    usage: Usage = field(default_factory=Usage)
    finish: FinishReason | None = None
    is_answer: bool = False
    is_ended: bool = False
    failure: Failed | None = None
    signature: str | None = None
    calls: list[Call] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _reasoning: list[str] = field(default_factory=list)
    _think: ThinkTag = field(default_factory=ThinkTag)
    _spoken: WholeText = field(default_factory=WholeText)
    _thought: WholeText = field(default_factory=WholeText)

    @property
    def is_over(self) -> bool:
        return self.is_ended or self.failure is not None

    @property
    def text(self) -> str:
        return "".join(self._text)

    @property
    def reasoning(self) -> str:
        return "".join(self._reasoning)

    def say(self, text: str) -> Iterator[ModelEvent]:
        return self._keep(self._think.split(self._spoken.feed(text)))

    def think(self, text: str) -> Iterator[ModelEvent]:
        whole = self._thought.feed(text)
        return self._keep([ReasoningDelta(whole)] if whole else [])

    def call(self, call_id: str, name: str, arguments: str = "") -> ToolCallDelta:
        """A new call begins."""
        call = Call(mended(call_id) or self.new_id(), mended(name))
        self.calls.append(call)
        return ToolCallDelta(len(self.calls) - 1, call.feed(arguments), call.id, call.name)

    def argue(self, place: int, arguments: str) -> ToolCallDelta:
        """More of the arguments of the call number `place`."""
        return ToolCallDelta(place, self.calls[place].feed(arguments))

    def fail(self, failed: Failed) -> None:
        """The reply broke; that is no failure where it was complete already."""
        if self.finish is None and not self.is_over:
            self.failure = failed

    def end(self) -> list[ModelEvent]:
        """What was still held back, and the Done or Failed that closes the reply."""
        thought = [ReasoningDelta(half)] if (half := self._thought.close()) else []
        late = [*thought, *self._think.split(self._spoken.close()), *self._think.close()]
        held = list(self._keep(late))
        return [*held, self.failure or self._verdict()]

    def _keep(self, deltas: Iterable[TextDelta | ReasoningDelta]) -> Iterator[ModelEvent]:
        for delta in deltas:
            (self._text if isinstance(delta, TextDelta) else self._reasoning).append(delta.text)
            yield delta

    def _verdict(self) -> Done | Failed:
        if not self.is_answer:
            return Failed("garbage", _EMPTY.format(address=self.address))
        is_cut = bool(self.calls) and not is_object(self.calls[-1].arguments or "{}")
        if self.finish is None and (is_cut or not self.is_ended):
            return Failed("cut_off", _BROKEN_OFF.format(address=self.address))
        is_whole = self.finish in (None, "stop", "tool_calls")
        if is_cut and not is_whole:
            del self.calls[-1]
        if self.finish == "refusal":
            self.calls.clear()
        return Done(
            text=self.text,
            reasoning=self.reasoning,
            tool_calls=tuple(_done(call) for call in self.calls),
            finish_reason="tool_calls" if self.calls and is_whole else self.finish or "stop",
            usage=self.usage,
            signature=self.signature,
        )


def _done(call: Call) -> ToolCall:
    return ToolCall(call.id, call.name, call.arguments or "{}", call.signature)


def text_of(content: object) -> str:
    """Text, also where it comes as a list of parts."""
    if isinstance(content, list):
        return "".join(text_of(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def dict_of(value: object) -> Json:
    """An object; an empty one where there is none."""
    return value if isinstance(value, dict) else {}


def key_of(index: object) -> int:
    """The number that an API gives to a part of a reply; -1 where it gives none."""
    return index if type(index) is int else -1


def count(counts: object, name: str) -> int:
    """A number of tokens, 0 where none is told."""
    value: Any = counts.get(name) if isinstance(counts, dict) else None
    return value if isinstance(value, int) and value > 0 else 0

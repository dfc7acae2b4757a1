"""A streamed reply of OpenAI's chat completions, from the data of its events to a Done. No I/O.

Many servers speak this dialect, each with an accent. What is accepted beyond the letter: whole replies
instead of streams, calls without ids or indexes, arguments as objects, reasoning under two names or
in `<think>` tags, usage in any chunk. What is not: a reply that nothing says is complete.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args
from uuid import uuid4

from .. import strict_json
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
from ..sse import Decoder, Event
from . import failures
from .chat_request import is_object
from .think_tag import ThinkTag
from .whole_text import WholeText, mended

_FINISH: Mapping[str, FinishReason] = {name: name for name in get_args(FinishReason)} | {
    "function_call": "tool_calls",
    "max_tokens": "length",
}
DOCUMENT_LIMIT = 16_000_000  # bytes of a reply that is no stream
_BROKEN_OFF = "The answer from {address} broke off in the middle. Please try again."
_EMPTY = "{address} sent an empty answer. Please try again, or check the model and base URL in Settings."


def new_call_id() -> str:
    return f"call_{uuid4().hex[:24]}"


@dataclass(slots=True)
class _Call:
    id: str
    name: str
    arguments: str


@dataclass(slots=True)
class Reply:
    """One reply as it arrives: `feed` it each event's data, then `end` it."""

    address: str = "The model server"
    model: str = "the model"
    new_id: Callable[[], str] = new_call_id
    usage: Usage = field(default_factory=Usage)
    _text: list[str] = field(default_factory=list)
    _reasoning: list[str] = field(default_factory=list)
    _calls: list[_Call] = field(default_factory=list)
    _places: dict[int, int] = field(default_factory=dict)  # the server's index of a call → its place here
    _finish: FinishReason | None = None
    _is_ended: bool = False
    _has_choice: bool = False
    _failure: Failed | None = None
    _think: ThinkTag = field(default_factory=ThinkTag)
    _spoken: WholeText = field(default_factory=WholeText)
    _thought: WholeText = field(default_factory=WholeText)

    @property
    def is_over(self) -> bool:
        return self._is_ended or self._failure is not None

    def feed(self, data: str) -> list[ModelEvent]:
        """The deltas in one event's data."""
        if self.is_over or not data.strip():
            return []
        if data.strip() == "[DONE]":
            self._is_ended = True
            return []
        try:
            chunk = strict_json.parse(data)
        except (ValueError, RecursionError):
            chunk = None
        if not isinstance(chunk, dict):
            self._failure = failures.not_the_api(self.address, data)
            return []
        return list(self._chunk(chunk))

    def feed_whole(self, body: str) -> list[ModelEvent]:
        """The deltas of a reply that came as one JSON document although a stream was asked for."""
        events = self.feed(body)
        self._is_ended = True
        return events

    def fail(self, failed: Failed) -> None:
        """The reply broke; that is no failure where it was complete already."""
        if self._finish is None and not self.is_over:
            self._failure = failed

    def end(self) -> list[ModelEvent]:
        """What was still held back, and the Done or Failed that closes the reply."""
        thought = [ReasoningDelta(half)] if (half := self._thought.close()) else []
        late = [*thought, *self._think.split(self._spoken.close()), *self._think.close()]
        held: list[ModelEvent] = list(self._keep(late))
        return [*held, self._failure or self._verdict()]

    def _verdict(self) -> Done | Failed:
        if not self._has_choice:
            return Failed("garbage", _EMPTY.format(address=self.address))
        is_cut = bool(self._calls) and not is_object(self._calls[-1].arguments or "{}")
        if self._finish is None and (is_cut or not self._is_ended):
            return Failed("cut_off", _BROKEN_OFF.format(address=self.address))
        is_whole = self._finish in (None, "stop", "tool_calls")
        if is_cut and not is_whole:
            del self._calls[-1]
        return Done(
            text="".join(self._text),
            reasoning="".join(self._reasoning),
            tool_calls=tuple(ToolCall(call.id, call.name, call.arguments or "{}") for call in self._calls),
            finish_reason="tool_calls" if self._calls and is_whole else self._finish or "stop",
            usage=self.usage,
        )

    def _chunk(self, chunk: dict[str, Any]) -> Iterator[ModelEvent]:
        if error := chunk.get("error"):
            self._failure = self._failed(error)
            return
        if isinstance(usage := chunk.get("usage"), dict):
            self.usage = usage_of(usage)
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, dict):
            return
        self._has_choice = True
        delta = choice.get("delta") or choice.get("message")
        if isinstance(delta, dict):
            yield from self._delta(delta)
        if reason := choice.get("finish_reason"):
            self._finish = _FINISH.get(str(reason), "stop")

    def _failed(self, error: object) -> Failed:
        code = error.get("code") if isinstance(error, dict) else None
        status = code if isinstance(code, int) and code >= 400 else 500
        body = error if isinstance(error, str) else json.dumps(error)
        return failures.from_status(status, body, address=self.address, model=self.model)

    def _delta(self, delta: dict[str, Any]) -> Iterator[ModelEvent]:
        if thought := _plain(delta.get("reasoning_content")) or _plain(delta.get("reasoning")):
            yield from self._keep([ReasoningDelta(whole)] if (whole := self._thought.feed(thought)) else [])
        if content := _plain(delta.get("content")) or _plain(delta.get("refusal")):
            yield from self._keep(self._think.split(self._spoken.feed(content)))
        pieces = delta.get("tool_calls")
        for piece in pieces if isinstance(pieces, list) else ():
            if isinstance(piece, dict):
                yield self._tool_call(piece)

    def _keep(self, deltas: Iterable[TextDelta | ReasoningDelta]) -> Iterator[TextDelta | ReasoningDelta]:
        for delta in deltas:
            (self._text if isinstance(delta, TextDelta) else self._reasoning).append(delta.text)
            yield delta

    def _tool_call(self, piece: dict[str, Any]) -> ToolCallDelta:
        function = piece.get("function")
        function = function if isinstance(function, dict) else {}
        name, call_id = mended(str(function.get("name") or "")), mended(str(piece.get("id") or ""))
        arguments = function.get("arguments") or ""
        arguments = mended(arguments) if isinstance(arguments, str) else json.dumps(arguments)
        place = self._place(piece.get("index"), call_id, name)
        if place == len(self._calls):
            self._calls.append(_Call(call_id or self.new_id(), name, arguments))
            return ToolCallDelta(place, arguments, self._calls[place].id, name)
        self._calls[place].arguments += arguments
        return ToolCallDelta(place, arguments)

    def _place(self, index: object, call_id: str, name: str) -> int:
        """Which call a piece belongs to. Some servers give every call the index 0, some give none."""
        new = len(self._calls)
        key = index if isinstance(index, int) else (new if name else max(0, new - 1))
        place = self._places.get(key, new)
        if place < new and name and call_id and call_id != self._calls[place].id:
            place = new
        self._places[key] = place
        return place


class ReplyBytes:
    """A reply's body as it arrives: a stream of events, or one document where the server doesn't stream."""

    def __init__(self, reply: Reply) -> None:
        self._reply, self._events = reply, Decoder()
        self._seen = bytearray()  # the document; of a stream only the blanks before its first byte
        self._is_stream: bool | None = None

    def feed(self, chunk: bytes) -> list[ModelEvent]:
        if self._is_stream is None and (begin := (self._seen + chunk).lstrip()):
            self._is_stream = begin[0] not in b"{[<"
        if self._is_stream:
            return self._take(self._events.feed(chunk))
        self._seen += chunk
        if len(self._seen) > DOCUMENT_LIMIT:
            self._reply.fail(failures.not_the_api(self._reply.address, "an endless document"))
        return []

    def end(self) -> list[ModelEvent]:
        """At the end of the body: what was held back, then a Done or a Failed."""
        is_document = self._is_stream is False
        late = (
            self._reply.feed_whole(self._seen.decode(errors="replace"))
            if is_document
            else self._take(self._events.close())
        )
        return late + self._reply.end()

    def _take(self, events: Iterable[Event]) -> list[ModelEvent]:
        return [delta for event in events for delta in self._reply.feed(event.data)]


def _plain(content: object) -> str:
    """Text, also where it comes as a list of parts."""
    if isinstance(content, list):
        return "".join(_plain(part.get("text")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def usage_of(usage: dict[str, Any]) -> Usage:
    prompt, completion = (usage.get(f"{kind}_tokens_details") for kind in ("prompt", "completion"))
    cached = _count(prompt, "cached_tokens") or _count(usage, "prompt_cache_hit_tokens")
    return Usage(
        prompt_tokens=_count(usage, "prompt_tokens"),
        completion_tokens=_count(usage, "completion_tokens"),
        cached_input_tokens=cached,
        reasoning_tokens=_count(completion, "reasoning_tokens"),
    )


def _count(counts: object, name: str) -> int:
    value = counts.get(name) if isinstance(counts, dict) else None
    return value if isinstance(value, int) and value > 0 else 0

"""One reply, asked for once more if a call in it was meant but can't be made. The model is shown why."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field, replace

from ..cancelling import closing
from ..model import ChatMessage, Done, ModelEvent, ModelRequest, Text, TextDelta, Usage
from ..ports import Provider
from .reading import Read, Reading

AGAIN = "[Sent automatically; the person does not see it.] {problem}. Write the call again, and nothing else."


async def asked(
    inner: Provider, request: ModelRequest, reading: Callable[[], Reading]
) -> AsyncGenerator[ModelEvent, None]:
    """The events of a reply as `reading` tells it. What its Done says is what was heard before."""
    told = _Told()
    for is_last in (False, True):
        attempt = _Attempt(reading(), told)
        async with closing(inner.stream(request)) as events:
            async for event in events:
                for heard in attempt.take(event):
                    yield heard
        if attempt.done is None:
            return  # it has failed, and said so
        read = attempt.reader.end(attempt.done)
        if read.problem is None or is_last:
            for heard in attempt.rest(read):
                yield heard
            yield told.whole(attempt.done, read)
            return
        request = _again(request, attempt.done.text, read.problem)


def _again(request: ModelRequest, written: str, problem: str) -> ModelRequest:
    """The same question with the answer to it and what is wrong with that. Nobody stores this."""
    exchange = (
        ChatMessage("assistant", (Text(written),)),
        ChatMessage("user", (Text(AGAIN.format(problem=problem)),)),
    )
    return replace(request, messages=(*request.messages, *exchange))


@dataclass(slots=True)
class _Told:
    """What has been heard of a reply, over both attempts, and what it cost."""

    text: list[str] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)

    def whole(self, done: Done, read: Read) -> Done:
        reason = "stop" if done.finish_reason == "tool_calls" else done.finish_reason
        return replace(
            done,
            text="".join(self.text),
            reasoning="".join(self.reasoning),
            tool_calls=read.calls,
            finish_reason="tool_calls" if read.calls and reason == "stop" else reason,
            usage=self.usage,
        )


class _Attempt:
    """One of the attempts. After text was heard already, that of the next one waits: a call is what is wanted."""

    def __init__(self, reader: Reading, told: _Told) -> None:
        self.reader, self._told = reader, told
        self.done: Done | None = None
        self._waits = bool(told.text)
        self._late: list[str] = []

    def take(self, event: ModelEvent) -> list[ModelEvent]:
        match event:
            case Done():
                self.done = event
                self._told.usage += event.usage
                self._told.reasoning.append(event.reasoning)
                return []
            case TextDelta(text):
                return self._heard(self.reader.feed(text))
            case _:
                return [event]

    def rest(self, read: Read) -> list[ModelEvent]:
        heard = self._heard(read.pieces)
        if self._late and not read.calls:
            self._waits, late = False, "".join(self._late)
            return [*heard, *self._heard([TextDelta(f"\n\n{late}")])]
        return heard

    def _heard(self, pieces: Sequence[ModelEvent]) -> list[ModelEvent]:
        texts = [piece.text for piece in pieces if isinstance(piece, TextDelta)]
        if self._waits:
            self._late += texts
            return [piece for piece in pieces if not isinstance(piece, TextDelta)]
        self._told.text += texts
        return list(pieces)

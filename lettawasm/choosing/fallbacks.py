"""Several models behind one provider: where one gives no reply, the next is asked.

Only before the first word: what a person has begun to read is not taken back. A request that a model understood
and refused is not carried on to the next.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from ..cancelling import closing
from ..model import Failed, FellBack, ModelEvent, ModelInfo, ModelRequest
from ..ports import Provider
from .outages import Outages


@dataclass(frozen=True, slots=True)
class Candidate:
    provider: Provider
    model: ModelInfo


@dataclass(frozen=True, slots=True)
class _Missed:
    model: ModelInfo
    why: Failed


class Fallbacks:
    """Implements `ports.Provider`: of all `candidates`, the first one that replies. Those that were found down come
    after all others, and are asked nevertheless if nobody else is left.
    """

    def __init__(self, candidates: Sequence[Candidate], outages: Outages) -> None:
        self._candidates, self._outages = candidates, outages

    async def models(self) -> list[ModelInfo]:
        """Those of the first candidate."""
        return await self._candidates[0].provider.models()

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        first = self._candidates[0].model
        known = self._outages.why(first)
        missed, all_missed = _Missed(first, known) if known else None, list[_Missed]()
        for each in self._in_order():
            if missed and not _may_follow(each.model, missed):
                continue
            if missed and missed.model != each.model:
                yield FellBack(missed.model, missed.why, each.model)
            missed = None
            async with closing(self._words(each, request)) as words:
                async for event in words:
                    if isinstance(event, _Missed):
                        missed = event
                    else:
                        yield event
            if missed is None:
                return
            all_missed.append(missed)
        yield _told(all_missed)

    def _in_order(self) -> list[Candidate]:
        return sorted(self._candidates, key=lambda each: self._outages.why(each.model) is not None)

    async def _words(self, asked: Candidate, request: ModelRequest) -> AsyncIterator[ModelEvent | _Missed]:
        """What a candidate says, or that it said nothing and somebody else may."""
        has_spoken = False
        async with closing(asked.provider.stream(replace(request, model=asked.model.name))) as events:
            async for event in events:
                if isinstance(event, Failed) and not has_spoken and event.kind != "bad_request":
                    if event.kind != "context_overflow":
                        self._outages.note(asked.model, event)
                    yield _Missed(asked.model, event)
                    return
                has_spoken = True
                yield event
        self._outages.forget(asked.model)


def _may_follow(model: ModelInfo, missed: _Missed) -> bool:
    """Whom a conversation is too long for is followed only by one with a larger window."""
    return missed.why.kind != "context_overflow" or model.context_window > missed.model.context_window


def _told(missed: list[_Missed]) -> Failed:
    """What is told if nobody replied: that a conversation is too long, since that can be mended here; else why the
    first one didn't.
    """
    too_long = [each.why for each in missed if each.why.kind == "context_overflow"]
    told = too_long[-1] if too_long else missed[0].why
    return replace(told, detail="; ".join(f"{each.model.handle}: {each.why.message}" for each in missed))

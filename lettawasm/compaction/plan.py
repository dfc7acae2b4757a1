"""Which messages leave a context and which stay. Pure.

A call and its answers leave together. What waits for an answer never leaves: neither a call, nor, while the turn
goes on, what the person said last. A sliding window also keeps that in between turns, and the newest unit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from ..context import FULL, SUMMARY_SHARE, Budget, Unit, units
from ..context.units import newest_wish
from ..schemas.compaction import CompactionSettings
from ..schemas.messages import Message


@dataclass(frozen=True, slots=True)
class Plan:
    """`leaving` has no summary in it: the one there is, `previous`, is always replaced."""

    leaving: tuple[Message, ...]
    staying: tuple[Message, ...]
    previous: tuple[Message, ...] = ()


def plan(
    messages: Sequence[Message], budget: Budget, settings: CompactionSettings, *, goes_on: bool
) -> Plan | None:
    """What becomes of a context, the system prompt left aside. None when it wouldn't shrink."""
    previous = tuple(message for message in messages if message.role == "summary")
    groups = units(message for message in messages if message.role != "summary")
    held = _held(groups, settings, goes_on)
    free = [number for number in range(len(groups)) if number not in held]
    gone = set(free[: _oldest(free, groups, budget, settings)] if settings.slides else free)
    leaving = _messages(unit for number, unit in enumerate(groups) if number in gone)
    staying = _messages(unit for number, unit in enumerate(groups) if number not in gone)
    return Plan(leaving, staying, previous) if _shrinks(leaving, previous, budget) else None


def _held(groups: Sequence[Unit], settings: CompactionSettings, goes_on: bool) -> set[int]:
    """The numbers of what can't leave."""
    held = {number for number, unit in enumerate(groups) if unit.waits}
    if settings.slides:
        held.add(len(groups) - 1)
    if (settings.slides or goes_on) and (wish := newest_wish(groups)) is not None:
        held.add(wish)
    return held


def _oldest(free: Sequence[int], groups: Sequence[Unit], budget: Budget, settings: CompactionSettings) -> int:
    """How many units leave: their share of the messages, and then until their share of the window is free."""
    every = _messages(groups)
    most = budget.room(min(FULL, 1 - settings.sliding_window_percentage) - SUMMARY_SHARE)
    least, kept, left = ceil(settings.sliding_window_percentage * len(every)), budget.total(every), 0
    for count, number in enumerate(free):
        if left >= least and kept <= most:
            return count
        left += len(groups[number].messages)
        kept -= budget.total(groups[number].messages)
    return len(free)


def _messages(groups: Iterable[Unit]) -> tuple[Message, ...]:
    return tuple(message for unit in groups for message in unit.messages)


def _shrinks(leaving: Sequence[Message], previous: Sequence[Message], budget: Budget) -> bool:
    """Whether a summary in their place makes the context shorter."""
    fewer = len(leaving) + len(previous) > 1
    return bool(leaving) and (fewer or budget.total(leaving) > budget.summary_tokens)

"""How safe a space is, judged by where its copies are, how old they are, and whether one was ever restored."""

from collections.abc import Iterable, Iterator, Sequence

from .. import clock
from ..schemas.copies import Checked, Copy, CopyKind, Home, Level, PlaceState, Trouble, Verdict

FRESH = 86_400  # seconds by which a copy may be behind
PROVED = 30 * 86_400  # seconds for which a test restore is believed
FULL = 0.8  # of the room that the browser gives


def places(copies: Sequence[Copy], changed_at: str | None, now: str) -> list[PlaceState]:
    """The places of these copies, which come newest first."""
    found: dict[tuple[CopyKind, str], list[Copy]] = {}
    for copy in copies:
        found.setdefault((copy.kind, "" if copy.kind == "download" else copy.place), []).append(copy)
    return [_state(kind, place, there, changed_at, now) for (kind, place), there in found.items()]


def _state(kind: CopyKind, place: str, copies: list[Copy], changed_at: str | None, now: str) -> PlaceState:
    """A place is as good as its newest copy."""
    written = [copy for copy in copies if copy.problem is None]
    newest = written[0] if written else None
    checked = newest.checked if newest else None
    return PlaceState(
        kind=kind,
        place=place,
        count=len(written),
        made_at=newest.made_at if newest else None,
        checked_at=_proved_at(written),
        is_good=newest is not None and (checked is None or checked.restores),
        is_fresh=newest is not None and _is_fresh(newest.made_at, changed_at, now),
        problem=copies[0].problem or (checked.problem if checked and not checked.restores else None),
    )


def _proved_at(copies: Iterable[Copy]) -> str | None:
    proved: Iterator[Checked] = (copy.checked for copy in copies if copy.checked and copy.checked.restores)
    return max((checked.checked_at for checked in proved), default=None)


def _is_fresh(made_at: str, changed_at: str | None, now: str) -> bool:
    return changed_at is None or made_at >= changed_at or _seconds(made_at, now) < FRESH


def judge(home: Home, states: Sequence[PlaceState], now: str) -> Verdict:
    good = [state for state in states if state.is_good]
    proved = [state.checked_at for state in good if state.checked_at]
    return Verdict(
        level=_level(good, now),
        places=1 + len(good),
        checked_at=max(proved, default=None),
        warnings=list(_warnings(home, states)),
    )


def _level(good: Sequence[PlaceState], now: str) -> Level:
    fresh = [state for state in good if state.is_fresh]
    proved = [one for one in fresh if one.checked_at and _seconds(one.checked_at, now) < PROVED]
    if not fresh:
        return "old" if good else "alone"
    if not proved:
        return "copied"
    return "safe" if any(one is not proved[0] for one in (*proved, *_elsewhere(fresh))) else "checked"


def _elsewhere(states: Sequence[PlaceState]) -> list[PlaceState]:
    """Those whose copies are surely there. Nobody knows what became of a file that was saved, until it is tested."""
    return [state for state in states if state.kind != "download"]


def _warnings(home: Home, states: Sequence[PlaceState]) -> Iterator[Trouble]:
    if home.quota and home.usage > FULL * home.quota:
        yield "room"
    if home.kind == "browser" and not home.promised:
        yield "forgetful" if home.days else "not_promised"
    if any(state.problem and (state.is_good or not state.count) for state in states):
        yield "failed"
    if any(state.count and not state.is_good for state in states):
        yield "damaged"


def _seconds(moment: str, now: str) -> float:
    return (clock.nanoseconds(now) - clock.nanoseconds(moment)) / 1e9

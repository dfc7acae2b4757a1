"""Which copies of a place may go: the last few stay, one of each of the last days, and always one that was proved."""

from collections.abc import Iterable

from .. import clock
from ..schemas.copies import Copy

LAST = 5
DAYS = 7
_DAY = 86_400 * 1_000_000_000  # nanoseconds


def doomed(copies: Iterable[Copy], now: str) -> list[Copy]:
    """Of the copies of one place, the newest first, those that nobody needs any more."""
    there = [copy for copy in copies if copy.problem is None]
    proved = [copy for copy in there if copy.checked and copy.checked.restores]
    kept = {copy.id for copy in (*there[:LAST], *proved[:1], *_daily(there, now))}
    return [copy for copy in there if copy.id not in kept]


def _daily(copies: Iterable[Copy], now: str) -> Iterable[Copy]:
    """The newest of each of the last days."""
    newest: dict[str, Copy] = {}
    for copy in copies:
        if clock.nanoseconds(now) - clock.nanoseconds(copy.made_at) < DAYS * _DAY:
            newest.setdefault(copy.made_at[:10], copy)
    return newest.values()

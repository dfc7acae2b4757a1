"""When a place wants its next copy: once changes have settled, and not too soon after the last. And the next test."""

from datetime import datetime, timedelta

from .. import clock
from ..schemas.copies import Copy

SETTLED = 20  # seconds without a change
CHECKED = 7  # days from one test to the next


def due_at(
    minutes: int | None, changed_at: str | None, made_at: str | None, tried_at: str | None
) -> str | None:
    """None as long as there is nothing new, and where nobody wants copies unasked. `tried_at` is when a copy was last
    written there, or could not be.
    """
    if minutes is None or changed_at is None or (made_at is not None and made_at >= changed_at):
        return None
    settled = _later(changed_at, timedelta(seconds=SETTLED))
    return max(settled, _later(tried_at, timedelta(minutes=minutes))) if tried_at else settled


def _later(moment: str, time: timedelta) -> str:
    return clock.iso(datetime.fromisoformat(moment) + time)


def wants_check(minutes: int | None, newest: Copy | None, checked_at: str | None, now: str) -> bool:
    """Whether the newest copy of a place should be restored for a test: once at first, and every week."""
    if minutes is None or newest is None or newest.checked is not None:
        return False
    return checked_at is None or _later(checked_at, timedelta(days=CHECKED)) <= now

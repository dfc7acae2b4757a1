"""How long somebody has to wait who doesn't know the passphrase."""

from .. import clock as times
from ..store.vault import Lid

FREE_TRIES = 3
LONGEST_WAIT = 300  # seconds


def seconds_to_wait(lid: Lid, now: str) -> int:
    """Before the next try: nothing at first, then twice as long after each wrong one."""
    if lid.tried_at is None or lid.wrong_tries < FREE_TRIES:
        return 0
    wait = min(1 << min(lid.wrong_tries - FREE_TRIES, 10), LONGEST_WAIT)
    passed = (times.nanoseconds(now) - times.nanoseconds(lid.tried_at)) // 1_000_000_000
    return max(0, wait - passed)

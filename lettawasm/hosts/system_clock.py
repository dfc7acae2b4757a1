"""The host's own time and randomness."""

import uuid
from datetime import UTC, datetime, timedelta

from ..clock import iso


class SystemClock:
    """Never gives the same time twice, so that sorting by time is sorting by order."""

    def __init__(self) -> None:
        self._last = ""

    def now(self) -> str:
        moment = iso(datetime.now(UTC))
        if moment <= self._last:
            moment = _next(self._last)
        self._last = moment
        return moment

    def new_id(self, kind: str) -> str:
        return f"{kind}-{uuid.uuid4()}"


def _next(moment: str) -> str:
    return iso(datetime.fromisoformat(moment) + timedelta(microseconds=1))

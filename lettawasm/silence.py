"""Noticing that somebody has fallen silent, without a timer for each word of theirs: in a browser, to set one and to
clear it takes longer than all else that is done for a word.
"""

import asyncio
from collections.abc import Callable


class Silence:
    """Calls `end` whenever nothing was heard for `seconds`, until it is told to stop."""

    def __init__(self, seconds: float, end: Callable[[], None]) -> None:
        self._seconds, self._end = seconds, end
        self._loop = asyncio.get_running_loop()
        self.heard()
        self._timer = self._loop.call_later(seconds, self._look)

    def heard(self) -> None:
        self._since = self._loop.time()

    def stop(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        left = self._since + self._seconds - self._loop.time()
        if left <= 0:
            self.heard()
            left = self._seconds
            self._end()
        self._timer = self._loop.call_later(left, self._look)

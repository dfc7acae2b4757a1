"""How fast a token may ask: a bucket for each that fills by the minute. In memory: a restart forgives."""

from collections.abc import Callable

MOST = 10_000  # buckets; with more, all is forgiven


class Buckets:
    """`monotonic` gives seconds that never go back."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._levels: dict[str, tuple[float, float]] = {}  # what is left of each token's, and when that was

    def wait(self, token_id: str, per_minute: int) -> float:
        """Take one request from the token's bucket: 0, or the seconds until there is one to take."""
        if len(self._levels) > MOST:
            self._levels.clear()
        now, per_second = self._monotonic(), per_minute / 60
        level, then = self._levels.get(token_id, (float(per_minute), now))
        level = min(per_minute, level + (now - then) * per_second)
        if level < 1:
            return (1 - level) / per_second
        self._levels[token_id] = level - 1, now
        return 0

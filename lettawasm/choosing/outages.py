"""What was found down, and for how long that is believed."""

from .. import clock
from ..model import Failed, FailureKind, ModelInfo
from ..ports import Clock

# Seconds until somebody is asked again. What only a person can mend stays broken for longer.
_SECONDS: dict[FailureKind, int] = {"cut_off": 10, "auth": 300, "quota": 300, "not_found": 300}
_USUALLY = 30
_OF_ONE_MODEL: tuple[FailureKind, ...] = ("not_found", "rate_limited", "garbage")  # the rest is its server's


class Outages:
    """Remembers who gave no reply, so that nobody waits for the same failure with every message."""

    def __init__(self, of: Clock) -> None:
        self._clock = of
        self._down: dict[str, tuple[int, Failed]] = {}  # handle or name of a provider → until when, and why

    def note(self, model: ModelInfo, failed: Failed) -> None:
        """A model gave no reply."""
        place = model.handle if failed.kind in _OF_ONE_MODEL else model.provider_name
        self._down[place] = self._now() + _SECONDS.get(failed.kind, _USUALLY) * 10**9, failed

    def forget(self, model: ModelInfo) -> None:
        """It replied."""
        for place in (model.handle, model.provider_name):
            self._down.pop(place, None)

    def why(self, model: ModelInfo) -> Failed | None:
        """Why a model had better not be asked now; None for one that may be."""
        now = self._now()
        noted = (self._down.get(place) for place in (model.handle, model.provider_name))
        return next((failed for until, failed in filter(None, noted) if now < until), None)

    def _now(self) -> int:
        return clock.nanoseconds(self._clock.now())

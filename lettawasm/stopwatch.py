"""How long the parts of a step took: the model's part, then the tools'."""

from . import clock
from .ports import Clock
from .schemas.runs import StepTimes


class Stopwatch:
    """Runs from its making. Times are nanoseconds."""

    def __init__(self, of: Clock) -> None:
        self._clock = of
        self._start = self._now()
        self._asked: int | None = None
        self._heard: int | None = None

    def asks(self) -> None:
        """The model is asked now. That it is asked once more belongs to the same wait."""
        self._asked = self._asked or self._now()

    def heard(self) -> None:
        """The model has said all it will say."""
        self._heard = self._now()

    def read(self, *, ran_tools: bool) -> StepTimes:
        now = self._now()
        asked, heard = self._asked, self._heard
        return StepTimes(
            step_start_ns=self._start,
            llm_request_start_ns=asked,
            llm_request_ns=heard - asked if asked and heard else None,
            tool_execution_ns=now - heard if ran_tools and heard else None,
            step_ns=now - self._start,
        )

    def _now(self) -> int:
        return clock.nanoseconds(self._clock.now())

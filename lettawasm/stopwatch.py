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
        self._first: int | None = None
        self._heard: int | None = None
        self._tools: int | None = None
        self._told: int | None = None

    def asks(self) -> None:
        """The model is asked now. That it is asked once more belongs to the same wait."""
        self._asked = self._asked or self._now()

    def first_word(self) -> None:
        """A piece of the reply has come. Only the first of them counts."""
        self._first = self._first or self._now()

    def heard(self) -> None:
        """The model has said all it will say."""
        self._heard = self._now()

    def runs_tools(self) -> None:
        """The tools that were called begin. Those of the space go on where those of the world have begun."""
        self._tools = self._tools or self._now()

    def ran_tools(self) -> None:
        """All of them have returned."""
        self._told = self._now()

    def read(self) -> StepTimes:
        now = self._now()
        asked, heard, tools = self._asked, self._heard, self._tools
        return StepTimes(
            step_start_ns=self._start,
            llm_request_start_ns=asked,
            llm_request_ns=heard - asked if asked and heard else None,
            tool_execution_ns=self._told - tools if tools and self._told else None,
            step_ns=now - self._start,
            first_word_ns=self._first - asked if asked and self._first else None,
            tools_start_ns=tools,
        )

    def _now(self) -> int:
        return clock.nanoseconds(self._clock.now())

"""Runs as an operator sees them: how many go on, and how each ended."""

from ..ports import Clock, RunEnd
from .log import Log
from .metrics import Metrics


class ObservedRuns:
    """Tells `log` and `metrics` of every run. Implements `ports.RunWatcher`."""

    def __init__(self, metrics: Metrics, log: Log, clock: Clock, *, space: str | None = None) -> None:
        self._metrics, self._log, self._clock, self._space = metrics, log, clock, space

    def began(self, run_id: str, agent_id: str) -> None:
        self._metrics.live_runs.add()

    def ended(self, end: RunEnd) -> None:
        self._metrics.live_runs.add(by=-1)
        self._metrics.runs.observe(end.milliseconds / 1_000, end.status, end.stop_reason)
        self._metrics.steps.add(by=end.steps)
        self._metrics.tokens.add("in", by=end.usage.prompt_tokens)
        self._metrics.tokens.add("out", by=end.usage.completion_tokens)
        self._log(
            {
                "event": "run",
                "time": self._clock.now(),
                "space": self._space,
                "run": end.run_id,
                "agent": end.agent_id,
                "status": end.status,
                "stop_reason": end.stop_reason,
                "error": end.error_type,
                "steps": end.steps,
                "prompt_tokens": end.usage.prompt_tokens,
                "completion_tokens": end.usage.completion_tokens,
                "ms": end.milliseconds,
            }
        )

"""The runs that happen now, and the last ones that did."""

from collections import OrderedDict

from .live import LiveRun
from .schemas.base import DEFAULT

REMEMBERED = 64  # finished runs whose pieces can still be replayed; older ones are told from the store


class LiveRuns:
    """A space's runs by their ids. Only memory: what must last is in the store."""

    def __init__(self) -> None:
        self._runs: OrderedDict[str, LiveRun] = OrderedDict()

    def add(self, live: LiveRun) -> None:
        self._runs[live.run_id] = live
        over = [key for key, old in self._runs.items() if old.is_over]
        for key in over[: max(0, len(self._runs) - REMEMBERED)]:
            del self._runs[key]

    def get(self, run_id: str) -> LiveRun | None:
        return self._runs.get(run_id)

    def forget(self, run_id: str) -> None:
        self._runs.pop(run_id, None)

    def going(self, agent_id: str, conversation_id: str = DEFAULT) -> LiveRun | None:
        """The run that goes on in a conversation."""
        return next((r for r in self.all_going(agent_id) if r.conversation_id == conversation_id), None)

    def all_going(self, agent_id: str) -> list[LiveRun]:
        """An agent's runs that go on, in all of its conversations."""
        return [r for r in self._runs.values() if r.agent_id == agent_id and not r.is_over]

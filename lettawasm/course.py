"""The course of a run, from what its beginning has stored to its stored end."""

from collections.abc import Callable, Iterable

from . import failures, intake
from .calls import Calls
from .errors import LettaError, NotFound
from .events import ErrorInfo, Stopped, Stored
from .live import LiveRun
from .loop import run
from .model import Usage
from .ports import RunWatcher
from .schemas.agents import AgentRecord
from .schemas.runs import Run
from .store import Store
from .turns import Turns


class Course:
    """How the runs of a space go. `watchers` are asked for whenever there is something to tell them."""

    def __init__(self, store: Store, turns: Turns, watchers: Callable[[], Iterable[RunWatcher]]) -> None:
        self.store, self.turns, self._watchers = store, turns, watchers

    def begun(self, live: LiveRun) -> None:
        """Tell the watchers that a run has begun."""
        for watcher in self._watchers():
            watcher.began(live.run_id, live.agent_id)

    async def drive(self, live: LiveRun, agent: AgentRecord, calls: Calls, begun: intake.Begun) -> None:
        """The run's own task: tell what there is already, let the loop run, close the run."""
        try:
            begun = await intake.go_on(self.store, live, calls, begun)
            for message in begun.told:
                live.add(Stored(message))
            if begun.stop:
                self._close(live, Stopped(begun.stop, Usage(), 0))
                return
            async for event in run(self.turns.turn(live, agent), self.store):
                if isinstance(event, Stopped):
                    self._close(live, event)
                else:
                    live.first_word_at = live.first_word_at or self.store.clock.now()
                    live.add(event)
        except Exception as error:  # a run must end in a stored state, whatever happens in it
            self._fail(live, error)

    def close_interrupted(self, interrupted: Run) -> None:
        """A run whose last word was said is complete; any other has failed, and can be sent again."""
        spoken = self.store.recall.of_runs([interrupted.id])
        said = [message for message in spoken if message.role != "summary"]
        if said and said[-1].waits_for:
            self.store.runs.finish(interrupted.id, "requires_approval")
        elif said and said[-1].role == "assistant" and not said[-1].tool_calls:
            self.store.runs.finish(interrupted.id, "end_turn")
        else:
            self.store.runs.finish(interrupted.id, "error", failures.interrupted().wire())

    def _close(self, live: LiveRun, stopped: Stopped) -> None:
        """Store how the run ended, then tell."""

        def work() -> None:
            failure = stopped.error.wire() if stopped.error else None
            completed_at = self.store.runs.finish(live.run_id, stopped.reason, failure, live.first_word_at)
            took = live.milliseconds(completed_at)
            self.store.agents.note_run(live.agent_id, stopped.reason, completed_at, took)
            clears = self.store.agents.get(live.agent_id).settings.message_buffer_autoclear
            if clears and stopped.reason != "requires_approval":
                self.store.recall.leave_context(live.agent_id, conversation_id=live.conversation_id)

        self.store.driver.transact(work)
        self._tell(live, stopped)

    def _fail(self, live: LiveRun, error: Exception) -> None:
        if self._is_deleted(live.agent_id):  # and its runs with it
            self._tell(live, Stopped("cancelled", Usage(), 0))
            return
        if isinstance(error, LettaError):
            info = ErrorInfo("error", str(error), type(error).__name__, error.status)
        else:
            info = failures.unexpected(error)
            _log(error)
        stopped = Stopped("error", Usage(), 0, 0, info)
        try:
            self._close(live, stopped)
        except Exception as second:  # the disk is full, say: listeners must not hang
            _log(second)
            self._tell(live, stopped)

    def _tell(self, live: LiveRun, stopped: Stopped) -> None:
        """The watchers first: a host may rest as soon as a listener has the end."""
        end = live.end(stopped, self.store.clock.now())
        for watcher in self._watchers():
            watcher.ended(end)
        live.add(stopped)

    def _is_deleted(self, agent_id: str) -> bool:
        try:
            self.store.agents.get(agent_id)
        except NotFound:
            return True
        return False


def _log(error: Exception) -> None:
    import logging
    import traceback

    logging.getLogger("lettawasm").error("".join(traceback.format_exception(error)))

"""A run that is over, as the store tells it: whole messages, without the pieces in which they arrived."""

from .events import ErrorInfo, Stopped, Stored
from .live import LiveRun
from .schemas.base import DEFAULT
from .schemas.runs import Run
from .schemas.turns import TurnRequest
from .store import Store


def retold(store: Store, run: Run, request: TurnRequest, run_ids: list[str]) -> LiveRun:
    """`run` to its end, with what all of `run_ids` said: it may have been tried before."""
    live = LiveRun(run.id, run.agent_id, request, run.created_at, run.conversation_id or DEFAULT)
    live.retold = True
    for message in store.recall.of_runs(run_ids):
        if message.role not in ("user", "approval"):
            live.add(Stored(message))
    usage, steps = store.steps.usage_of(run.id)
    failure = store.runs.failure(run.id)
    error = ErrorInfo(failure["type"], failure["message"], failure["detail"]) if failure else None
    live.add(Stopped(run.stop_reason or "error", usage, steps, 0, error))
    return live

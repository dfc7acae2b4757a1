"""The agent loop: one turn in, a stream of events out.

Each step is the same three beats: read the store and build a request (sync), wait for the model
(async), write what it said (sync, atomic). Nothing awaits inside a transaction, so no locks are needed
below this line. A message's event goes out after the message is stored.
"""

from collections.abc import AsyncIterator

from ..events import ErrorInfo, Event, Stopped
from ..model import ModelRequest, Usage
from ..schemas.runs import StopReason
from ..store import Store
from .question import Question
from .step import Step
from .turn import Turn

__all__ = ["Turn", "first_request", "run"]


async def run(turn: Turn, store: Store) -> AsyncIterator[Event]:
    """Call the model until it ends its turn, a tool does, or the steps are used up. Ends with one Stopped."""
    usage, steps, context_tokens = Usage(), 0, 0

    def stopped(reason: StopReason, error: ErrorInfo | None = None) -> Stopped:
        return Stopped(reason, usage, steps, context_tokens, error)

    while steps < turn.max_steps:
        if turn.cancelled.is_set():
            yield stopped("cancelled")
            return
        step = Step(turn, store, is_last=steps + 1 == turn.max_steps)
        async for event in step.events():
            yield event
        result = step.result
        steps += result.reply is not None
        usage += result.usage
        context_tokens = result.context_tokens or context_tokens
        if result.stop:
            yield stopped(result.stop, result.error)
            return
    yield stopped("max_steps")


def first_request(turn: Turn, store: Store) -> ModelRequest:
    """What the turn would ask the model first."""
    question = Question(turn, store)
    return question.request(*question.context(turn.model.context_window))

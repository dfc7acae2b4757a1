"""One step of a turn: ask the model, write what it said, let its calls be answered."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from .. import context, failures
from ..cancelling import until
from ..compaction import Occasion
from ..context import Budget
from ..events import Event, Stored, Switched
from ..model import Done, Failed, FellBack
from ..schemas.messages import Message
from ..stopwatch import Stopwatch
from ..store import Store
from .pieces import Pieces
from .question import Question
from .result import Result
from .turn import Turn

CONTEXT_TRIES = 3  # against a model that says its window is smaller than it was said to be


class Step:
    """One call of the model and the tool calls it asked for. After its events, `result` says what came of it."""

    def __init__(self, turn: Turn, store: Store, is_last: bool) -> None:
        self.turn, self.store = turn, store
        self.id = store.clock.new_id("step")
        self.times = Stopwatch(store.clock)
        self.question = Question(turn, store)
        self.pieces = Pieces(turn, store, self.id)
        self.result = Result(turn, store, self.pieces, self.times, is_last)
        self._outcome: Done | Failed | None = None

    async def events(self) -> AsyncIterator[Event]:
        window = self.turn.model.context_window
        for tries in range(1, CONTEXT_TRIES + 1):
            messages, budget = self.question.context(window)
            if budget.room() <= 0:
                error = failures.system_prompt_too_long(budget)
                self.result.fail(error, "context_window_overflow_in_system_prompt")
                return
            if budget.total(messages[1:]) > budget.room():
                async for made in self._make_room("context_window_exceeded", messages, budget):
                    yield made
                if self.turn.cancelled.is_set():
                    return
                messages, budget = self.question.context(window)
            self.result.shown = self.question.shown(messages)
            draft = self._draft()
            async for piece in self._ask(draft, messages, budget):
                yield piece
            if not self._overflowed or tries == CONTEXT_TRIES:
                break
            # The model's window is smaller than it was said to be: believe that from here on.
            window = min(window, budget.fixed + budget.total(messages[1:])) * 3 // 4
            if window * context.FULL <= budget.fixed:
                break
        said = messages[1:]
        async for message in self._write(draft):
            said.append(message)
            yield Stored(message)
        counted = (
            self.result.usage.total_tokens - self.result.usage.reasoning_tokens
        )  # thoughts aren't shown again
        seen = budget.as_counted(counted, said)
        if self.result.reply and seen.used(said) > window * context.FULL:
            messages, _ = self.question.context(window)
            async for made in self._make_room("post_step_context_check", messages, seen):
                yield made

    async def _ask(self, draft: Message, messages: list[Message], budget: Budget) -> AsyncIterator[Event]:
        """What the model says, piece by piece, until it is done, has failed, or the turn is cancelled."""
        self._outcome = None
        self.times.asks()
        asked = self.turn.provider.stream(self.question.request(messages, budget))
        async with aclosing(until(self.turn.cancelled, asked)) as stream:
            async for event in stream:
                if isinstance(event, (Done, Failed)):
                    self._outcome = event
                elif isinstance(event, FellBack):
                    self.result.switches.append(event)
                    yield Switched(self.id, draft.created_at, event)
                else:
                    self.times.first_word()
                    if piece := self.pieces.delta(draft, event):
                        yield piece
        self.times.heard()

    @property
    def _overflowed(self) -> bool:
        return isinstance(self._outcome, Failed) and self._outcome.kind == "context_overflow"

    async def _write(self, draft: Message) -> AsyncIterator[Message]:
        """The messages that come of what the model said, each when it is stored."""
        for message in self.result.write(draft, self._outcome):
            yield message
        if self.result.unsettled:
            for message in await self.result.settle_with_world(self.result.unsettled):
                yield message

    async def _make_room(self, trigger: str, messages: list[Message], budget: Budget) -> AsyncIterator[Event]:
        turn = self.turn
        occasion = Occasion(trigger, turn.run_id, self.id, self.result.stop is None, turn.cancelled)
        async for event in turn.compactor.make_room(messages, budget, occasion):
            if isinstance(event, Stored):
                self.result.context_tokens = event.message.extra["compaction"]["context_tokens_after"]
            yield event

    def _draft(self) -> Message:
        return self.store.recall.draft(
            self.turn.agent.id,
            "assistant",
            model=self.turn.handle,
            conversation_id=self.turn.agent.conversation_id,
            run_id=self.turn.run_id,
            step_id=self.id,
        )

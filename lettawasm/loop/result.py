"""What came of a step: how it is stored, and whether the turn goes on after it."""

from dataclasses import replace

from .. import failures
from ..events import ErrorInfo, told
from ..model import Done, Failed, FellBack, ModelInfo, Text, Usage
from ..schemas.messages import Message
from ..schemas.providers import is_home
from ..schemas.runs import StepTimes, StopReason
from ..schemas.versions import Shown
from ..stopwatch import Stopwatch
from ..store import Store
from .pieces import Pieces
from .turn import Turn


class Result:
    """The result of one step. `stop` says whether, and why, the turn ends with it."""

    def __init__(self, turn: Turn, store: Store, pieces: Pieces, times: Stopwatch, is_last: bool) -> None:
        self.turn, self.store, self.pieces, self.times = turn, store, pieces, times
        self.is_last = is_last
        self.reply: Done | None = None
        self.usage = Usage()
        self.context_tokens = 0  # what the context takes in the end
        self.stop: StopReason | None = None
        self.error: ErrorInfo | None = None
        self.shown: Shown | None = None  # what the model was asked last
        self.switches: list[FellBack] = []  # from one model to another, until one replied
        self.unsettled: Message | None = None  # a stored reply some calls of which the world has to answer

    @property
    def model(self) -> ModelInfo:
        """The model that was asked last."""
        return self.switches[-1].model if self.switches else self.turn.model

    def write(self, draft: Message, outcome: Done | Failed | None) -> list[Message]:
        """Store what came of the step, all of it or nothing, and decide whether the turn goes on."""
        draft = replace(draft, model=self.model.handle)
        if self.turn.cancelled.is_set() and not isinstance(outcome, Done):
            return self._write_cancelled(draft)
        if isinstance(outcome, Failed):
            self.fail(failures.of_model(outcome, self.turn.handle), "llm_api_error")
            return []
        if outcome is None or not (outcome.text.strip() or outcome.tool_calls):
            is_refused = outcome is not None and outcome.finish_reason in ("refusal", "content_filter")
            silent = failures.refused if is_refused else failures.empty_reply
            self.fail(silent(self.turn.handle), "invalid_llm_response")
            return []
        self.reply, self.usage = outcome, outcome.usage
        self.context_tokens = outcome.usage.total_tokens
        return self.store.driver.transact(lambda: self._write_reply(draft, outcome))

    def fail(self, error: ErrorInfo, reason: StopReason) -> None:
        """The step has failed, and the turn with it."""
        self.error, self.stop = error, reason
        self._record()

    async def settle_with_world(self, message: Message) -> list[Message]:
        """Let the world answer its calls of a stored reply, then store what all of them returned."""
        self.times.runs_tools()
        await self.turn.calls.ask_world(message, self.turn.cancelled)
        return self.store.driver.transact(lambda: self._settle(message))

    def _write_reply(self, draft: Message, reply: Done) -> list[Message]:
        calls = self.turn.calls
        message = self.store.recall.append(self._said(draft, reply))
        if message.waits_for:
            self.store.approvals.open(message)
            self.stop = "requires_approval"
        elif calls.for_the_world(message):
            self.unsettled = message
            return [message]
        elif message.tool_calls:
            return [message, *self._settle(message)]
        else:
            self.stop = "max_tokens_exceeded" if reply.finish_reason == "length" else "end_turn"
        return [message, *self._end()]

    def _said(self, draft: Message, reply: Done) -> Message:
        """The reply as a message, with those of its calls that count; one that waits has an id that no other has."""
        calls = self.turn.calls
        taken = calls.taken(reply.tool_calls)
        waits = [calls.asks(call, draft) for call in taken]
        taken = tuple(
            replace(call, id=self.pieces.id_of(number, call.id)) if waits[number] else call
            for number, call in enumerate(taken)
        )
        waiting = tuple(call.id for number, call in enumerate(taken) if waits[number])
        content = (Text(reply.text),) if reply.text else ()
        thought = replace(draft, reasoning=reply.reasoning, signature=reply.signature)
        return replace(thought, content=content, tool_calls=taken, waits_for=waiting)

    def _settle(self, message: Message) -> list[Message]:
        """Store what the calls of a reply returned."""
        self.times.runs_tools()
        returned = self.turn.calls.settle(message)
        self.times.ran_tools()
        self.stop = self.turn.calls.ended_by(returned.tool_returns)
        return [returned, *self._end()]

    def _end(self) -> list[Message]:
        written = self._reminder()
        self._record()
        return written

    def _reminder(self) -> list[Message]:
        """If the turn would end too early, a message that says so, and the turn goes on: as long as it has steps."""
        calls = self.turn.calls
        if self.stop not in ("end_turn", "tool_rule") or not calls.rules.missing(calls.past):
            return []
        if is_home(self.model.provider_type):
            return []  # it calls tools of its own, and none of ours
        self.stop = None
        reminder = None if self.is_last else calls.reminder()
        return [reminder] if reminder else []

    def _write_cancelled(self, draft: Message) -> list[Message]:
        """What was said before the person stopped it is kept, since they have read it."""
        self.stop = "cancelled"
        text = self.pieces.text
        if not text.strip():
            return []
        return [self.store.recall.append(replace(draft, content=(Text(text),)))]

    def _times(self) -> StepTimes:
        fallbacks = [told(note) for note in self.switches] or None
        return self.times.read().model_copy(update={"fallbacks": fallbacks})

    def _record(self) -> None:
        self.store.steps.record(
            self.pieces.step_id,
            run_id=self.turn.run_id,
            agent_id=self.turn.agent.id,
            handle=self.model.handle,
            context_window=self.model.context_window,
            usage=self.usage,
            times=self._times(),
            stop_reason=self.stop,
            failure=self.error.wire() if self.error else None,
            shown=self.shown,
        )

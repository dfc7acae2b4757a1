"""The agent loop: one turn in, a stream of events out.

Each step is the same three beats: read the store and build a request (sync), wait for the model
(async), write what it said (sync, atomic). Nothing awaits inside a transaction, so no locks are needed
below this line. A message's event goes out after the message is stored.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from . import context, failures
from .calls import Calls
from .cancelling import until
from .compaction import Compactor, Occasion
from .context import Budget
from .events import Delta, ErrorInfo, Event, Stopped, Stored
from .kinds import kind_of
from .model import (
    ChatMessage,
    Done,
    Failed,
    ModelEvent,
    ModelInfo,
    ModelRequest,
    ReasoningDelta,
    Text,
    TextDelta,
    ToolCallDelta,
    Usage,
)
from .ports import Provider
from .schemas.agents import AgentRecord
from .schemas.messages import Message
from .schemas.runs import StopReason
from .stopwatch import Stopwatch
from .store import Store
from .tokens import MESSAGE_TOKENS, estimate_tokens

CONTEXT_TRIES = 3  # against a model that says its window is smaller than it was said to be


@dataclass(frozen=True)
class Turn:
    """All that one turn needs. Set `cancelled` and it stops at the next moment it can."""

    run_id: str
    agent: AgentRecord
    provider: Provider
    model: ModelInfo
    calls: Calls
    compactor: Compactor
    max_steps: int = 50
    override_system: str | None = None
    system_addition: str = ""
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def handle(self) -> str:
        return self.model.handle

    @property
    def speaks_by_tool(self) -> bool:
        """Whether this agent speaks to the person only through send_message."""
        return kind_of(self.agent.settings.agent_type).speaks_by_tool and "send_message" in self.calls.tools


async def run(turn: Turn, store: Store) -> AsyncIterator[Event]:
    """Call the model until it ends its turn, a tool does, or the steps are used up. Ends with one Stopped."""
    usage, steps, context_tokens = Usage(), 0, 0

    def stopped(reason: StopReason, error: ErrorInfo | None = None) -> Stopped:
        return Stopped(reason, usage, steps, context_tokens, error)

    while steps < turn.max_steps:
        if turn.cancelled.is_set():
            yield stopped("cancelled")
            return
        step = _Step(turn, store, is_last=steps + 1 == turn.max_steps)
        async for event in step.events():
            yield event
        steps += step.reply is not None
        usage += step.usage
        context_tokens = step.context_tokens or context_tokens
        if step.stop:
            yield stopped(step.stop, step.error)
            return
    yield stopped("max_steps")


def first_request(turn: Turn, store: Store) -> ModelRequest:
    """What the turn would ask the model first."""
    step = _Step(turn, store, is_last=turn.max_steps == 1)
    return step.request(*step.context(turn.model.context_window))


class _Step:
    """One call of the model and the tool calls it asked for. `stop` says whether the turn ends with it."""

    def __init__(self, turn: Turn, store: Store, is_last: bool) -> None:
        self.turn, self.store, self.is_last = turn, store, is_last
        self.specs = turn.calls.specs()
        self.id = store.clock.new_id("step")
        self.times = Stopwatch(store.clock)
        self.reply: Done | None = None
        self.usage = Usage()
        self.context_tokens = 0  # what the context takes in the end
        self.stop: StopReason | None = None
        self.error: ErrorInfo | None = None
        self._ran_tools = False
        self._partial: list[str] = []
        self._waiting: dict[int, str] = {}  # ids of the calls that will wait, by number
        self._unsettled: Message | None = None  # a stored reply some calls of which the world has to answer

    async def events(self) -> AsyncIterator[Event]:
        window = self.turn.model.context_window
        for tries in range(1, CONTEXT_TRIES + 1):
            messages, budget = self.context(window)
            if budget.room() <= 0:
                self._fail(
                    failures.system_prompt_too_long(budget), "context_window_overflow_in_system_prompt"
                )
                return
            if budget.total(messages[1:]) > budget.room():
                async for made in self._make_room("context_window_exceeded", messages, budget):
                    yield made
                if self.turn.cancelled.is_set():
                    return
                messages, budget = self.context(window)
            draft = self._draft("assistant", model=self.turn.handle)
            outcome: Done | Failed | None = None
            self.times.asks()
            async with aclosing(self._ask(messages, budget)) as stream:
                async for event in stream:
                    if isinstance(event, (Done, Failed)):
                        outcome = event
                    else:
                        yield self._delta(draft, event)
            self.times.heard()
            overflow = isinstance(outcome, Failed) and outcome.kind == "context_overflow"
            if not overflow or tries == CONTEXT_TRIES:
                break
            # The model's window is smaller than it was said to be: believe that from here on.
            window = min(window, budget.fixed + budget.total(messages[1:])) * 3 // 4
            if window * context.FULL <= budget.fixed:
                break
        written = self._write(draft, outcome)
        for message in written:
            yield Stored(message)
        if self._unsettled:
            settled = await self._settle_with_world(self._unsettled)
            written += settled
            for message in settled:
                yield Stored(message)
        counted = self.usage.total_tokens - self.usage.reasoning_tokens  # thoughts aren't shown again
        seen = budget.as_counted(counted, [*messages[1:], *written])
        if self.reply and seen.used([*messages[1:], *written]) > window * context.FULL:
            async for made in self._make_room("post_step_context_check", self.context(window)[0], seen):
                yield made

    def context(self, window: int) -> tuple[list[Message], Budget]:
        """What stands in context, and what the prompt may take of a window of this size."""
        messages = self.store.recall.context(self.turn.agent.id, self.turn.agent.conversation_id)
        other = self.turn.override_system
        prompt = messages[0].tokens if other is None else MESSAGE_TOKENS + estimate_tokens(other)
        prompt += estimate_tokens(self.turn.system_addition)
        return messages, Budget(window, prompt + context.tool_tokens(self.specs))

    async def _make_room(self, trigger: str, messages: list[Message], budget: Budget) -> AsyncIterator[Event]:
        turn = self.turn
        occasion = Occasion(trigger, turn.run_id, self.id, self.stop is None, turn.cancelled)
        async for event in turn.compactor.make_room(messages, budget, occasion):
            if isinstance(event, Stored):
                self.context_tokens = event.message.extra["compaction"]["context_tokens_after"]
            yield event

    def _draft(self, role: str, **fields: Any) -> Message:
        agent, ours = self.turn.agent, {"run_id": self.turn.run_id, "step_id": self.id}
        return self.store.recall.draft(
            agent.id, role, conversation_id=agent.conversation_id, **ours, **fields
        )

    async def _ask(self, messages: list[Message], budget: Budget) -> AsyncGenerator[ModelEvent, None]:
        """The model's events, up to Done or Failed, or until the turn is cancelled."""
        asked = self.turn.provider.stream(self.request(messages, budget))
        async with aclosing(until(self.turn.cancelled, asked)) as stream:
            async for event in stream:
                if isinstance(event, TextDelta):
                    self._partial.append(event.text)
                yield event

    def request(self, messages: list[Message], budget: Budget) -> ModelRequest:
        """What the model is asked."""
        config, turn = self.turn.agent.settings.llm_config, self.turn
        chat = context.to_chat(messages, budget)
        if turn.override_system is not None or turn.system_addition:
            system = chat[0].text if turn.override_system is None else turn.override_system
            chat = (ChatMessage("system", (Text(system + turn.system_addition),)), *chat[1:])
        return ModelRequest(
            model=turn.model.name,
            messages=chat,
            tools=self.specs,
            tool_choice=self._choice(),
            parallel_tool_calls=turn.calls.several,
            temperature=config.temperature,
            max_tokens=config.max_tokens,
            response_format=turn.agent.settings.response_format,
        )

    def _choice(self) -> str:
        calls = self.turn.calls
        choice = calls.rules.choice(calls.past)
        return "required" if choice == "auto" and self.turn.speaks_by_tool else choice

    def _delta(self, draft: Message, event: TextDelta | ReasoningDelta | ToolCallDelta) -> Delta:
        """A piece on its way out. The first of a call that will wait tells under which id it does."""
        if isinstance(event, ToolCallDelta):
            if event.name and self.turn.calls.waits(event.name):
                event = replace(event, id=self._id_of(event.index, event.id or ""))
            return Delta(draft.id, self.id, draft.created_at, event, event.index in self._waiting)
        return Delta(draft.id, self.id, draft.created_at, event)

    def _id_of(self, number: int, given: str) -> str:
        """The id under which a call waits: the model's own, unless an earlier call has it."""
        if number not in self._waiting:
            taken = given in self._waiting.values() or self.store.approvals.knows(self.turn.agent.id, given)
            self._waiting[number] = self.store.clock.new_id("call") if taken or not given else given
        return self._waiting[number]

    def _write(self, draft: Message, outcome: Done | Failed | None) -> list[Message]:
        """Store what came of the step, all of it or nothing, and decide whether the turn goes on."""
        if self.turn.cancelled.is_set() and not isinstance(outcome, Done):
            return self._write_cancelled(draft)
        if isinstance(outcome, Failed):
            self._fail(failures.of_model(outcome, self.turn.handle), "llm_api_error")
            return []
        if outcome is None or not (outcome.text.strip() or outcome.tool_calls):
            self._fail(failures.empty_reply(self.turn.handle), "invalid_llm_response")
            return []
        self.reply, self.usage = outcome, outcome.usage
        self.context_tokens = outcome.usage.total_tokens
        return self.store.driver.transact(lambda: self._write_reply(draft, outcome))

    def _write_reply(self, draft: Message, reply: Done) -> list[Message]:
        calls = self.turn.calls
        taken = calls.taken(reply.tool_calls)
        waits = [calls.waits(call.name) for call in taken]
        taken = tuple(
            replace(call, id=self._id_of(number, call.id)) if waits[number] else call
            for number, call in enumerate(taken)
        )
        waiting = tuple(call.id for number, call in enumerate(taken) if waits[number])
        content = (Text(reply.text),) if reply.text else ()
        message = self.store.recall.append(
            replace(draft, content=content, reasoning=reply.reasoning, tool_calls=taken, waits_for=waiting)
        )
        if waiting:
            self.store.approvals.open(message)
            self.stop = "requires_approval"
        elif calls.for_the_world(message):
            self._unsettled = message
            return [message]
        elif taken:
            return [message, *self._settle(message)]
        else:
            self.stop = "max_tokens_exceeded" if reply.finish_reason == "length" else "end_turn"
        return [message, *self._end()]

    def _settle(self, message: Message) -> list[Message]:
        """Store what the calls of a reply returned."""
        returned, self._ran_tools = self.turn.calls.settle(message), True
        self.stop = self.turn.calls.ended_by(returned.tool_returns)
        return [returned, *self._end()]

    async def _settle_with_world(self, message: Message) -> list[Message]:
        await self.turn.calls.ask_world(message, self.turn.cancelled)
        return self.store.driver.transact(lambda: self._settle(message))

    def _end(self) -> list[Message]:
        written = self._reminder()
        self._record()
        return written

    def _reminder(self) -> list[Message]:
        """If the turn would end too early, a message that says so, and the turn goes on: as long as it has steps."""
        if self.stop not in ("end_turn", "tool_rule") or not self.turn.calls.rules.missing(
            self.turn.calls.past
        ):
            return []
        self.stop = None
        reminder = None if self.is_last else self.turn.calls.reminder()
        return [reminder] if reminder else []

    def _write_cancelled(self, draft: Message) -> list[Message]:
        """What was said before the person stopped it is kept, since they have read it."""
        self.stop = "cancelled"
        text = "".join(self._partial)
        if not text.strip():
            return []
        return [self.store.recall.append(replace(draft, content=(Text(text),)))]

    def _fail(self, error: ErrorInfo, reason: StopReason) -> None:
        self.error, self.stop = error, reason
        self._record()

    def _record(self) -> None:
        self.store.steps.record(
            self.id,
            run_id=self.turn.run_id,
            agent_id=self.turn.agent.id,
            handle=self.turn.handle,
            context_window=self.turn.model.context_window,
            usage=self.usage,
            times=self.times.read(ran_tools=self._ran_tools),
            stop_reason=self.stop,
            failure=self.error.wire() if self.error else None,
        )

"""One conversation's compaction: look at the context (sync), have a summary written (async), store it (sync, atomic).

The summary's message is the record of it all: what caused it, who wrote it and what it changed. Should the space
close before it is stored, the context is as it was.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from .. import clock
from ..context import Budget, to_chat
from ..events import Compacting, Stored
from ..model import ChatMessage, Text, ToolSpec
from ..schemas.agents import AgentRecord
from ..schemas.compaction import CompactionSettings
from ..schemas.messages import Message
from ..schemas.model_settings import ModelSettings
from ..store import Store
from ..store.message_rows import tokens_of
from ..store.recall import SUMMARY
from ..tokens import estimate_tokens, first_tokens
from . import summary as words
from .plan import Plan, plan
from .summarizer import Summarizer, instruction


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a context is compacted, in Letta's words, and in which step. `goes_on` while the turn does."""

    trigger: str
    run_id: str | None = None
    step_id: str | None = None
    goes_on: bool = False
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Compactor:
    """`summarizer` finds the model that writes for given settings; `recompile` renews the system prompt, since
    edits of memory that only tool calls told of may have left with them.
    """

    store: Store
    agent: AgentRecord
    summarizer: Callable[[CompactionSettings], Summarizer | None]
    recompile: Callable[[], object]
    settings: CompactionSettings
    tools: tuple[ToolSpec, ...] = ()

    def plan(self, messages: list[Message], budget: Budget, occasion: Occasion) -> Plan | None:
        """What would become of a context, its first message being the system prompt. None when it can't shrink."""
        return plan(messages[1:], budget, self.settings, goes_on=occasion.goes_on)

    async def make_room(
        self, messages: list[Message], budget: Budget, occasion: Occasion
    ) -> AsyncIterator[Compacting | Stored]:
        """Compact a context if it can shrink, and tell."""
        if plan := self.plan(messages, budget, occasion):
            yield Compacting(
                id=self.store.clock.new_id("event"),
                date=self.store.clock.now(),
                step_id=occasion.step_id or "",
                trigger=occasion.trigger,
                tokens=budget.used(messages[1:]),
                context_window=budget.window,
            )
            if summary := await self.carry_out(plan, messages[0], budget, occasion):
                yield Stored(summary)

    async def carry_out(
        self, plan: Plan, system: Message, budget: Budget, occasion: Occasion
    ) -> Message | None:
        """Store the summary that takes the place of what leaves. None, and nothing changed, if that was cancelled
        or the context has become another one meanwhile.
        """
        text = await self._ask(plan, system, budget, occasion)
        if occasion.cancelled.is_set():
            return None
        made_by = "model" if text else "excerpts"
        if not text:
            is_prose = any(m.extra.get("made_by") != "excerpts" for m in plan.previous)
            text = words.excerpts(_told(plan), is_prose, plan.leaving, budget.summary_tokens)
        text = first_tokens(text[: self.settings.clip_chars], budget.summary_tokens)
        draft = self._draft(text, made_by, plan, budget, occasion)
        return self.store.driver.transact(lambda: self._store(plan, draft))

    def _store(self, plan: Plan, draft: Message) -> Message | None:
        recall, place = self.store.recall, (self.agent.id, self.agent.conversation_id)
        gone = [message.seq for message in (*plan.previous, *plan.leaving)]
        if not set(gone) <= {message.seq for message in recall.context(*place)}:
            return None
        recall.take_out(*place, gone)
        stored = recall.append(draft, SUMMARY)
        self.recompile()
        return stored

    async def _ask(self, plan: Plan, system: Message, budget: Budget, occasion: Occasion) -> str:
        settings = self.settings
        writer = self.summarizer(settings)
        if writer is None:
            return ""
        prompt = settings.prompt or words.default_prompt(slides=settings.slides, by_itself=settings.by_itself)
        acknowledged = words.ACKNOWLEDGEMENT if settings.prompt_acknowledgement else None
        own = estimate_tokens(prompt) + budget.summary_tokens  # what is asked, and what is answered
        if settings.by_itself:
            tight = replace(budget, fixed=budget.fixed + own)
            shown = to_chat([system, *plan.previous, *plan.leaving], tight)
            answer = (ChatMessage("assistant", (Text(acknowledged),)),) if acknowledged else ()
            chat = (*shown, *answer, ChatMessage("user", (Text(prompt),)))
        else:
            room = replace(budget, fixed=own).room()
            chat = instruction(prompt, words.transcript(_told(plan), plan.leaving, room), acknowledged)
        tools = self.tools if settings.by_itself else ()
        return await writer.ask(chat, settings.model_settings or ModelSettings(), occasion.cancelled, tools)

    def _draft(self, text: str, made_by: str, plan: Plan, budget: Budget, occasion: Occasion) -> Message:
        """The message that stands for what leaves. Its own tokens are in the count that it tells."""
        now = self.store.clock.now()
        time = clock.local(now, self.agent.settings.timezone).strftime("%Y-%m-%d %I:%M:%S %p %Z%z")
        stats: dict[str, Any] = {
            "trigger": occasion.trigger,
            "context_tokens_before": budget.used([*plan.previous, *plan.leaving, *plan.staying]),
            "context_tokens_after": 0,
            "context_window": budget.window,
            "messages_count_before": 1 + len(plan.previous) + len(plan.leaving) + len(plan.staying),
            "messages_count_after": 2 + len(plan.staying),
        }
        draft = self.store.recall.draft(
            self.agent.id,
            "summary",
            conversation_id=self.agent.conversation_id,
            run_id=occasion.run_id,
            step_id=occasion.step_id,
            extra={"summary": text, "compaction": stats, "made_by": made_by, "mode": self.settings.mode},
        )

        def told() -> Message:
            text_in_context = words.in_context(text, len(plan.leaving), time, stats)
            whole = replace(draft, content=(Text(text_in_context),))
            return replace(whole, tokens=tokens_of(whole))

        stats["context_tokens_after"] = budget.used([told(), *plan.staying])
        return told()


def settings_in_force(agent: AgentRecord) -> CompactionSettings:
    """An agent's settings, with what holds where it has none."""
    settings = CompactionSettings.of(agent.settings.compaction_settings)
    prompt = words.default_prompt(slides=settings.slides, by_itself=settings.by_itself)
    model = settings.model or agent.settings.llm_config.handle
    return settings.model_copy(update={"prompt": settings.prompt or prompt, "model": model})


def _told(plan: Plan) -> str:
    """What the summaries that are replaced say."""
    return "\n".join(str(message.extra.get("summary") or message.text) for message in plan.previous)

"""What becomes of a model's tool calls: some run, some are refused, some wait for a person or for the client.

A reply of which a call waits is stored with nothing of it run. It is settled whole, in one transaction, when the
answer to everything that waits is there; then the rules are looked at again, for much may have changed.
"""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from . import clock, strict_json
from .model import Text, ToolCall, ToolSpec
from .schemas.agents import AgentRecord
from .schemas.approvals import Approval, ClientReturn, Verdict
from .schemas.messages import Message, ToolReturn
from .schemas.runs import StopReason
from .schemas.tools import RETURN_CHAR_LIMIT, Tool
from .schemas.versions import Cause
from .store import Store
from .tools import origins
from .tools.answer import answer, refused
from .tools.context import EDITING, ToolContext
from .tools.execution import Outcome, clipped
from .tools.foresight import needs_word
from .tools.outside import World, unless
from .tools.rules import Called, RuleBook, in_words
from .tools.specs import shown, specs_of

UNASKED = "This call needs a person's approval, which was not given. It was not run."


@dataclass
class Calls:
    """The calls of one turn."""

    store: Store
    agent: AgentRecord
    run_id: str | None
    tools: Mapping[str, Tool]
    client_tools: tuple[ToolSpec, ...] = ()
    world: World = field(default_factory=World)

    def __post_init__(self) -> None:
        self._clients = {spec.name for spec in self.client_tools}
        self.rules = RuleBook(
            self.agent.settings.tool_rules, list(dict.fromkeys([*self.tools, *self._clients]))
        )
        self._told: dict[int, Outcome] = {}  # what the world has answered to the calls of a reply, by number

    @cached_property
    def past(self) -> list[Called]:
        """The calls that ran in this turn, those of its earlier runs among them."""
        return ran(self.store.recall.turn_so_far(self.agent.id, self.agent.conversation_id))

    @property
    def several(self) -> bool:
        """Whether a reply can have more than one call."""
        return bool(self.agent.settings.llm_config.parallel_tool_calls) and not self.rules.one_at_a_time

    def specs(self) -> tuple[ToolSpec, ...]:
        """The tools that the model may call next. Where the client has one of the same name, it's the client's."""
        allowed = set(self.rules.allowed(self.past))
        own = specs_of(tool for name, tool in self.tools.items() if name not in self._clients)
        specs = tuple(spec for spec in (*own, *self.client_tools) if spec.name in allowed)
        return shown(specs, self.agent.settings)

    def taken(self, calls: Sequence[ToolCall]) -> tuple[ToolCall, ...]:
        """Of the calls of a reply those that count, with the arguments that rules fill in."""
        return tuple(self._filled(call) for call in (calls if self.several else calls[:1]))

    def waits(self, name: str) -> bool:
        """Whether a call of this tool goes on only with somebody's word."""
        asks = name in self._clients or self.rules.gated(name)
        return asks and name in self.rules.tools and not self.rules.broken_by(name, self.past)

    @cached_property
    def may_ask(self) -> bool:
        """Whether it can depend on what a call would do to memory if somebody is asked first."""
        return any(tool.tool_type in EDITING for tool in self.tools.values()) and self.store.policies.asks(
            self.agent.id
        )

    def asks(self, call: ToolCall, reply: Message) -> bool:
        """Whether this call of a reply goes on only with somebody's word."""
        if self.waits(call.name):
            return True
        if not self.may_ask or self._refusal(call, None):
            return False
        return needs_word(call, self.tools[call.name], self.context(call, reply))

    def for_the_world(self, reply: Message, verdicts: Mapping[str, Verdict] | None = None) -> list[int]:
        """Numbers of the calls of a reply that the world answers."""
        given = verdicts or {}
        return [
            number
            for number, call in enumerate(reply.tool_calls)
            if self.world.answers(self.tools.get(call.name))
            and _is_ours(given.get(call.id))
            and not self._refusal(call, given.get(call.id))
        ]

    async def ask_world(
        self, reply: Message, cancelled: asyncio.Event, verdicts: Mapping[str, Verdict] | None = None
    ) -> None:
        """Let the world answer what it has to, before the reply is settled."""
        asked = {
            number: self.world.ask(call, self.tools[call.name], self.context(call, reply))
            for number in self.for_the_world(reply, verdicts)
            for call in (reply.tool_calls[number],)
        }
        self._told = await unless(cancelled, asked)

    def settle(self, reply: Message, verdicts: Mapping[str, Verdict] | None = None) -> Message:
        """Run, refuse or record each call of a reply, and store what they returned. Call it in a transaction."""
        given = verdicts or {}
        returns = tuple(
            self._settled(call, reply, given.get(call.id), self._told.get(number))
            for number, call in enumerate(reply.tool_calls)
        )
        self._told = {}
        names = [one.name for one in returns if _is_ours(given.get(one.tool_call_id))]
        draft = self.store.recall.draft(
            self.agent.id,
            "tool",
            tool_returns=returns,
            name=names[0] if names else None,
            conversation_id=reply.conversation_id,
            run_id=self.run_id,
            step_id=reply.step_id,
        )
        return self.store.recall.append(draft)

    def ended_by(self, returns: Sequence[ToolReturn]) -> StopReason | None:
        """The reason to stop, if one of these calls ends the turn. One that was refused or failed does not."""
        ended = any(one.ran and not one.is_error and self.rules.ends(one.name) for one in returns)
        return "tool_rule" if ended else None

    def reminder(self) -> Message | None:
        """A stored message that keeps a turn from ending while a tool must still be called."""
        if not (missing := self.rules.missing(self.past)):
            return None
        wish = f"Before you end your turn, call {' and '.join(missing)}."
        now = clock.local(self.store.clock.now(), self.agent.settings.timezone)
        said = {
            "type": "heartbeat",
            "reason": f"[Sent automatically; the person does not see it.] {wish}",
            "time": now.strftime("%Y-%m-%d %I:%M:%S %p %Z%z"),
        }
        text = json.dumps(said, ensure_ascii=False)
        draft = self.store.recall.draft(
            self.agent.id,
            "user",
            content=(Text(text),),
            conversation_id=self.agent.conversation_id,
            run_id=self.run_id,
        )
        return self.store.recall.append(replace(draft, extra={"reminder": True}))

    def _filled(self, call: ToolCall) -> ToolCall:
        values = self.rules.prefilled(call.name, self.past)
        if not values:
            return call
        try:
            given = strict_json.loads(call.arguments or "{}")
        except ValueError:
            return call  # its return will say that this is no JSON
        return replace(call, arguments=json.dumps({**given, **values})) if isinstance(given, dict) else call

    def _settled(
        self, call: ToolCall, reply: Message, verdict: Verdict | None, told: Outcome | None
    ) -> ToolReturn:
        match verdict:
            case Approval(approve=False, reason=reason):
                return refused(call, denied(reason))
            case ClientReturn():
                result = self._from_client(call, verdict)
            case _:
                if why := self._refusal(call, verdict):
                    return refused(call, why)
                result = answer(call, self.tools, self.context(call, reply, verdict is not None), told)
        self.past.append(Called(call.name, result.text))
        return result

    def context(self, call: ToolCall, reply: Message, is_approved: bool = False) -> ToolContext:
        """What a call of a reply can reach, and why."""
        origin, source = origins.of(self.tools, self.past)
        cause = Cause(
            "agent",
            self.agent.id,
            self.run_id,
            reply.step_id,
            reply.id,
            call.id,
            origin=origin,
            source=source,
        )
        editing = {name for name, tool in self.tools.items() if tool.tool_type in EDITING}
        told = tuple(called.output for called in self.past if called.name in editing)
        return ToolContext(self.store, self.agent, cause, told, is_approved)

    def _refusal(self, call: ToolCall, verdict: Verdict | None) -> str | None:
        """Why a call may not run now. This is the one door: a gated tool passes it with a person's word only."""
        broken = self.rules.broken_by(call.name, self.past)
        if call.name not in self.tools or broken:
            hints = "".join(f"\n- {in_words(rule)}" for rule in broken)
            return f"{call.name} can't be called now. These tools can: {self.rules.allowed(self.past)}." + (
                f"\nThe rules that forbid it:{hints}" if hints else ""
            )
        return UNASKED if verdict is None and self.rules.gated(call.name) else None

    def _from_client(self, call: ToolCall, given: ClientReturn) -> ToolReturn:
        limit = self.tools[call.name].return_char_limit if call.name in self.tools else RETURN_CHAR_LIMIT
        return ToolReturn(
            call.id,
            call.name,
            clipped(given.text, limit),
            is_error=given.status == "error",
            stderr=clipped("\n".join(given.stderr or ()), limit) or None,
            stdout=clipped("\n".join(given.stdout or ()), limit) or None,
        )


def ran(messages: Iterable[Message]) -> list[Called]:
    """The calls that ran, as messages tell of them."""
    return [Called(one.name, one.text) for message in messages for one in message.tool_returns if one.ran]


def _is_ours(verdict: Verdict | None) -> bool:
    """Whether a call with this verdict is answered here, and not by a person or the client."""
    return verdict is None or (isinstance(verdict, Approval) and verdict.approve)


def denied(reason: str | None) -> str:
    return "This call was denied." + (f" The reason given: {reason}" if reason else "")

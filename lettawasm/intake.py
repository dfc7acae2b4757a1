"""A run's beginning: what is stored of a request before any model is asked, each message once.

A message is known by its `otid`. Sent again after a run that failed, it isn't stored again, and what was
already answered to it stands. An answer to calls that wait is carried out before anything else is stored.
"""

from dataclasses import dataclass, field, replace

from . import agents, context, conversations
from .calls import Calls
from .context import Budget
from .errors import Unprocessable
from .live import LiveRun
from .model import Text
from .pending import Settlement
from .schemas.agents import AgentRecord
from .schemas.base import DEFAULT
from .schemas.messages import Message
from .schemas.runs import StopReason
from .schemas.turns import MessageCreate, TurnRequest
from .store import Store
from .store.message_rows import tokens_of
from .tools.specs import shown, specs_of


def checked(store: Store, agent: AgentRecord, request: TurnRequest) -> list[MessageCreate]:
    """The messages of a request. Raises Unprocessable for what can't be answered."""
    messages = request.all_messages()
    if not messages and request.answer() is None:
        raise Unprocessable("Messages must not be empty")
    for message in messages:
        if not any(not isinstance(part, Text) or part.text.strip() for part in message.parts()):
            raise Unprocessable("Messages must not be empty: this one has neither text nor an image in it")
    _check_length(store, agent, messages)
    return messages


def _check_length(store: Store, agent: AgentRecord, messages: list[MessageCreate]) -> None:
    """Refuse what could never be shown to the agent's model whole."""
    window = agent.settings.llm_config.context_window
    tools = context.tool_tokens(shown(specs_of(store.tools.of_agent(agent.id)), agent.settings))
    fixed = store.recall.system_prompt_tokens(agent.id, agent.conversation_id) + tools
    room = Budget(window, fixed).room(context.ROOMY)
    drafts = [Message("", agent.id, one.role, "", content=one.parts()) for one in messages]
    if (tokens := sum(map(tokens_of, drafts))) > room:
        what = "The message is" if len(messages) == 1 else "The messages are"
        raise Unprocessable(
            f"{what} about {tokens:,} tokens long; this agent's model can take {max(room, 0):,}."
            " Shorten that, or store it as a passage and let the agent search it."
        )


@dataclass(frozen=True, slots=True)
class Begun:
    """What there is to tell before the first step, and whether that was all.

    `unsettled` was answered, but the world has to be asked before it is settled; the `messages` that came with the
    answer are stored after what it returned.
    """

    told: list[Message] = field(default_factory=list)
    stop: StopReason | None = None
    unsettled: Settlement | None = None
    messages: list[MessageCreate] = field(default_factory=list)


def begin(
    store: Store,
    live: LiveRun,
    messages: list[MessageCreate],
    calls: Calls,
    settlement: Settlement | None = None,
    continues: str | None = None,
) -> Begun:
    """Record the run and its messages, after the answer to calls that wait. `continues` is an earlier run whose
    answer was given and that failed afterwards.

    Call it in a transaction. Raises NotFound for an agent or a conversation that is gone.
    """
    otid, place = live.request.known_as, (live.agent_id, live.conversation_id)
    earlier = store.runs.all_for(*place, otid) if otid else []
    agents.recompile(store, conversations.taking_part(store, *place))
    store.runs.create(live.run_id, *place, live.request.background, otid, _config_of(live.request))
    if live.conversation_id != DEFAULT:
        store.conversations.note_message(live.conversation_id)
    if settlement and calls.for_the_world(settlement.reply, settlement.verdicts):
        settlement.record(calls)
        return Begun(unsettled=settlement, messages=messages)
    settled = _settle(calls, settlement, is_all=not messages) if settlement else Begun()
    stored = [_store_once(store, live, message) for message in messages]
    if settlement or (stored and stored[-1]):
        return settled
    return _answered(store, [*earlier, *([continues] if continues else [])])


async def go_on(store: Store, live: LiveRun, calls: Calls, begun: Begun) -> Begun:
    """The rest of a beginning, once the world has answered what it had to be asked."""
    if (settlement := begun.unsettled) is None:
        return begun
    await calls.ask_world(settlement.reply, live.cancelled, settlement.verdicts)

    def work() -> Begun:
        returned = calls.settle(settlement.reply, settlement.verdicts)
        settled = _settled(calls, returned, is_all=not begun.messages)
        for message in begun.messages:
            _store_once(store, live, message)
        return settled

    return store.driver.transact(work)


def _settle(calls: Calls, settlement: Settlement, is_all: bool) -> Begun:
    """Carry out an answer."""
    return _settled(calls, settlement.carry_out(calls), is_all)


def _settled(calls: Calls, returned: Message, is_all: bool) -> Begun:
    """What calls returned. If that `is_all` the run is about, a tool that ends the turn ends it."""
    stop = calls.ended_by(returned.tool_returns) if is_all else None
    reminder = calls.reminder() if stop else None
    return Begun([returned, reminder], None) if reminder else Begun([returned], stop)


def _answered(store: Store, run_ids: list[str]) -> Begun:
    """What interrupted runs had said, and whether their last word was among it."""
    said = [m for m in store.recall.of_runs(run_ids) if m.role in ("assistant", "tool")]
    return Begun(
        said, "end_turn" if said and said[-1].role == "assistant" and not said[-1].tool_calls else None
    )


def _store_once(store: Store, live: LiveRun, message: MessageCreate) -> bool:
    """Store a message unless it stands at the end of the conversation already. Tells whether it was stored.

    One that was sent before, failed, and was overtaken by others since, moves to the end.
    """
    place = {"conversation_id": live.conversation_id}
    known = message.otid and store.recall.with_otid(live.agent_id, message.otid, **place)
    if known and store.recall.is_last_word_of(known):
        return False
    if known:
        store.recall.supersede(known.id)
    said = {"content": message.parts(), "name": message.name}
    draft = store.recall.draft(live.agent_id, message.role, **said, **place)
    store.recall.append(replace(draft, otid=message.otid, sender_id=message.sender_id, run_id=live.run_id))
    return True


def _config_of(request: TurnRequest) -> dict[str, object]:
    names = {
        *("use_assistant_message", "assistant_message_tool_name", "assistant_message_tool_kwarg"),
        *("include_return_message_types", "streaming", "stream_tokens", "max_steps"),
    }
    return request.model_dump(mode="json", include=names)

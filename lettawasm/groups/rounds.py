"""A group's turn: who speaks, and what the others hear of it.

In a round each agent answers what was said since it last spoke. Each answer is a run of its own; together they are
followed like one.
"""

from dataclasses import replace
from itertools import cycle, islice

from .. import failures
from ..errors import Busy, Invalid, LettaError
from ..events import ErrorInfo, Stopped, Stored
from ..live import LiveRun
from ..model import Image, Usage
from ..schemas.content import ImagePart, ImageSource, Part, TextPart
from ..schemas.groups import Group
from ..schemas.messages import Message
from ..schemas.turns import MessageCreate, TurnRequest
from ..store import Store
from .post import Turns, when_free
from .words import said

_GOES_ON = ("end_turn", "tool_rule", "max_steps", "max_tokens_exceeded")


class Rounds:
    def __init__(self, store: Store, turns: Turns) -> None:
        self._store, self._turns = store, turns
        self._going: dict[str, LiveRun] = {}  # group id → its round

    async def send(self, group_id: str, request: TurnRequest) -> LiveRun:
        """Begin a group's turn. Raises like the runtime's `send`, with nothing changed."""
        group = self._store.groups.get(group_id)
        if group.manager_agent_id is not None:
            live = await self._turns.send(group.manager_agent_id, request)
            self._turns.keep(self._note_later(group, live))
            return live
        if going := self._going.get(group_id):
            if request.known_as and going.otid == request.known_as:
                return going
            raise Busy("send a new message", going.run_id)
        return await self._begin(group, request)

    async def _begin(self, group: Group, request: TurnRequest) -> LiveRun:
        if not group.agent_ids:
            raise Invalid("This group has no agents.")
        if request.answer():
            raise Invalid("Send the answer to a tool call to the agent that asked, not to its group.")
        first, *others = islice(cycle(group.agent_ids), group.max_turns or len(group.agent_ids))
        heard = [*self._unheard(group, first), *request.all_messages()]
        speaking = await self._turns.send(first, _asking(request, heard))
        if speaking.retold:  # the whole round was asked for before
            return speaking
        round_ = LiveRun(speaking.run_id, first, request, speaking.started_at)
        self._going[group.id] = round_
        self._turns.keep(self._go_round(group, round_, speaking, others))
        return round_

    async def _go_round(self, group: Group, round_: LiveRun, speaking: LiveRun, others: list[str]) -> None:
        """Let one speak after the other, and tell it all in `round_`. It ends with a Stopped, whatever happens."""
        total = Stopped("end_turn", Usage(), 0)
        try:
            total = await self._told(round_, speaking, total)
            self._note(group, speaking, len(round_.request.all_messages()))
            for agent_id in others:
                if total.reason not in _GOES_ON:
                    break
                request = _asking(round_.request, self._unheard(group, agent_id))
                speaking = await when_free(self._turns, self._store.agents.get(agent_id), request)
                total = await self._told(round_, speaking, total)
                self._note(group, speaking, 0)
        except LettaError as error:
            info = ErrorInfo("error", str(error), type(error).__name__, error.status)
            total = replace(total, reason="error", error=info)
        except Exception as error:  # the round must end for its listeners, whatever happens in it
            total = replace(total, reason="error", error=failures.unexpected(error))
        del self._going[group.id]
        round_.add(total)

    async def _told(self, round_: LiveRun, speaking: LiveRun, total: Stopped) -> Stopped:
        """Pass on what an agent says, under its name."""
        name = self._store.agents.get(speaking.agent_id).name
        async for event in speaking.follow():
            match event:
                case Stored(message) if message.role == "assistant":
                    round_.add(Stored(replace(message, name=name, sender_id=speaking.agent_id)))
                case Stopped():
                    return replace(event, usage=total.usage + event.usage, steps=total.steps + event.steps)
                case None:
                    pass
                case _:
                    round_.add(event)
        raise AssertionError("a run ends with Stopped")

    async def _note_later(self, group: Group, live: LiveRun) -> None:
        await live.finished()
        self._note(group, live, len(live.request.all_messages()))

    def _note(self, group: Group, live: LiveRun, new: int) -> None:
        """Make a run a part of the group's conversation. Of what its agent was told, only the last `new` messages
        are new to the group.
        """
        stored = self._store.recall.of_runs([live.run_id])
        told = [m for m in stored if m.role in ("user", "system") and not m.extra.get("reminder")]
        old = {message.id for message in told[: len(told) - new]}
        self._store.groups.note(group.id, [message for message in stored if message.id not in old])

    def _unheard(self, group: Group, agent_id: str) -> list[MessageCreate]:
        heard = (self._heard(m) for m in self._store.groups.unheard(group.id, agent_id))
        return [message for message in heard if message]

    def _heard(self, message: Message) -> MessageCreate | None:
        """How an agent of the group hears what another, or a person, has said there."""
        if message.role == "user":
            return MessageCreate(role="user", content=_parts(message), sender_id=message.sender_id)
        if message.role != "assistant" or not (words := said([message])):
            return None
        name = self._store.agents.get(message.agent_id).name
        text = f"[{name}, another agent of this group:]\n{words}"
        return MessageCreate(role="user", content=text, name=name, sender_id=message.agent_id)


def _asking(request: TurnRequest, messages: list[MessageCreate]) -> TurnRequest:
    """The same request, about these messages. One who has heard nothing new is asked to go on."""
    go_on = MessageCreate(role="user", content="[It is your turn again; nobody else has spoken.]")
    return request.model_copy(update={"messages": messages or [go_on], "input": None, "otid": None})


def _parts(message: Message) -> list[Part]:
    return [
        ImagePart(type="image", source=ImageSource(type="url", url=part.url))
        if isinstance(part, Image)
        else TextPart(text=part.text)
        for part in message.content
    ]

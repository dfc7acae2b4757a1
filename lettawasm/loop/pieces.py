"""The pieces of a reply on their way out, before the reply is whole and stored."""

from dataclasses import replace

from ..events import Delta
from ..model import ReasoningDelta, TextDelta, ToolCallDelta
from ..schemas.messages import Message
from ..store import Store
from .turn import Turn


class Pieces:
    """The pieces of one step's reply."""

    def __init__(self, turn: Turn, store: Store, step_id: str) -> None:
        self.turn, self.store, self.step_id = turn, store, step_id
        self._text: list[str] = []
        self._waiting: dict[int, str] = {}  # ids of the calls that will wait, by number

    @property
    def text(self) -> str:
        """What has been said so far."""
        return "".join(self._text)

    def delta(self, draft: Message, event: TextDelta | ReasoningDelta | ToolCallDelta) -> Delta | None:
        """A piece on its way out. The first of a call that will wait tells under which id it does. None while only
        the whole call can tell whether it will: then it goes out whole, when it is stored.
        """
        if isinstance(event, TextDelta):
            self._text.append(event.text)
        if isinstance(event, ToolCallDelta):
            if self.turn.calls.may_ask:
                return None
            if event.name and self.turn.calls.waits(event.name):
                event = replace(event, id=self.id_of(event.index, event.id or ""))
            return Delta(draft.id, self.step_id, draft.created_at, event, event.index in self._waiting)
        return Delta(draft.id, self.step_id, draft.created_at, event)

    def id_of(self, number: int, given: str) -> str:
        """The id under which a call waits: the model's own, unless an earlier call has it."""
        if number not in self._waiting:
            taken = given in self._waiting.values() or self.store.approvals.knows(self.turn.agent.id, given)
            self._waiting[number] = self.store.clock.new_id("call") if taken or not given else given
        return self._waiting[number]

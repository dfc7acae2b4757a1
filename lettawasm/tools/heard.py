"""What an agent has heard, as far as it stands in its context: who gave an order, a person or a text that was read."""

from functools import cached_property

from ..memory.quality import kept
from ..schemas.agents import AgentRecord
from ..schemas.messages import Message
from ..store import Store
from .builtin import definitions
from .origins import OWN

_QUOTED = 0.6  # of an order's different words: from then on it is from there


class Heard:
    def __init__(self, store: Store, agent: AgentRecord) -> None:
        self._store, self._agent = store, agent

    def from_person(self, order: str) -> bool:
        """Whether a person said so. Other agents and our own reminders are no persons."""
        said = (one.text for one in self._messages if one.role == "user" and _is_persons(one))
        return any(kept(order, text) >= _QUOTED for text in said)

    def from_world(self, order: str) -> bool:
        """Whether a tool that reads what is outside of the agent's memory returned it."""
        return any(kept(order, text) >= _QUOTED for text in self.read)

    @cached_property
    def read(self) -> list[str]:
        """What such tools returned."""
        returns = (told for message in self._messages for told in message.tool_returns)
        return [told.text for told in returns if told.name not in _own_tools()]

    @cached_property
    def _messages(self) -> list[Message]:
        return self._store.recall.context(self._agent.id, self._agent.conversation_id)


def _is_persons(message: Message) -> bool:
    return not message.extra.get("reminder") and not (message.sender_id or "").startswith("agent-")


def _own_tools() -> set[str]:
    return {name for name, fields in definitions().items() if fields["tool_type"] in OWN}

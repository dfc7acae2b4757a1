"""What stays together: a reply with the answers to its calls, or one message by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..schemas.messages import Message


@dataclass(frozen=True, slots=True)
class Unit:
    """Messages that are shown together or not at all. `waits` while calls in it have no answer."""

    messages: tuple[Message, ...]
    waits: bool = False

    @property
    def role(self) -> str:
        return self.messages[0].role


def units(messages: Iterable[Message]) -> list[Unit]:
    """The messages in their order, each call with its answers. Only the last unit can still wait for some."""
    groups: list[list[Message]] = []
    waiting: set[str] = set()
    for message in messages:
        answered = {answer.tool_call_id for answer in message.tool_returns}
        if waiting and (message.role == "approval" or answered & waiting):
            groups[-1].append(message)
            waiting -= answered
        else:
            groups.append([message])
            waiting = {call.id for call in message.tool_calls}
    last = len(groups) - 1
    return [Unit(tuple(group), bool(waiting) and number == last) for number, group in enumerate(groups)]


def newest_wish(groups: Sequence[Unit]) -> int | None:
    """The number of what a person said last. A reminder of our own is none."""
    numbers = reversed(range(len(groups)))
    said = (
        n for n in numbers if groups[n].role == "user" and not groups[n].messages[0].extra.get("reminder")
    )
    return next(said, None)

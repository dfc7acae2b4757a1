"""A reply's text, told apart into what is said and what is called."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ..model import Done, TextDelta, ToolCall, ToolCallDelta
from ..providers.arguments import is_object
from ..providers.reply import new_call_id
from . import checking, mending
from .spotting import Spotter
from .written import Offered, Written, calls_in, plain_name

Piece = TextDelta | ToolCallDelta


@dataclass(frozen=True, slots=True)
class Read:
    """How a reply ended: its last pieces and its calls. With a `problem` a call was meant but can't be made; the
    pieces then tell what is to be told of it if nobody asks the model again.
    """

    pieces: Sequence[Piece] = ()
    calls: tuple[ToolCall, ...] = ()
    problem: str | None = None


class Reading(Protocol):
    """Reads one reply. What it gives has been told by then and can't be taken back."""

    def feed(self, text: str) -> list[Piece]: ...

    def end(self, done: Done) -> Read: ...


class FreeReading:
    """Reads a text in which calls may stand in any form. Calls that the model made as it should come first."""

    def __init__(self, offered: Offered, new_id: Callable[[], str] = new_call_id) -> None:
        self._offered, self._new_id = offered, new_id
        self._spotter = Spotter(offered)

    def feed(self, text: str) -> list[Piece]:
        out = self._spotter.feed(text)
        return [TextDelta(out)] if out else []

    def end(self, done: Done) -> Read:
        held = self._spotter.held
        said: list[Piece] = [TextDelta(held)] if held else []
        if done.tool_calls:
            return Read(said, tuple(_mended(call, self._offered) for call in done.tool_calls))
        if not self._spotter.is_sure:
            return Read(said)
        found, rest = calls_in(held, self._offered)
        if not self._spotter.is_tagged and (rest or not any(one.name in self._offered for one in found)):
            return Read(said)  # talk about a call, or an example of one
        problem = _problem(found, self._offered)
        if not found or any(one.arguments is None or one.name not in self._offered for one in found):
            return Read(said, problem=problem)
        calls = tuple(ToolCall(self._new_id(), one.name, in_json(one.arguments)) for one in found)
        return Read(told(calls), calls, problem)  # what follows them only guesses at what they will return


def told(calls: Sequence[ToolCall]) -> list[Piece]:
    return [
        ToolCallDelta(number, arguments=call.arguments, id=call.id, name=call.name)
        for number, call in enumerate(calls)
    ]


def in_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def no_such_tool(name: str, offered: Offered) -> str:
    return f"There is no tool named {name}. These tools there are: {', '.join(offered)}"


def _problem(found: Sequence[Written], offered: Offered) -> str | None:
    if not found:
        return "The call can't be read: it is no JSON object with the tool's name and its arguments"
    for call in found:
        if call.name not in offered:
            return no_such_tool(call.name, offered)
        if call.arguments is None:
            return f"The arguments of {call.name} are no JSON object"
        if wrong := checking.problem(call.arguments, offered[call.name].parameters):
            return f"{call.name} can't be called like that: {wrong}"
    return None


def _mended(call: ToolCall, offered: Offered) -> ToolCall:
    """A call with its name and arguments as they were meant, if they can be told."""
    name = plain_name(call.name)
    call = call if call.name in offered or name not in offered else replace(call, name=name)
    return replace(call, arguments=as_object(call.arguments))


def as_object(arguments: str) -> str:
    """A call's arguments as an object, if they can be read as one."""
    if is_object(arguments):
        return arguments
    try:
        value, _ = mending.read(arguments or "{}")
    except ValueError:
        return arguments
    return in_json(value) if isinstance(value, dict) else arguments

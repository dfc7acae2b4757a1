"""Answering a model's tool call. Whatever goes wrong becomes text for the model; nothing is raised."""

from collections.abc import Mapping
from typing import Any

from .. import strict_json
from ..model import ToolCall
from ..schemas.messages import ToolReturn
from ..schemas.tools import Tool
from .context import ToolContext
from .execution import Outcome, clipped, execute, failed


def answer(
    call: ToolCall, tools: Mapping[str, Tool], context: ToolContext, told: Outcome | None = None
) -> ToolReturn:
    """Run one call and tell how it went. What a failing tool wrote is undone. `told` is the outcome of a call that
    the world has answered.
    """
    if call.name not in tools:
        return refused(call, f"There is no tool {call.name} to call. These tools there are: {list(tools)}.")
    tool = tools[call.name]
    outcome = told or _outcome(call, tool, context)
    if outcome.edits:
        from .carrying_out import carried_out  # few tools are code that edits memory

        outcome = carried_out(tool, outcome, context)
    return ToolReturn(
        call.id,
        call.name,
        clipped(outcome.text, tool.return_char_limit),
        is_error=outcome.problem is not None,
        stderr=_kept(outcome.stderr, tool),
        stdout=_kept(outcome.stdout, tool),
    )


def _kept(output: str | None, tool: Tool) -> str | None:
    return output and clipped(output, tool.return_char_limit)


def refused(call: ToolCall, why: str) -> ToolReturn:
    """The return of a call that was not run."""
    return ToolReturn(call.id, call.name, why, is_error=True)


def _outcome(call: ToolCall, tool: Tool, context: ToolContext) -> Outcome:
    arguments = arguments_of(call)
    return arguments if isinstance(arguments, Outcome) else execute(tool, arguments, context)


def arguments_of(call: ToolCall) -> dict[str, Any] | Outcome:
    """What a model wants to call a tool with, or what it is told when that can't be read."""
    try:
        arguments = strict_json.loads(call.arguments or "{}")
    except ValueError as error:
        problem = f"The arguments are not valid JSON ({error}). Send one JSON object."
        return failed(call.name, problem, error)
    if not isinstance(arguments, dict):
        return failed(call.name, "The arguments must be one JSON object.")
    return arguments

"""Answering a tool call. Whatever goes wrong becomes text for the model; nothing is raised."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from pydantic import ConfigDict, ValidationError, validate_call

from .. import strict_json
from ..errors import LettaError
from ..memory.edits import EditError
from ..model import ToolCall
from ..schemas.messages import ToolReturn
from ..schemas.tools import Tool
from .builtin import FUNCTIONS
from .context import ToolContext


def answer(call: ToolCall, tools: dict[str, Tool], context: ToolContext) -> ToolReturn:
    """Run one call and tell how it went. What a failing tool wrote is undone."""
    if call.name not in tools:
        return _error(
            call, f"[ToolConstraintError] Cannot call {call.name}, valid tools include: {list(tools)}."
        )
    try:
        arguments = strict_json.loads(call.arguments or "{}")
    except ValueError as error:
        return _error(call, f"The arguments are not valid JSON ({error}). Send one JSON object.", error)
    if not isinstance(arguments, dict):
        return _error(call, "The arguments must be one JSON object.")
    function = FUNCTIONS.get(call.name)
    if function is None:
        return _error(
            call, f"The tool {call.name} can't be run here: custom tools need a sandbox, which is missing."
        )
    try:
        checked = _checked(function)
        result = context.store.driver.transact(lambda: checked(context, **arguments))
    except ValidationError as error:
        return _error(call, _explain(call, error), error)
    except (EditError, LettaError) as error:
        return _error(call, str(error), error)
    except TypeError as error:
        return _error(call, f"{call.name} can't be called like that: {error}", error)
    text = result if isinstance(result, str) else _to_text(result)
    return ToolReturn(call.id, call.name, _clipped(text, tools[call.name].return_char_limit))


@cache
def _checked(function: Callable[..., Any]) -> Callable[..., Any]:
    return validate_call(config=ConfigDict(arbitrary_types_allowed=True))(function)


def _to_text(value: Any) -> str:
    return "None" if value is None else json.dumps(value, ensure_ascii=False)


def _clipped(text: str, limit: int) -> str:
    return (
        text
        if len(text) <= limit
        else f"{text[:limit]}… [{len(text) - limit:,} more characters were cut off]"
    )


def _explain(call: ToolCall, error: ValidationError) -> str:
    problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)]
    return f"{call.name} can't be called like that. " + "; ".join(problems)


def _error(call: ToolCall, text: str, error: Exception | None = None) -> ToolReturn:
    stderr = f"Error executing function {call.name}: {type(error).__name__}: {error}" if error else None
    return ToolReturn(call.id, call.name, text, is_error=True, stderr=stderr)

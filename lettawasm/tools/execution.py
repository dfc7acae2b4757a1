"""Running a tool with arguments. Whatever goes wrong becomes words; nothing is raised, and nothing it wrote stays."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pydantic import ConfigDict, ValidationError, validate_call

from ..errors import LettaError
from ..memory.edits import EditError, NeedsWord
from ..schemas.tools import Tool
from .builtin import FUNCTIONS
from .code import NO_SANDBOX
from .context import EDITING, ToolContext

FAULTS = (ValidationError, EditError, LettaError, TypeError)


@dataclass(frozen=True, slots=True)
class BlockEdit:
    """What code that can't reach the space wants one of its agent's blocks to say."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool returned, or in `problem` what kept it from that, as the model is told; `stderr` is for people.
    One that `asks` was kept from it by nothing but a person's missing word. What ran in a sandbox has a `stdout`, be
    it empty, the `fingerprint` of how it ran there, and `edits` that are still to be written.
    """

    value: Any = None
    problem: str | None = None
    stderr: str | None = None
    asks: bool = False
    stdout: str | None = None
    fingerprint: str | None = None
    edits: tuple[BlockEdit, ...] = ()

    @property
    def text(self) -> str:
        """What the model reads."""
        if self.problem is not None:
            return self.problem
        if isinstance(self.value, str):
            return self.value
        return "None" if self.value is None else json.dumps(self.value, ensure_ascii=False)


def execute(tool: Tool, arguments: Mapping[str, Any], context: ToolContext) -> Outcome:
    function = FUNCTIONS.get(tool.name)
    if function is None:
        return failed(tool.name, NO_SANDBOX)
    try:
        checked = _checked(function)
        return Outcome(context.store.driver.transact(lambda: _run(checked, arguments, context)))
    except FAULTS as error:
        outcome = _fault(tool.name, error)
        if tool.tool_type in EDITING and outcome.problem is not None:
            from .failed_edits import note  # most edits go well

            note(context, arguments, outcome.problem)
        return outcome


def _run(function: Callable[..., Any], arguments: Mapping[str, Any], context: ToolContext) -> Any:
    with context.store.because(context.cause):
        return function(context, **arguments)


async def attempt(function: Callable[..., Any], context: Any, arguments: Mapping[str, Any]) -> Outcome:
    """Run an async function that waits for the world."""
    try:
        return Outcome(await _checked(function)(context, **arguments))
    except FAULTS as error:
        return _fault(function.__name__, error)


def failed(name: str, problem: str, error: Exception | None = None) -> Outcome:
    """An outcome that is none. An `error` is told in the form that readers of stderr expect."""
    stderr = f"Error executing function {name}: {type(error).__name__}: {error}" if error else None
    return Outcome(problem=problem, stderr=stderr)


def clipped(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… [{len(text) - limit:,} more characters were cut off]"


def result_of(tool: Tool, outcome: Outcome) -> dict[str, Any]:
    """Letta's ToolExecutionResult: what came back as it is, or its beginning as text where it is too long."""
    fits = len(outcome.text) <= tool.return_char_limit
    return {
        "status": "success" if outcome.problem is None else "error",
        "func_return": outcome.value if fits else clipped(outcome.text, tool.return_char_limit),
        "agent_state": None,
        "stdout": listed(outcome.stdout),
        "stderr": listed(outcome.problem if outcome.stderr is None else outcome.stderr),
        "sandbox_config_fingerprint": outcome.fingerprint,
    }


def listed(output: str | None) -> list[str] | None:
    """What a tool printed as Letta tells it: a list of one text, or of none; null where there was no printing."""
    return None if output is None else [output] if output else []


def _fault(name: str, error: Exception) -> Outcome:
    match error:
        case ValidationError():
            return failed(name, _explain(name, error), error)
        case TypeError():
            return failed(name, f"{name} can't be called like that: {error}", error)
        case _:
            return replace(failed(name, str(error), error), asks=isinstance(error, NeedsWord))


@cache
def _checked(function: Callable[..., Any]) -> Callable[..., Any]:
    return validate_call(config=ConfigDict(arbitrary_types_allowed=True))(function)


def _explain(name: str, error: ValidationError) -> str:
    problems = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)]
    return f"{name} can't be called like that. " + "; ".join(problems)

"""What an edit of memory would come to, seen before it is done: it is tried, and all that it wrote is taken back."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ..model import ToolCall
from ..schemas.blocks import Block
from ..schemas.tools import Tool
from .answer import arguments_of
from .context import EDITING, ToolContext
from .execution import Outcome, execute

if TYPE_CHECKING:
    from ..schemas.policies import BlockChange, PendingEdit

T = TypeVar("T")


def needs_word(call: ToolCall, tool: Tool, context: ToolContext) -> bool:
    """Whether a policy wants a person to be asked before this call runs."""
    return tool.tool_type in EDITING and _tried(context, lambda: _outcome(call, tool, context)).asks


def foreseen(call: ToolCall, tool: Tool, context: ToolContext) -> "PendingEdit | None":
    """What a call that waits would change if it ran now. None if it is no edit of memory."""
    from ..schemas.policies import PendingEdit

    if tool.tool_type not in EDITING:
        return None
    outcome = _tried(context, lambda: _outcome(call, tool, context))
    return PendingEdit(
        message_id=context.cause.message_id or "",
        conversation_id=context.agent.conversation_id,
        tool_call_id=call.id,
        tool=call.name,
        reason=outcome.problem if outcome.asks else None,
        changes=_tried(context, lambda: _changes(call, tool, replace(context, is_approved=True))),
    )


def _changes(call: ToolCall, tool: Tool, context: ToolContext) -> "list[BlockChange]":
    from ..schemas.policies import BlockChange

    before = _blocks(context)
    _outcome(call, tool, context)
    after = _blocks(context)
    return [
        BlockChange(
            block_id=id_,
            label=(after.get(id_) or before[id_]).label,
            before=before[id_].value if id_ in before else None,
            after=after[id_].value if id_ in after else None,
        )
        for id_ in (before | after)
        if before.get(id_) != after.get(id_)
    ]


def _blocks(context: ToolContext) -> dict[str, Block]:
    return {block.id: block for block in context.store.blocks.of_agent(context.agent.id)}


def _outcome(call: ToolCall, tool: Tool, context: ToolContext) -> Outcome:
    arguments = arguments_of(call)
    return arguments if isinstance(arguments, Outcome) else execute(tool, arguments, context)


def _tried(context: ToolContext, work: Callable[[], T]) -> T:
    """What `work` returns. Nothing that it wrote stays."""
    results: list[T] = []

    def attempt() -> None:
        results.append(work())
        raise _TakenBack

    with suppress(_TakenBack):
        context.store.driver.transact(attempt)
    return results[0]


class _TakenBack(Exception):
    """Ends a transaction of which only the result is wanted."""

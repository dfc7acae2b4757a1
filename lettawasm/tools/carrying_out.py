"""Writing what a tool's code wants to be said in memory, once it has run where it can't reach the space."""

from dataclasses import replace

from ..memory.edits import EditError
from ..schemas.tools import Tool
from .context import ToolContext
from .execution import FAULTS, Outcome, failed


def carried_out(tool: Tool, outcome: Outcome, context: ToolContext) -> Outcome:
    """The outcome with its edits written; or, with none of them written, what one of them is refused for.

    The words come from the tool, whoever called it. Call it in a transaction.
    """
    cause = replace(context.cause, origin="tool", source=f"tool:{tool.name}")
    own = replace(context, cause=cause)
    try:
        context.store.driver.transact(lambda: _write(outcome, own))
    except FAULTS as error:
        problem = f"{tool.name} ran, but what it wrote to memory was not kept. {error}"
        return replace(failed(tool.name, problem, error), stdout=outcome.stdout)
    return replace(outcome, edits=())


def _write(outcome: Outcome, context: ToolContext) -> None:
    with context.store.because(context.cause):
        for edit in outcome.edits:
            block = context.block(edit.label)
            if block.value != edit.before:
                raise EditError(f"The block {edit.label!r} was changed by someone else while the tool ran.")
            context.write(block, edit.after)

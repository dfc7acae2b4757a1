"""Writing down the edits of memory that an agent tried and that did not happen."""

from collections.abc import Mapping
from typing import Any

from ..schemas.operations import Operation, Verb
from .context import ToolContext

_COMMANDS: dict[Any, Verb] = {"create": "create", "delete": "delete"}
_MOST = 1_000  # characters of an error


def note(context: ToolContext, arguments: Mapping[str, Any], problem: str) -> None:
    label = _label(arguments)
    blocks = {block.label: block for block in context.store.blocks.of_agent(context.agent.id)}
    block, cause = blocks.get(label), context.cause
    context.store.operations.fail(
        Operation(
            id=context.store.clock.new_id("operation"),
            operation=_COMMANDS.get(arguments.get("command"), "update"),
            kind="block",
            object_id=block.id if block else None,
            label=label or None,
            result="error",
            error=problem[:_MOST],
            actor=cause.actor,
            agent_id=cause.agent_id,
            run_id=cause.run_id,
            step_id=cause.step_id,
            tool_call_id=cause.tool_call_id,
            source=cause.source,
            length_before=len(block.value) if block else None,
            created_at=context.store.clock.now(),
        )
    )


def _label(arguments: Mapping[str, Any]) -> str:
    """The label that the model gave, whatever it is."""
    given = [arguments.get(name) for name in ("label", "path", "old_path")]
    text = next((one for one in given if isinstance(one, str)), "")
    return text.removeprefix("/memories/").strip("/")[:100]

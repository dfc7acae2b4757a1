"""The built-in tools that edit core memory."""

from typing import Literal

from ..memory import edits
from ..memory.edits import EditError
from ..schemas.blocks import BlockCreate
from .context import ToolContext

_ROOT = "/memories/"


def core_memory_append(_ctx: ToolContext, label: str, content: str) -> str:
    """Add a line to the end of a memory block.

    Args:
        label: The label of the block.
        content: What to add.
    """
    block = _ctx.block(label)
    return _ctx.write(block, edits.append(block.value, content))


def core_memory_replace(_ctx: ToolContext, label: str, old_content: str, new_content: str) -> str:
    """Replace text in a memory block, wherever it stands. Replace with nothing to delete it.

    Args:
        label: The label of the block.
        old_content: The text to replace, exactly as it stands.
        new_content: The text to put there.
    """
    block = _ctx.block(label)
    return _ctx.write(block, edits.replace_all(block.value, label, old_content, new_content))


def memory_replace(_ctx: ToolContext, label: str, old_string: str, new_string: str) -> str:
    """Replace one piece of text in a memory block. It must stand there exactly once.

    Args:
        label: The label of the block.
        old_string: The text to replace, exactly as it stands, without line numbers.
        new_string: The text to put there; empty to delete.
    """
    block = _ctx.block(label)
    return _ctx.write(block, edits.replace_once(block.value, label, old_string, new_string))


def memory_insert(_ctx: ToolContext, label: str, new_string: str, insert_line: int = -1) -> str:
    """Insert text into a memory block as a new line.

    Args:
        label: The label of the block.
        new_string: The text to insert, without line numbers.
        insert_line: The line after which it goes: 0 for the beginning, -1 (as if left out) for the end.
    """
    block = _ctx.block(label)
    return _ctx.write(block, edits.insert(block.value, new_string, insert_line))


def memory_rethink(_ctx: ToolContext, label: str, new_memory: str) -> str:
    """Rewrite a whole memory block, to reorganise it or to condense what it says. Keep what is still true.

    Args:
        label: The label of the block.
        new_memory: The block's whole new text.
    """
    return _ctx.write(_ctx.block(label), new_memory)


def memory_finish_edits(_ctx: ToolContext) -> None:
    """Say that you are done with editing memory. Ends your turn."""


def memory_apply_patch(_ctx: ToolContext, label: str, patch: str) -> str:
    """Change several places of a memory block at once with a unified diff.

    Args:
        label: The label of the block.
        patch: Hunks that begin with @@, their lines with ' ' (stays), '-' (goes) or '+' (comes).
    """
    block = _ctx.block(label)
    return _ctx.write(block, edits.patch(block.value, label, patch))


def memory(
    _ctx: ToolContext,
    command: Literal["create", "str_replace", "insert", "delete", "rename"],
    path: str | None = None,
    file_text: str | None = None,
    description: str | None = None,
    old_string: str | None = None,
    new_string: str | None = None,
    insert_line: int | None = None,
    insert_text: str | None = None,
    old_path: str | None = None,
    new_path: str | None = None,
) -> str:
    """Manage memory blocks like files: create, edit, delete and rename them.

    Args:
        command: What to do.
        path: The block, as /memories/<label> (all but rename).
        file_text: Text of the new block (create).
        description: What the block is for (create, rename).
        old_string: The text to replace; it must stand there exactly once (str_replace).
        new_string: The text to put there (str_replace).
        insert_line: The line after which to insert; 0 for the beginning, left out for the end (insert).
        insert_text: The text to insert (insert).
        old_path: The block to rename (rename).
        new_path: Its new name (rename).
    """
    match command:
        case "create":
            return _create(_ctx, _label(path), file_text or "", description)
        case "str_replace":
            return memory_replace(_ctx, _label(path), _given("old_string", old_string), new_string or "")
        case "insert":
            line = -1 if insert_line is None else insert_line
            return memory_insert(_ctx, _label(path), _given("insert_text", insert_text), line)
        case "delete":
            return _delete(_ctx, _label(path))
        case "rename":
            return _rename(_ctx, _label(old_path or path), _label(new_path), description)


def _create(ctx: ToolContext, label: str, text: str, description: str | None) -> str:
    if any(block.label == label for block in ctx.store.blocks.of_agent(ctx.agent.id)):
        raise EditError(f"A block {label!r} exists already; edit it instead.")
    new = BlockCreate(label=label, value=text, description=description)
    block = ctx.store.blocks.create(new)
    ctx.heed(block.model_copy(update={"value": ""}), "\n".join(filter(None, (text, description))))
    ctx.store.blocks.attach(ctx.agent.id, block.id)
    return f"Successfully created memory block '{label}'"


def _delete(ctx: ToolContext, label: str) -> str:
    """Take the block away from this agent. Others may hold it, and a person may want it back: it isn't destroyed."""
    block = ctx.block(label)
    ctx.heed(block, "")
    ctx.store.blocks.detach(ctx.agent.id, block.id)
    return f"Successfully deleted memory block '{label}'"


def _rename(ctx: ToolContext, label: str, new_label: str, description: str | None) -> str:
    changes = {"label": new_label} | ({"description": description} if description else {})
    block = ctx.block(label)
    ctx.heed(block.model_copy(update={"value": ""}), description or "")
    ctx.store.blocks.update(block.id, changes)
    return f"Successfully renamed memory block '{label}' to '{new_label}'"


def _label(path: str | None) -> str:
    label = _given("path", path).removeprefix(_ROOT).strip("/")
    if not label:
        raise EditError("The path names no block; write it as /memories/<label>.")
    return label


def _given(name: str, value: str | None) -> str:
    if value is None:
        raise EditError(f"This command needs {name}.")
    return value

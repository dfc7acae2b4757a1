"""Letta's first format, a file of one agent, told in the words of the present one.

There a block or a tool has no id and stands inside its agent, and the context is a list of places.
"""

import re
from collections.abc import Iterator
from typing import Any

from .report import Report

# Where the present format has what the first one had elsewhere.
_MOVED = [
    (re.compile(r"blocks(?=\.|$)"), "core_memory"),
    (re.compile(r"agents\.0\.in_context_message_ids"), "in_context_message_indices"),
    (re.compile(r"agents\.0\.metadata"), "metadata_"),
    (re.compile(r"agents\.0\.?"), ""),
]
_LISTS = ("core_memory", "tools", "messages", "in_context_message_indices", "tool_exec_environment_variables")


def is_legacy(value: dict[str, Any]) -> bool:
    return "agents" not in value and "agent_type" in value


def place(path: str) -> str:
    """The place in the first format of what the present one has at `path`."""
    for pattern, name in _MOVED:
        if found := pattern.match(path):
            return name + path[found.end() :]
    return path


def upgraded(value: dict[str, Any], problems: Report) -> dict[str, Any] | None:
    """The same agent in the present format; None when the old one can't even be taken apart."""
    for key in _LISTS:
        if not isinstance(value.get(key) or [], list):
            problems.add(key, "Input should be a valid list")
    if problems.count:
        return None
    lists = {key: value.get(key) or [] for key in _LISTS}
    blocks = list(_numbered("block", lists["core_memory"]))
    tools = list(_numbered("tool", lists["tools"]))
    messages = [_message(entry) for entry in _numbered("message", lists["messages"])]
    agent = {
        **{key: entry for key, entry in value.items() if key not in (*_LISTS, "metadata_")},
        "id": "agent-0",
        "metadata": value.get("metadata_"),
        "tool_exec_environment_variables": _variables(lists["tool_exec_environment_variables"], problems),
        "block_ids": [f"block-{number}" for number in range(len(blocks))],
        "tool_ids": [f"tool-{number}" for number in range(len(tools))],
        "messages": messages,
        "in_context_message_ids": list(
            _context(lists["in_context_message_indices"], len(messages), problems)
        ),
    }
    return {
        "agents": [agent],
        "blocks": [_renamed(block, "metadata_", "metadata") for block in blocks],
        **{key: [] for key in ("groups", "files", "sources", "mcp_servers")},
        "tools": tools,
        "created_at": value.get("created_at"),
    }


def _numbered(kind: str, entries: list[Any]) -> Iterator[Any]:
    """The entries under ids of the present format, which knows no times of blocks and tools. What is no object stays,
    to be complained of later.
    """
    unknown = ("created_at", "updated_at") if kind != "message" else ("updated_at",)
    for number, entry in enumerate(entries):
        if isinstance(entry, dict):
            entry = {key: value for key, value in entry.items() if key not in unknown}
            entry["id"] = f"{kind}-{number}"
        yield entry


def _message(entry: Any) -> Any:
    if isinstance(entry, dict) and entry.get("role") == "function":  # what tools were called before
        return {**entry, "role": "tool"}
    return entry


def _renamed(entry: Any, old: str, new: str) -> Any:
    if not isinstance(entry, dict):
        return entry
    return {new if key == old else key: value for key, value in entry.items()}


def _variables(entries: list[Any], problems: Report) -> dict[str, Any]:
    variables = {}
    for number, entry in enumerate(entries):
        match entry:
            case {"key": str(key)}:
                variables[key] = entry.get("value") or ""
            case _:
                problems.add(f"tool_exec_environment_variables.{number}", "it needs a key and a value")
    return variables


def _context(places: list[Any], count: int, problems: Report) -> Iterator[str]:
    for number, index in enumerate(places):
        if isinstance(index, int) and 0 <= index < count:
            yield f"message-{index}"
        else:
            problems.add(f"in_context_message_indices.{number}", f"there is no message {index!r:.50}")

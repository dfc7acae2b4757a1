"""The tools as a small model is shown them: fewer, with fewer arguments, in fewer words. What they do is the same."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from ..model import ToolSpec
from ..schemas.tools import ContinueRule, ToolRule

_ROOM = 160  # characters of another tool's description, and half as many of its arguments'

# Built-in tools: what they are for, and the arguments that are enough.
_BUILT_IN: dict[str, tuple[str, tuple[str, ...]]] = {
    "memory_insert": ("Add a line to a memory block.", ("label", "new_string")),
    "memory_replace": (
        "Change text in a memory block; with an empty new_string it is deleted.",
        ("label", "old_string", "new_string"),
    ),
    "memory_rethink": ("Write a whole memory block anew.", ("label", "new_memory")),
    "core_memory_append": ("Add a line to a memory block.", ("label", "content")),
    "core_memory_replace": (
        "Change text in a memory block; with an empty new_content it is deleted.",
        ("label", "old_content", "new_content"),
    ),
    "conversation_search": ("Find earlier messages by their words.", ("query",)),
    "archival_memory_insert": ("Keep a note for later.", ("content",)),
    "archival_memory_search": ("Find notes that were kept.", ("query",)),
    "send_message": ("Say something to the person.", ("message",)),
}
_COVERED = {"memory", "memory_apply_patch"}  # by simpler ones, if the agent has them
_SIMPLER = ({"memory_insert", "memory_replace"}, {"core_memory_append", "core_memory_replace"})


def specs(tools: Sequence[ToolSpec], rules: Iterable[ToolRule] = ()) -> tuple[ToolSpec, ...]:
    """The tools in short. None that a rule demands is left out."""
    names = {tool.name for tool in tools}
    wanted = {rule.tool_name for rule in rules if not isinstance(rule, ContinueRule)}
    covered = _COVERED - wanted if any(simpler <= names for simpler in _SIMPLER) else set()
    return tuple(_short(tool) for tool in tools if tool.name not in covered)


def _short(tool: ToolSpec) -> ToolSpec:
    properties: dict[str, Any] = dict(tool.parameters.get("properties") or {})
    if tool.name not in _BUILT_IN:
        within = {name: _brief(schema) for name, schema in properties.items()}
        parameters = {**tool.parameters, "properties": within} if within else tool.parameters
        return replace(tool, description=_first(tool.description, _ROOM), parameters=parameters)
    description, arguments = _BUILT_IN[tool.name]
    kept = {
        name: {"type": properties[name].get("type", "string")} for name in arguments if name in properties
    }
    return replace(
        tool,
        description=description,
        parameters={"type": "object", "properties": kept, "required": list(kept)},
    )


def _brief(schema: Any) -> Any:
    if not (isinstance(schema, dict) and isinstance(schema.get("description"), str)):
        return schema
    return {**schema, "description": _first(schema["description"], _ROOM // 2)}


def _first(text: str, most: int) -> str:
    """Its first sentence, or as much of that as fits."""
    sentence = text.strip().partition("\n")[0].partition(". ")[0]
    return sentence if len(sentence) <= most else f"{sentence[: most - 1]}…"

"""Tool calls as the tools at hand want them, whatever set of memory tools an agent has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...model import ToolSpec

_BOOKKEEPING = ("thinking", "inner_thoughts", "request_heartbeat")


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: Mapping[str, Any]

    def is_like(self, name: str, arguments: Mapping[str, Any]) -> bool:
        """Whether it does the same, leaving aside what only says why."""
        mine, others = (
            {key: value for key, value in given.items() if key not in _BOOKKEEPING}
            for given in (self.arguments, arguments)
        )
        return self.name == name and mine == others


class Toolbox:
    """Each method writes a call, or gives None where no tool does such a thing."""

    def __init__(self, tools: Mapping[str, ToolSpec]) -> None:
        self._tools = tools

    def insert(self, label: str, line: str) -> Call | None:
        return self._first(
            ("memory_insert", {"label": label, "new_string": line}),
            ("core_memory_append", {"label": label, "content": line}),
            ("memory", {"command": "insert", "path": f"/memories/{label}", "insert_text": line}),
        )

    def replace(self, label: str, old: str, new: str) -> Call | None:
        return self._first(
            ("memory_replace", {"label": label, "old_string": old, "new_string": new}),
            ("core_memory_replace", {"label": label, "old_content": old, "new_content": new}),
            (
                "memory",
                {
                    "command": "str_replace",
                    "path": f"/memories/{label}",
                    "old_string": old,
                    "new_string": new,
                },
            ),
        )

    def archive(self, text: str) -> Call | None:
        return self._first(("archival_memory_insert", {"content": text}))

    def search_archive(self, query: str) -> Call | None:
        return self._first(("archival_memory_search", {"query": query}))

    def search_conversation(self, query: str) -> Call | None:
        return self._first(("conversation_search", {"query": query}))

    def say(self, text: str) -> Call | None:
        return self._first(("send_message", {"message": text}))

    def named(self, name: str, arguments: Mapping[str, Any], text: str) -> Call:
        """A call of any tool: what its schema requires and is not given is filled in from `text`."""
        schema = self._tools[name].parameters
        properties = schema.get("properties") or {}
        missing = [
            key for key in schema.get("required") or () if key not in arguments and key not in _BOOKKEEPING
        ]
        return Call(name, {**arguments, **{key: _filler(properties.get(key) or {}, text) for key in missing}})

    def completed(self, call: Call, thought: str) -> Call:
        """The call with the bookkeeping its schema asks for: why it is made, and that there is more to come."""
        properties = self._tools[call.name].parameters.get("properties") or {}
        extra: dict[str, Any] = {name: thought for name in _BOOKKEEPING[:2] if name in properties}
        if "request_heartbeat" in properties:
            extra["request_heartbeat"] = call.name != "send_message"
        return Call(call.name, {**extra, **call.arguments})

    def _first(self, *choices: tuple[str, Mapping[str, Any]]) -> Call | None:
        return next((Call(name, arguments) for name, arguments in choices if name in self._tools), None)


def _filler(schema: Mapping[str, Any], text: str) -> Any:
    """The plainest value that a JSON Schema allows."""
    if schema.get("enum"):
        return schema["enum"][0]
    match schema.get("type"):
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case "array":
            return []
        case "object":
            properties = schema.get("properties") or {}
            return {key: _filler(properties.get(key) or {}, text) for key in schema.get("required") or ()}
        case _:
            return text

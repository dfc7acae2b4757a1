"""The shape of an agent to begin with."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BlockStart:
    label: str
    value: str
    description: str

    def wire(self) -> dict[str, str]:
        return {"label": self.label, "value": self.value, "description": self.description}


@dataclass(frozen=True, slots=True)
class Starter:
    """`key` is the same in all languages. `tools` come beside those that every agent has."""

    key: str
    title: str
    summary: str
    name: str
    blocks: tuple[BlockStart, ...]
    tools: tuple[str, ...] = ("archival_memory_insert", "archival_memory_search")

    def wire(self, tools_here: Collection[str]) -> dict[str, Any]:
        """`agent` is the body that makes it with POST /v1/agents; it lacks nothing but a model."""
        return {
            "key": self.key,
            "title": self.title,
            "summary": self.summary,
            "agent": {
                "name": self.name,
                "description": self.summary,
                "tags": [self.key],
                "memory_blocks": [block.wire() for block in self.blocks],
                "tools": [tool for tool in self.tools if tool in tools_here],
            },
        }

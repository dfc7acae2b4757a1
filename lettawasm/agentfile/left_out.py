"""What of a file has no place here. It is told, never dropped in silence."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .messages import kept
from .report import Remark
from .shape import (
    AgentEntry,
    AgentFile,
    BlockEntry,
    FileAgentEntry,
    FileEntry,
    GroupEntry,
    McpServerEntry,
    MessageEntry,
    SourceEntry,
    ToolEntry,
)

NO_PLACE = "lettawasm has no place for it yet"
# What says how the file was made, or repeats what another field says.
_BESIDE: dict[Any, set[str]] = {
    AgentFile: {"metadata"},
    AgentEntry: {
        *(
            "include_base_tools",
            "include_base_tool_rules",
            "include_multi_agent_tools",
            "include_default_source",
        ),
        *("created_at", "updated_at", "version", "enable_reasoner", "reasoning", "group_ids"),
    },
    MessageEntry: {"updated_at", "batch_item_id"},
    BlockEntry: {"created_at", "updated_at", "created_by_id", "last_updated_by_id"},
    ToolEntry: {"created_at", "updated_at"},
    SourceEntry: {"vector_db_provider", "created_at", "updated_at"},
    FileEntry: {"processing_status", "error_message", "total_chunks", "chunks_embedded"},
    GroupEntry: set(),
    McpServerEntry: set(),
    FileAgentEntry: {"agent_id", "source_id", "file_name", "visible_content"},
}

_LISTS = {
    "blocks": BlockEntry,
    "tools": ToolEntry,
    "sources": SourceEntry,
    "files": FileEntry,
    "groups": GroupEntry,
    "mcp_servers": McpServerEntry,
}


def left_out(value: dict[str, Any]) -> list[Remark]:
    """A remark for each kind of thing that is left out, at the first place where it stands."""
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for kind, path in _strangers(value):
        first.setdefault(kind, path)
        counts[kind] += 1
    return [Remark(first[kind], _sentence(count)) for kind, count in counts.items()]


def _sentence(count: int) -> str:
    return NO_PLACE if count == 1 else f"{NO_PLACE}; there are {count:,} of this kind"


def _strangers(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The kind and the place of what isn't read."""
    yield from _unread(AgentFile, value, "", "")
    for number, agent in enumerate(value["agents"]):
        yield from _unread(AgentEntry, agent, "agents.*", f"agents.{number}")
        for place, message in enumerate(agent.get("messages") or ()):
            path = f"agents.{number}.messages.{place}"
            yield from _unread(MessageEntry, message, "message", path)
            yield from _parts(message.get("content"), f"{path}.content")
        for place, opened in enumerate(agent.get("files_agents") or ()):
            yield from _unread(
                FileAgentEntry, opened, "files_agents", f"agents.{number}.files_agents.{place}"
            )
    for kind, shape in _LISTS.items():
        for number, entry in enumerate(value.get(kind) or ()):
            yield from _unread(shape, entry, kind, f"{kind}.{number}")


def _unread(shape: Any, entry: dict[str, Any], kind: str, path: str) -> Iterator[tuple[str, str]]:
    for key, found in entry.items():
        if found and key not in shape.model_fields and key not in _BESIDE[shape]:
            yield f"{kind}.{key}", f"{path}.{key}" if path else key


def _parts(content: Any, path: str) -> Iterator[tuple[str, str]]:
    for number, part in enumerate(content if isinstance(content, list) else ()):
        if not kept(part):
            yield f"part of type {part.get('type')}", f"{path}.{number}"
        elif part.get("signature"):
            yield "signature", f"{path}.{number}.signature"

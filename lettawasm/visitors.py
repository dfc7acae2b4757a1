"""What a visitor of a widget may set in motion: the agent's tools, but for those that reach what is other people's."""

from collections.abc import Mapping

from .schemas.tools import Tool
from .store import Store
from .tools.context import EDITING

# Every visitor would read in the others' conversations, or be heard by agents that nobody let them speak to.
_NEVER = frozenset({"conversation_search"})
_NEVER_TYPES = frozenset({"letta_multi_agent_core"})
_MEMORY = frozenset({"archival_memory_insert", "archival_memory_search"})


def tools_in(store: Store, conversation_id: str, tools: Mapping[str, Tool]) -> Mapping[str, Tool]:
    """Of an agent's tools those that it has in a conversation. One that it lacks is refused, however it is called."""
    memory = store.conversations.memory_of_visitor(conversation_id)
    if memory is None:
        return tools
    return {name: tool for name, tool in tools.items() if not _is_withheld(tool, memory == "shared")}


def _is_withheld(tool: Tool, shares_memory: bool) -> bool:
    if tool.name in _NEVER or tool.tool_type in _NEVER_TYPES:
        return True
    return not shares_memory and (
        tool.tool_type in EDITING
        or tool.name in _MEMORY
        or "agent_state" in (tool.source_code or "")  # by which code reads and writes blocks
    )

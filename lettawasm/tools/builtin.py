"""The tools every space has."""

from collections.abc import Callable
from functools import cache
from typing import Any

from ..schemas.tools import TerminalRule, ToolRule, ToolType
from .code import run_code
from .files import grep_files, open_files, semantic_search_files
from .memory import (
    core_memory_append,
    core_memory_replace,
    memory,
    memory_apply_patch,
    memory_finish_edits,
    memory_insert,
    memory_replace,
    memory_rethink,
)
from .multi_agent import (
    send_message_to_agent_and_wait_for_reply,
    send_message_to_agent_async,
    send_message_to_agents_matching_tags,
    send_message_to_all_agents_in_group,
)
from .schema import schema_of
from .search import archival_memory_insert, archival_memory_search, conversation_search, send_message
from .web import fetch_webpage, web_search

_TYPES: dict[ToolType, list[Callable[..., Any]]] = {
    "letta_core": [send_message, conversation_search, archival_memory_insert, archival_memory_search],
    "letta_memory_core": [core_memory_append, core_memory_replace, memory, memory_apply_patch],
    "letta_multi_agent_core": [
        send_message_to_agent_and_wait_for_reply,
        send_message_to_agent_async,
        send_message_to_agents_matching_tags,
        send_message_to_all_agents_in_group,
    ],
    "letta_sleeptime_core": [memory_replace, memory_insert, memory_rethink, memory_finish_edits],
    "letta_files_core": [open_files, grep_files, semantic_search_files],
    "letta_builtin": [run_code, web_search, fetch_webpage],
}
FUNCTIONS: dict[str, Callable[..., Any]] = {f.__name__: f for group in _TYPES.values() for f in group}

NEED_SANDBOX = ("run_code",)  # what is only offered where there is one
_PARALLEL = {
    "run_code",
    "web_search",
    "fetch_webpage",
    "conversation_search",
    "archival_memory_search",
    "grep_files",
    "semantic_search_files",
}
MULTI_AGENT = [
    "send_message_to_agent_and_wait_for_reply",
    "send_message_to_agent_async",
    "send_message_to_agents_matching_tags",
]
_ENDS_TURN = ("send_message", "memory_finish_edits")


@cache
def definitions() -> dict[str, dict[str, Any]]:
    """The fields of every built-in tool, by name."""
    return {
        function.__name__: {
            "tool_type": tool_type,
            "description": schema_of(function)["description"],
            "json_schema": schema_of(function),
            "source_type": "python",
            "tags": [tool_type],
            "enable_parallel_execution": function.__name__ in _PARALLEL,
        }
        for tool_type, functions in _TYPES.items()
        for function in functions
    }


def base_rules(tool_names: list[str]) -> list[ToolRule]:
    """The rules that belong to the built-in tools themselves: some of them end the turn."""
    return [TerminalRule(tool_name=name) for name in tool_names if name in _ENDS_TURN]

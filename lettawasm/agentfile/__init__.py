"""Agent files (.af): Letta's format for agents that travel, its checks, and messages to and from it. No I/O.

What Letta's format has no words for stands under one key of its own, `lettawasm`, which other readers pass by:
archival memory, identities, the history of blocks, and what messages, groups and MCP servers know beside
Letta's fields. `messages` holds the whole history, of which `in_context_message_ids` names the part in context.
"""

from .extension import ArchiveEntry, MessageRest, VersionEntry
from .messages import message_entry, message_fields, message_rest
from .reading import Reading, examine, parse, read
from .report import Remark, Report
from .shape import AgentEntry, AgentFile, FileEntry, GroupEntry, MessageEntry

EXTENSION = "lettawasm"
REVISION = "lettawasm-2"

__all__ = [
    "EXTENSION",
    "REVISION",
    "AgentEntry",
    "AgentFile",
    "ArchiveEntry",
    "FileEntry",
    "GroupEntry",
    "MessageEntry",
    "MessageRest",
    "Reading",
    "Remark",
    "Report",
    "VersionEntry",
    "examine",
    "message_entry",
    "message_fields",
    "message_rest",
    "parse",
    "read",
]

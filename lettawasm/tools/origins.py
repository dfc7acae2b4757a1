"""Where the words come from that lead an agent to change its memory.

What a turn has read of the world counts, the last of it most; where it has read nothing, the person said it. What
stands in context from earlier turns isn't looked at: nobody could tell which of it the agent has heeded.
"""

from collections.abc import Mapping, Sequence

from ..schemas.tools import Tool
from ..schemas.versions import Origin
from .rules import Called

# The types of tools that read and write the agent's own memory.
OWN = ("letta_core", "letta_memory_core", "letta_sleeptime_core")
_WEB = ("fetch_webpage", "web_search")


def of(tools: Mapping[str, Tool], past: Sequence[Called]) -> tuple[Origin, str | None]:
    """The origin, and the source in it, given the calls that ran in this turn."""
    for called in reversed(past):
        tool = tools.get(called.name)
        if tool is None or tool.tool_type not in OWN:
            return _origin(called.name, tool), f"tool:{called.name}"
    return "user", None


def _origin(name: str, tool: Tool | None) -> Origin:
    if name in _WEB:
        return "web"
    return "file" if tool is not None and tool.tool_type == "letta_files_core" else "tool"

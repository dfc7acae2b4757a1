"""What a person can do about a call that failed for want of a grant."""

from ..schemas.agents import AgentRecord
from ..schemas.grants import Grants
from ..schemas.tools import Tool
from ..store import Store


def hint(store: Store, tool: Tool, agent: AgentRecord | None, grants: Grants) -> str | None:
    """A sentence about what the tool's code asks for by name and wasn't granted."""
    if store.tool_grants.of(tool).revoked:
        return (
            "The code of this tool has changed since a person granted it something. They can grant it anew."
        )
    granted = {grant.name for grant in grants.variables}
    known = agent.settings.secrets if agent else ()
    named = [name for name in known if name not in granted and name in (tool.source_code or "")]
    if named:
        return f"This tool was not granted the variable {named[0]}. A person can grant it, by that name."
    return None

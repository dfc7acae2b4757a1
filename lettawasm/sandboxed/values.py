"""Where the values of granted variables come from: what the tool or the agent was given, in memory or in the vault,
and what Letta's API keeps as an agent's secrets.
"""

from collections.abc import Iterator

from ..errors import Invalid
from ..keys import LOCKED, Keys
from ..schemas.agents import AgentRecord
from ..schemas.grants import VariableGrant
from ..schemas.secrets import Use
from ..schemas.tools import Tool


class Values:
    """The values for one tool in one agent's hands, or in nobody's."""

    def __init__(self, keys: Keys, tool: Tool, agent: AgentRecord | None) -> None:
        self._keys, self._tool, self._agent = keys, tool, agent
        self.owner = f"{agent.id if agent else 'nobody'} {tool.id}"

    def of(self, grant: VariableGrant) -> str | None:
        """Raises Invalid while the vault has it and is locked."""
        for use in self._uses(grant):
            if value := self._keys.get(use):
                return value
            if self._keys.is_locked(use):  # and what comes after it would be another
                raise Invalid(f"{self._tool.name} needs the secret {grant.name}. {LOCKED}")
        return self._agent.settings.secrets.get(grant.name) if self._agent else None

    def _uses(self, grant: VariableGrant) -> Iterator[Use]:
        """The tool's own first."""
        yield from Use.granted("tool", self._tool.id, grant.name, grant.hosts)
        if self._agent:
            yield from Use.granted("agent", self._agent.id, grant.name, grant.hosts)

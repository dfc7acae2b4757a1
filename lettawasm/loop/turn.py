"""What one turn is made of. It is put together above the loop, and read by every part of it."""

import asyncio
from dataclasses import dataclass, field

from ..calls import Calls
from ..compaction import Compactor
from ..kinds import kind_of
from ..model import ModelInfo
from ..ports import Provider
from ..schemas.agents import AgentRecord


@dataclass(frozen=True)
class Turn:
    """All that one turn needs. Set `cancelled` and it stops at the next moment it can."""

    run_id: str
    agent: AgentRecord
    provider: Provider
    model: ModelInfo
    calls: Calls
    compactor: Compactor
    max_steps: int = 50
    override_system: str | None = None
    system_addition: str = ""
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def handle(self) -> str:
        return self.model.handle

    @property
    def speaks_by_tool(self) -> bool:
        """Whether this agent speaks to the person only through send_message."""
        return kind_of(self.agent.settings.agent_type).speaks_by_tool and "send_message" in self.calls.tools

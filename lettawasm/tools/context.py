"""What a built-in tool can reach while it answers a call."""

from dataclasses import dataclass

from ..memory.edits import EditError
from ..schemas.agents import AgentRecord
from ..schemas.blocks import Block
from ..schemas.versions import Cause
from ..store import Store
from ..store.blocks import over_limit


@dataclass(frozen=True, slots=True)
class ToolContext:
    """The agent that calls, its space, and the call itself as the cause of what changes."""

    store: Store
    agent: AgentRecord
    cause: Cause

    def block(self, label: str) -> Block:
        """The agent's block `label`, which the agent may edit. Raises EditError in words for the model."""
        blocks = {block.label: block for block in self.store.blocks.of_agent(self.agent.id)}
        if label not in blocks:
            known = ", ".join(blocks) or "none"
            raise EditError(f"Block field {label} does not exist (available sections = {known})")
        if blocks[label].read_only:
            raise EditError(f"The block {label!r} is read-only and cannot be edited.")
        return blocks[label]

    def write(self, block: Block, value: str) -> str:
        """Give a block its new text and return it."""
        if len(value) > block.limit:
            raise EditError(
                f"Edit failed. {over_limit(block.label, len(value), block.limit)}. Shorten it first."
            )
        return self.store.blocks.update(block.id, {"value": value}).value

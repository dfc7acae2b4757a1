"""What a built-in tool can reach while it answers a call."""

from dataclasses import dataclass

from ..memory.edits import EditError
from ..schemas.agents import AgentRecord
from ..schemas.blocks import Block
from ..schemas.filters import Vector
from ..schemas.versions import Cause
from ..store import Store

EDITING = ("letta_memory_core", "letta_sleeptime_core")  # the types of tools that edit blocks


@dataclass(frozen=True, slots=True)
class ToolContext:
    """The agent that calls, its space, and the call itself as the cause of what changes. `told` is what the edits of
    this turn returned so far; a call that `is_approved` has a person's word.
    """

    store: Store
    agent: AgentRecord
    cause: Cause
    told: tuple[str, ...] = ()
    is_approved: bool = False
    vector: Vector | None = None  # a search's query, as the embedder sees it, where that had to be awaited

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
        """Give a block its new text and return it. Raises EditError where the block's policy is against it."""
        from .caution import cleared  # only an edit needs it

        return self.store.blocks.update(block.id, {"value": cleared(self, block, value)}).value

    def heed(self, block: Block, value: str) -> None:
        """Raise EditError where the block's policy is against `value` in place of its text, however long."""
        from ..memory.quality import Edit
        from .caution import heed

        heed(self, block.id, Edit(block.label, block.value, value, len(value), self.cause.origin))

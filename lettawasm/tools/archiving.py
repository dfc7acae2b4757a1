"""Putting lines of a block away into archival memory, where they are found again."""

from collections.abc import Sequence

from ..schemas.agents import AgentRecord
from ..schemas.blocks import Block
from ..store import Store
from ..store.table import Page


def put_away(store: Store, agent: AgentRecord, block: Block, texts: Sequence[str]) -> None:
    """Store texts as passages of the agent's archive, tagged with the block's label. Call it in a transaction."""
    if texts:
        archive = store.archives.ensure(agent.id, agent.name)
        for text in texts:
            store.archival.insert(archive.id, text, tags=(block.label,), metadata={"block_id": block.id})


def keeper(store: Store, block_id: str) -> AgentRecord | None:
    """The agent whose archive takes what leaves a block: of those that hold it the oldest, so that a companion that
    tends it doesn't carry it off.
    """
    found = store.agents.of_block(block_id, Page(limit=1, order="asc"))
    return found[0] if found else None

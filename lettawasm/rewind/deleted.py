"""Bringing back what was deleted, to where it was."""

from dataclasses import dataclass

from ..errors import Conflict, NotFound
from ..store import Store
from . import objects


@dataclass(frozen=True, slots=True)
class Returned:
    """The agents that hold it again, and those that can't: they are gone, or have another block of its label."""

    agent_ids: list[str]
    left_out: list[str]


def bring_back(store: Store, object_id: str) -> Returned:
    """Make a deleted object anew, under its old id and as it was last. Call it in a transaction.

    Raises NotFound for what isn't deleted, and Conflict for what was forgotten.
    """
    deletion = store.deletions.get(object_id)
    last = store.timeline.last_whole(object_id)
    if deletion.held is None or last is None:
        raise Conflict(f"What {object_id} was when it was deleted has been forgotten")
    objects.restore(store, object_id, last)
    held = [agent_id for agent_id in deletion.agent_ids if _holds(store, agent_id, object_id)]
    return Returned(held, [agent_id for agent_id in deletion.agent_ids if agent_id not in held])


def _holds(store: Store, agent_id: str, block_id: str) -> bool:
    try:
        store.agents.get(agent_id)
        store.blocks.attach(agent_id, block_id)
    except (NotFound, Conflict):
        return False
    return True

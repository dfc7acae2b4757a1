"""Bringing one object back to a state it had."""

from collections.abc import Callable

from ..errors import Conflict, Invalid
from ..schemas.versions import Cause, Kind
from ..store import Store
from ..versions.states import State


def restore(store: Store, object_id: str, number: int) -> None:
    """Give an object the state of one of its versions, though it be gone. Call it in a transaction.

    Raises NotFound for an unknown version, Conflict for a state that can't be had any more.
    """
    chain = store.versions.must_have(object_id)
    head = store.timeline.head(object_id, number)
    if head.state == "forgotten":
        raise Conflict(f"What {object_id} was in version {number} has been forgotten")
    with store.because(Cause("restore", origin="memory", source=f"version:{head.id}")):
        put(store, chain.kind, object_id, store.versions.state(object_id, number))


def put(store: Store, kind: Kind, object_id: str, state: State | None) -> None:
    """Let an object be in a state; None is not to be at all."""
    if kind not in _PUTTERS:
        raise Invalid("A compiled prompt follows from its agent, and can't be restored by itself")
    _PUTTERS[kind](store, object_id, state)


def _block(store: Store, block_id: str, state: State | None) -> None:
    if state is not None:
        store.blocks.put(block_id, state)
    elif store.blocks.is_there(block_id):
        store.blocks.delete(block_id)


def _passage(store: Store, passage_id: str, state: State | None) -> None:
    if state is not None:
        store.archives.get(state["archive_id"])
        store.archival.put(passage_id, state)
    elif store.archival.is_there(passage_id):
        store.archival.delete(store.archival.get(passage_id).archive_id, passage_id)


def _agent(store: Store, agent_id: str, state: State | None) -> None:
    """Its settings and what it holds; blocks that were deleted since come back as they were last."""
    if state is None:
        raise Invalid("An agent can't be taken back to before it was made; delete it instead")
    agent = store.agents.get(agent_id)
    secrets = agent.settings.secrets
    store.agents.put(agent_id, {**state, "settings": {**state["settings"], "secrets": secrets}})
    for block_id in state["blocks"]:
        if not store.blocks.is_there(block_id):
            revive(store, block_id)
    _hold(store, agent_id, state)


def revive(store: Store, block_id: str) -> None:
    """Bring a deleted block back as it was when it was deleted, if anybody remembers."""
    last = store.timeline.last_whole(block_id)
    if last is not None:
        put(store, "block", block_id, store.versions.state(block_id, last))


def _hold(store: Store, agent_id: str, state: State) -> None:
    """Let the agent hold what the state says, in its order, as far as it is still there."""
    for block in store.blocks.of_agent(agent_id):
        store.blocks.detach(agent_id, block.id)
    for block_id in filter(store.blocks.is_there, state["blocks"]):
        store.blocks.attach(agent_id, block_id)
    for tool in store.tools.of_agent(agent_id):
        store.agents.detach_tool(agent_id, tool.id)
    for tool_id in filter(store.tools.is_there, state["tools"]):
        store.agents.attach_tool(agent_id, tool_id)
    held = store.archives.of_agent(agent_id)
    if held and held.id != state["archive"]:
        store.archives.detach(agent_id, held.id)
    if state["archive"] and store.archives.is_there(state["archive"]):
        store.archives.attach(agent_id, state["archive"])


_PUTTERS: dict[Kind, Callable[[Store, str, State | None], None]] = {
    "block": _block,
    "passage": _passage,
    "agent": _agent,
}

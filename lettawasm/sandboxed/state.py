"""The state of an agent as a tool's code is given it, and what the code may change in it: what its blocks say."""

from collections.abc import Iterator, Mapping
from typing import Any

from ..agent_state import agent_state
from ..schemas.agents import AgentRecord
from ..store import Store
from ..tools.execution import BlockEdit

State = Mapping[str, Any]


def shown(store: Store, agent: AgentRecord) -> dict[str, Any]:
    """Letta's AgentState. Secrets are granted one by one, so their values aren't in it."""
    return {**agent_state(store, agent), "secrets": [], "tool_exec_environment_variables": []}


def edits(before: State, after: State) -> tuple[BlockEdit, ...]:
    """What the code wants blocks to say that they don't say yet."""
    now, then = _values(before), _values(after)
    return tuple(
        BlockEdit(label, now[label], value)
        for label, value in then.items()
        if label in now and isinstance(value, str) and value != now[label]
    )


def ignored(before: State, after: State) -> list[str]:
    """The names of what else the code has changed, which changes nothing."""
    names = [name for name in after if name not in ("memory", "blocks") and after[name] != before.get(name)]
    return names + sorted(f"memory block {label}" for label in _values(before).keys() ^ _values(after).keys())


def _values(state: State) -> dict[str, Any]:
    return {block["label"]: block.get("value") for block in _blocks(state)}


def _blocks(state: State) -> Iterator[dict[str, Any]]:
    """The blocks in a state that comes from anywhere."""
    memory = state.get("memory")
    blocks = memory.get("blocks") if isinstance(memory, dict) else None
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict) and isinstance(block.get("label"), str):
            yield block

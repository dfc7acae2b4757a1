"""The policies of blocks, on their way out and in. Those that are the default don't travel."""

from collections.abc import Mapping
from typing import Any

from ..agentfile import AgentFile
from ..store import Store


def entries(store: Store, names: Mapping[str, str]) -> dict[str, Any]:
    """The policies of the blocks whose ids these are, by their names in the file."""
    policies = {name: store.policies.of(id_) for id_, name in sorted(names.items(), key=lambda pair: pair[1])}
    return {name: own for name, one in policies.items() if (own := one.model_dump(exclude_defaults=True))}


def make(store: Store, file: AgentFile, made: Mapping[str, str]) -> None:
    """Give the file's policies to the blocks that were `made` of its own."""
    for name, policy in file.lettawasm.policies.items():
        store.policies.put(made[name], policy)

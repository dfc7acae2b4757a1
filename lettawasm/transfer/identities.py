"""Identities in agent files: whom the agents there belong to, as another system knows them."""

from typing import Any

from ..agentfile import AgentFile
from ..schemas.identities import Identity, IdentityCreate
from ..store import Store
from ..store.table import Page

_TOLD = {"identifier_key", "name", "identity_type", "project_id", "properties"}


def entries(identities: list[Identity], names: dict[str, str]) -> list[dict[str, Any]]:
    """Of what belongs to them, only what is in the file is told. `names` are ids there."""
    return [
        {
            "id": f"identity-{number}",
            **one.model_dump(mode="json", include=_TOLD),
            "agent_ids": [names[id_] for id_ in one.agent_ids if id_ in names],
            "block_ids": [names[id_] for id_ in one.block_ids if id_ in names],
        }
        for number, one in enumerate(identities)
    ]


def make(store: Store, file: AgentFile, made: dict[str, str], project_id: str | None) -> None:
    """Give agents and blocks to whom they belong. One who is known here by that key stays as known here."""
    for one in file.lettawasm.identities:
        new = IdentityCreate(
            **one.model_dump(include=_TOLD - {"project_id"}), project_id=project_id or one.project_id
        )
        known = store.identities.find(Page(limit=-1), identifier_key=new.identifier_key)
        there = next((k for k in known if (k.project_id or "") == (new.project_id or "")), None)
        identity = there or store.identities.create(new)
        for agent_id in one.agent_ids:
            store.identities.attach(identity.id, "agent", made[agent_id])
        for block_id in one.block_ids:
            store.identities.attach(identity.id, "block", made[block_id])

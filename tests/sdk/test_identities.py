"""Identities through the official SDK, which has only the attaching, and through its bare requests."""

from typing import Any

import pytest
from letta_client import ConflictError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState
from letta_client.types.agent_state import Identity

NOBODY = "00000000-0000-4000-8000-000000000000"


def make(letta: Letta, key: str, **fields: Any) -> Any:
    body = {"identifier_key": key, "name": key.title(), "identity_type": "user", **fields}
    return letta.post("/v1/identities/", body=body, cast_to=object)


def get(letta: Letta, path: str) -> Any:
    return letta.get(path, cast_to=object)


def test_an_identity_is_made_changed_and_deleted(letta: Letta) -> None:
    made = make(letta, "ada", properties=[{"key": "age", "type": "number", "value": 36}])
    path = f"/v1/identities/{made['id']}"
    Identity.model_validate(made)
    assert get(letta, path) == made
    with pytest.raises(ConflictError):
        make(letta, "ada")
    with pytest.raises(UnprocessableEntityError):
        make(letta, "bob", identity_type="cat")
    changed: Any = letta.patch(path, body={"name": "Ada L."}, cast_to=object)
    assert changed == {**made, "name": "Ada L."}
    put: Any = letta.put(
        path + "/properties", body=[{"key": "town", "type": "string", "value": "London"}], cast_to=object
    )
    assert [one["key"] for one in put["properties"]] == ["age", "town"]
    body = {"identifier_key": "ada", "name": "Countess", "identity_type": "other"}
    upserted: Any = letta.put("/v1/identities/", body=body, cast_to=object)
    assert (upserted["id"], upserted["name"]) == (made["id"], "Countess")
    letta.delete(path, cast_to=object)
    with pytest.raises(NotFoundError):
        get(letta, path)


def test_identities_are_listed_and_filtered(letta: Letta) -> None:
    ids = [make(letta, f"listed-{n}", project_id="listed")["id"] for n in range(3)]
    found = get(letta, "/v1/identities/?project_id=listed&limit=2")
    assert [one["id"] for one in found] == ids[:0:-1]
    assert [one["id"] for one in get(letta, "/v1/identities/?identifier_key=listed-1")] == [ids[1]]
    assert get(letta, "/v1/identities/count") >= 3
    for identity_id in ids:
        letta.delete(f"/v1/identities/{identity_id}", cast_to=object)


def test_agents_and_blocks_belong_to_identities(letta: Letta, agent: AgentState) -> None:
    owner = make(letta, "owner")["id"]
    block = letta.blocks.create(label="owned", value="x").id
    letta.agents.identities.attach(owner, agent_id=agent.id)
    letta.patch(f"/v1/blocks/{block}/identities/attach/{owner}", cast_to=object)
    whole = get(letta, f"/v1/identities/{owner}")
    assert (whole["agent_ids"], whole["block_ids"]) == ([agent.id], [block])
    shown = letta.agents.retrieve(agent.id, include=["agent.identities"])
    assert [identity.identifier_key for identity in shown.identities or []] == ["owner"]
    assert [a.id for a in letta.agents.list(identity_id=owner)] == [agent.id]
    assert [b.id for b in letta.blocks.list(identifier_keys=["owner"])] == [block]
    assert [a["id"] for a in get(letta, f"/v1/identities/{owner}/agents")] == [agent.id]
    assert [b["id"] for b in get(letta, f"/v1/identities/{owner}/blocks")] == [block]

    letta.agents.identities.detach(owner, agent_id=agent.id)
    letta.patch(f"/v1/blocks/{block}/identities/detach/{owner}", cast_to=object)
    with pytest.raises(NotFoundError):
        letta.agents.identities.detach(owner, agent_id=agent.id)
    with pytest.raises(NotFoundError):
        letta.agents.identities.attach(f"identity-{NOBODY}", agent_id=agent.id)
    assert list(letta.agents.list(identity_id=owner)) == []
    letta.delete(f"/v1/identities/{owner}", cast_to=object)
    letta.blocks.delete(block)

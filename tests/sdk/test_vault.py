"""The vault through REST, on every host: what it keeps is used, never told, and shut without its passphrase."""

from collections.abc import Iterator
from typing import Any

import pytest
from letta_client import APIStatusError, BadRequestError, ConflictError, Letta, NotFoundError

from tests.model_server import ModelServer

from .bare import get, patch, post

PASSPHRASE = "a horse, a staple"
KEY = "sk-kept-in-the-vault"


@pytest.fixture
def provider(letta: Letta, model: ModelServer) -> Iterator[dict[str, Any]]:
    """A connection whose server wants a key, in a space that has no vault yet."""
    body = {"name": "keyed", "provider_type": "openai", "base_url": model.url, "api_key": KEY}
    made = post(letta, "/v1/providers", body)
    yield made
    letta.delete(f"/v1/providers/{made['id']}", cast_to=object)
    letta.delete("/v1/vault", cast_to=object)


def put(letta: Letta, **fields: Any) -> Any:
    return letta.put("/v1/vault/entries", cast_to=object, body=fields)


def test_a_key_is_kept_locked_away_unlocked_and_forgotten(
    letta: Letta, provider: dict[str, Any], model: ModelServer
) -> None:
    made = post(letta, "/v1/vault", {"passphrase": PASSPHRASE})
    assert (made["exists"], made["is_locked"], made["idle_minutes"]) == (True, False, 15)
    kept = put(letta, kind="provider", owner=provider["id"])
    assert get(letta, "/v1/vault/entries") == [kept]
    assert (kept["owner"], kept["host"]) == (provider["id"], model.url.removesuffix("/v1"))
    agent = letta.agents.create(name="Keyed", model="keyed/tiny", memory_blocks=[])
    try:
        assert post(letta, "/v1/vault/lock", {})["is_locked"]
        with pytest.raises(APIStatusError, match="vault is locked"):
            letta.agents.messages.create(agent.id, input="Hello?")
        with pytest.raises(BadRequestError, match="doesn't open the vault"):
            post(letta, "/v1/vault/unlock", {"passphrase": "another horse"})
        assert post(letta, "/v1/vault/unlock", {"passphrase": PASSPHRASE})["is_locked"] is False
        before = len(model.requests)
        letta.agents.messages.create(agent.id, input="And now?")
        [asked] = model.requests[before:]
        assert f"Bearer {KEY}" in asked.headers.values()
    finally:
        letta.agents.delete(agent.id)
    letta.delete(f"/v1/vault/entries/{kept['id']}", cast_to=object)
    assert get(letta, f"/v1/providers/{provider['id']}")["has_key"] is False


def test_the_passphrase_and_the_minutes_can_be_changed(letta: Letta, provider: dict[str, Any]) -> None:
    post(letta, "/v1/vault", {"passphrase": PASSPHRASE, "idle_minutes": 5})
    put(letta, kind="provider", owner=provider["id"])
    assert patch(letta, "/v1/vault", {"idle_minutes": 30})["idle_minutes"] == 30
    change = {"passphrase": PASSPHRASE, "new_passphrase": "another horse"}
    assert post(letta, "/v1/vault/passphrase", change)["is_locked"] is False
    post(letta, "/v1/vault/lock", {})
    with pytest.raises(BadRequestError):
        post(letta, "/v1/vault/unlock", {"passphrase": PASSPHRASE})
    post(letta, "/v1/vault/unlock", {"passphrase": "another horse"})
    told = get(letta, "/v1/vault")
    assert (told["entries"], told["damaged"], told["is_locked"]) == (1, [], False)
    assert get(letta, f"/v1/providers/{provider['id']}")["has_key"] is True


def test_what_is_wrong_is_said_and_changes_nothing(letta: Letta, provider: dict[str, Any]) -> None:
    with pytest.raises(NotFoundError):
        put(letta, kind="provider", owner=provider["id"])
    post(letta, "/v1/vault", {"passphrase": PASSPHRASE})
    with pytest.raises(ConflictError):
        post(letta, "/v1/vault", {"passphrase": "another horse"})
    with pytest.raises(NotFoundError):
        put(letta, kind="provider", owner="provider-00000000-0000-4000-8000-00000000dead", secret="x")
    assert get(letta, "/v1/vault/entries") == []

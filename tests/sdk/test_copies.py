"""Copies of a space over REST: what is known of them, test restores, and backups that are kept for others."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from letta_client import APIStatusError, BadRequestError, Letta, NotFoundError, UnprocessableEntityError
from letta_client.types import AgentState

from tests.web_server import TOKEN, WebServer

from .bare import get, patch, post


def upload(letta: Letta, path: str, data: bytes, **fields: str) -> Any:
    form = {"headers": {"Content-Type": "multipart/form-data"}}
    return letta.post(path, cast_to=object, body=fields, files={"file": ("copy.json", data)}, options=form)


@pytest.fixture
def keeper(web_server: WebServer) -> str:
    """A server that keeps backups."""
    return web_server.url


@pytest.fixture
def kept(letta: Letta, agent: AgentState) -> bytes:
    """A backup of the whole space, in which there is an agent."""
    return letta.post("/v1/backup", cast_to=httpx.Response, body={}).content


@pytest.fixture
def saved(letta: Letta, kept: bytes) -> Iterator[str]:
    """The id of that backup, which a person has saved."""
    new = {"kind": "download", "name": "space.json", "size": len(kept)}
    copy = post(letta, "/v1/copies", new)["copy"]
    yield copy["id"]
    letta.delete(f"/v1/copies/{copy['id']}", cast_to=object)


def test_a_backup_is_restored_for_a_test_and_nothing_changes(letta: Letta, kept: bytes) -> None:
    agents = len(letta.agents.list(limit=1000).items)
    found = upload(letta, "/v1/backup/verify", kept)
    assert (found["restores"], found["problem"], found["size"]) == (True, None, len(kept))
    assert (len(found["agents"]), found["since"], found["gone"]) == (agents, {}, {})
    assert found["versions"] >= found["found"]["versions"] > 0
    assert len(letta.agents.list(limit=1000).items) == agents


def test_a_damaged_backup_does_not_restore(letta: Letta, kept: bytes) -> None:
    found = upload(letta, "/v1/backup/verify", kept[:-100])
    assert found["restores"] is False and "damaged" in found["problem"]


def test_a_backup_tells_when_it_was_made(letta: Letta, kept: bytes) -> None:
    answer = letta.post("/v1/backup", cast_to=httpx.Response, body={})
    assert upload(letta, "/v1/backup/verify", answer.content)["made_at"] == answer.headers["x-made-at"]


def test_a_copy_is_remembered_with_what_its_test_restore_found(letta: Letta, saved: str, kept: bytes) -> None:
    copy = upload(letta, f"/v1/copies/{saved}/verify", kept)
    assert copy["checked"]["restores"] is True
    known = get(letta, "/v1/copies")
    assert copy in known["copies"]
    assert (known["verdict"]["level"], known["verdict"]["places"]) == ("checked", 2)
    assert known["verdict"]["checked_at"] == copy["checked"]["checked_at"]


def test_what_the_browser_tells_is_part_of_the_verdict(letta: Letta) -> None:
    query = "home=browser&promised=false&days=7&usage=90&quota=100"
    assert get(letta, f"/v1/copies?{query}")["verdict"]["warnings"] == ["room", "forgetful"]


def test_a_folder_wants_copies_as_long_as_there_is_something_new(letta: Letta, agent: AgentState) -> None:
    place = patch(letta, "/v1/copies/places/folder", {"name": "Backups", "minutes": 10})
    assert place == {"kind": "folder", "name": "Backups", "minutes": 10, "has_token": False}
    [due] = [one["due_at"] for one in get(letta, "/v1/copies")["places"]]
    assert due is not None
    written = post(letta, "/v1/copies", {"kind": "folder", "place": "Backups", "name": "a.json", "size": 1})
    [place] = get(letta, "/v1/copies")["places"]
    assert (place["due_at"], written["doomed"]) == (None, [])
    letta.delete("/v1/copies/places/folder", cast_to=object)
    letta.delete(f"/v1/copies/{written['copy']['id']}", cast_to=object)
    assert get(letta, "/v1/copies")["places"] == []


def test_a_server_keeps_backups_as_they_came(letta: Letta, kept: bytes) -> None:
    backup = upload(letta, "/v1/backups", kept)
    assert (backup["name"], backup["size"]) == ("copy.json", len(kept))
    assert backup in get(letta, "/v1/backups")
    path = f"/v1/backups/{backup['id']}"
    assert letta.get(path, cast_to=httpx.Response).content == kept
    letta.delete(path, cast_to=object)
    with pytest.raises(NotFoundError):
        get(letta, path)


def test_a_copy_goes_to_a_server_is_restored_from_there_and_forgotten(
    letta: Letta, agent: AgentState, keeper: str
) -> None:
    place = patch(letta, "/v1/copies/places/worker", {"name": f"{keeper}/v1/", "token": TOKEN})
    assert place == {"kind": "worker", "name": keeper, "minutes": None, "has_token": True}
    copy = post(letta, "/v1/copies/send", {})["copy"]
    assert (copy["place"], copy["problem"]) == (keeper, None)
    assert post(letta, f"/v1/copies/{copy['id']}/verify", {})["checked"]["restores"] is True
    patch(letta, "/v1/copies/places/worker", {"token": "wrong"})
    with pytest.raises(APIStatusError, match="doesn't accept the token"):
        post(letta, "/v1/copies/send", {})
    [failed] = [one for one in get(letta, "/v1/copies")["copies"] if one["problem"]]
    for known in (copy, failed):
        letta.delete(f"/v1/copies/{known['id']}", cast_to=object)
    letta.delete("/v1/copies/places/worker", cast_to=object)


@pytest.mark.parametrize(
    ("path", "body", "error"),
    [
        ("/v1/copies", {"kind": "cloud"}, UnprocessableEntityError),
        ("/v1/copies", {"kind": "download", "made_at": "yesterday"}, UnprocessableEntityError),
        ("/v1/copies/copy-00000000-0000-4000-8000-00000000dead/verify", {}, NotFoundError),
        ("/v1/backup/verify", {}, UnprocessableEntityError),
        ("/v1/backups", {}, UnprocessableEntityError),
    ],
)
def test_what_is_no_copy_is_refused(letta: Letta, path: str, body: Any, error: type[APIStatusError]) -> None:
    with pytest.raises(error):
        post(letta, path, body)


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("moon", {"name": "Copernicus"}, NotFoundError),
        ("folder", {"minutes": 10}, BadRequestError),
        ("worker", {"name": "ftp://example.org"}, UnprocessableEntityError),
        ("folder", {"name": "Backups", "minutes": 0}, UnprocessableEntityError),
    ],
)
def test_what_is_no_place_is_refused(letta: Letta, kind: str, body: Any, error: type[APIStatusError]) -> None:
    with pytest.raises(error):
        patch(letta, f"/v1/copies/places/{kind}", body)
    assert get(letta, "/v1/copies")["places"] == []

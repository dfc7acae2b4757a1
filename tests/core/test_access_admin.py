"""Spaces and tokens over REST, for the holder of the admin secret."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from lettawasm.access.admin import directory_app, space_app
from lettawasm.access.directory import Directory
from lettawasm.access.store import Tokens
from lettawasm.db import SqliteDriver
from lettawasm.testing import TickingClock

from .access import rows

SECRET = "0123456789abcdef0123456789abcdef"
SPACES, TOKENS = "/admin/spaces", "/admin/spaces/home/tokens"
Ask = Callable[..., Any]


class Office:
    """Both apps, each over its own database, as they are in two objects."""

    def __init__(self, secret: str | None = SECRET) -> None:
        clock = TickingClock()
        self.directory, self.tokens = Directory(SqliteDriver(), clock), Tokens(SqliteDriver(), clock)
        self.wiped: list[str] = []
        self.broken = False
        self._directory_app = directory_app(self.directory, secret, self._wipe)
        self._space_app = space_app(self.tokens, secret)

    async def _wipe(self, name: str) -> None:
        if self.broken:
            raise OSError("the space can't be reached")
        self.wiped.append(name)

    async def ask(self, method: str, path: str, bearer: str = SECRET, **request: Any) -> httpx.Response:
        app = self._space_app if "/tokens" in path else self._directory_app
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://letta") as client:
            return await client.request(
                method, path, headers={"authorization": f"Bearer {bearer}"}, **request
            )

    def kept(self) -> object:
        return rows(self.directory.driver), rows(self.tokens.driver)


async def test_a_space_is_made_listed_read_and_deleted():
    office = Office()
    made = await office.ask("POST", SPACES, json={"name": "home"})
    await office.ask("POST", SPACES + "/", json={"name": "away"})
    home = {"name": "home", "created_at": "2026-01-01T00:00:00.000000Z"}
    assert (made.status_code, made.json()) == (201, home)
    assert [space["name"] for space in (await office.ask("GET", SPACES)).json()] == ["away", "home"]
    assert (await office.ask("GET", SPACES + "?limit=1&after=away")).json() == [home]
    assert (await office.ask("GET", SPACES + "/home")).json() == home
    assert (await office.ask("DELETE", SPACES + "/home")).json() == home
    assert office.wiped == ["home"]
    assert (await office.ask("GET", SPACES + "/home")).status_code == 404
    assert (await office.ask("POST", SPACES, json={"name": "home"})).status_code == 201


async def test_a_name_is_given_once():
    office = Office()
    await office.ask("POST", SPACES, json={"name": "home"})
    assert (await office.ask("POST", SPACES, json={"name": "home"})).status_code == 409


async def test_a_space_that_could_not_be_emptied_keeps_its_name():
    office = Office()
    await office.ask("POST", SPACES, json={"name": "home"})
    office.broken = True
    assert (await office.ask("DELETE", SPACES + "/home")).status_code == 500
    assert (await office.ask("GET", SPACES + "/home")).status_code == 200


async def test_a_token_is_shown_once_and_can_be_revoked():
    office = Office()
    made = (await office.ask("POST", TOKENS, json={"name": "laptop", "origins": ["*"]})).json()
    text = made.pop("token")
    token = office.tokens.verify(text)
    assert token
    assert (token.space, token.scope) == ("home", "full")
    listed = await office.ask("GET", TOKENS)
    assert listed.json() == [made]
    assert text.split("_")[3] not in listed.text
    revoked = await office.ask("DELETE", f"{TOKENS}/{made['id']}")
    assert revoked.json() == {**made, "revoked": True}
    assert office.tokens.verify(text) is None


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", SPACES, {}, 422),
        ("POST", SPACES, [], 422),
        ("POST", SPACES, {"name": "Home"}, 422),
        ("POST", SPACES, {"name": "home\n"}, 422),
        ("POST", SPACES, {"name": "a" * 40}, 422),
        ("POST", SPACES, {"name": "a_b"}, 422),
        ("POST", SPACES, {"name": "b", "public": True}, 422),
        ("GET", SPACES + "?limit=0", None, 422),
        ("GET", SPACES + "/nowhere", None, 404),
        ("GET", SPACES + "/%00", None, 404),
        ("DELETE", SPACES + "/nowhere", None, 404),
        ("PATCH", SPACES, {}, 405),
        ("GET", "/admin", None, 404),
        ("POST", TOKENS, {"scope": "widget"}, 422),
        ("POST", TOKENS, {"scope": "admin"}, 422),
        ("POST", TOKENS, {"agent": "one"}, 422),
        ("POST", TOKENS, {"expires_at": "soon"}, 422),
        ("POST", TOKENS, {"origins": ["page.example"]}, 422),
        ("DELETE", TOKENS + "/nothing", None, 404),
    ],
)
async def test_a_bad_wish_changes_nothing_and_is_answered_as_letta_does(method, path, body, status):
    office = Office()
    await office.ask("POST", TOKENS, json={})
    before = office.kept()
    answer = await office.ask(method, path, json=body)
    assert answer.status_code == status
    assert isinstance(answer.json()["detail"], str)
    assert office.kept() == before


@pytest.mark.parametrize("path", [SPACES, TOKENS])
@pytest.mark.parametrize(("secret", "bearer", "status"), [
    (SECRET, "", 401), (SECRET, SECRET[:-1], 401), (None, "", 503), ("", "", 503), ("short", "short", 503),
])  # fmt: skip
async def test_both_offices_ask_for_the_secret_themselves(path, secret, bearer, status):
    office = Office(secret)
    before = office.kept()
    answers = [await office.ask(method, path, bearer, json={"name": "home"}) for method in ("GET", "POST")]
    assert [answer.status_code for answer in answers] == [status] * 2
    assert office.kept() == before

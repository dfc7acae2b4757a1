"""The vault: what is kept under a passphrase, when it opens, and when it shuts."""

import asyncio
import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from types import CoroutineType, FrameType
from typing import Any

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.clock import iso
from lettawasm.errors import Conflict, Invalid
from lettawasm.hosts import native_cipher
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.hosts.native_cipher import NativeCipher, NativeKey
from lettawasm.keys import Keys
from lettawasm.masking import masked
from lettawasm.schemas.secrets import Use
from lettawasm.testing import TickingClock, host
from lettawasm.vault import Vault
from tests.mcp_server import McpServer
from tests.model_server import ModelServer

PASSPHRASE = "correct horse"
KEY = "sk-open-sesame"
TOKEN = Use("tool", "tool-1", "TOKEN")


class SlowClock(TickingClock):
    """Stands still until somebody passes time."""

    def __init__(self) -> None:
        super().__init__()
        self._passed = timedelta()

    def now(self) -> str:
        return iso(datetime(2026, 1, 1, tzinfo=UTC) + self._passed)

    def passes(self, seconds: float) -> None:
        self._passed += timedelta(seconds=seconds)


class Desk:
    """A space as its API shows it, over the database at `path`."""

    def __init__(self, path: str, model_url: str) -> None:
        self.clock, self._model_url = SlowClock(), model_url
        parts = replace(host(path=path), clock=self.clock, cipher=NativeCipher(), transport=HttpxTransport())
        self.app = create_app(parts)
        self.runtime = self.app.state.runtime
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://space")
        self._runner = asyncio.Runner()

    def ask(self, method: str, path: str, status: int = 200, **body: Any) -> Any:
        answer = self._request(method, path, body or None)
        assert answer.status_code == status, answer.text
        return answer.json()

    def _request(self, method: str, path: str, body: Any) -> httpx.Response:
        return self._runner.run(self._client.request(method, f"/v1/{path}", json=body))

    def connect(self, key: str | None = KEY) -> str:
        body = {"name": "far", "provider_type": "openai", "base_url": self._model_url, "api_key": key}
        return str(self.ask("POST", "providers", **body)["id"])

    def remember(self, **fields: Any) -> Any:
        return self.ask("PUT", "vault/entries", **fields)

    def create(self, **fields: Any) -> None:
        self.ask("POST", "vault", passphrase=PASSPHRASE, **fields)

    def is_locked(self) -> bool:
        return bool(self.ask("GET", "vault")["is_locked"])

    def say(self, text: str = "Hello?") -> Any:
        """What comes of a turn with the far model: its answer, or its error."""
        [agent] = self.ask("GET", "agents") or [self.ask("POST", "agents", name="Sam", model="far/tiny")]
        answer = self._request("POST", f"agents/{agent['id']}/messages", {"input": text})
        return answer.json()["messages"][-1]["content"] if answer.is_success else answer.json()["error"]

    def leave(self) -> None:
        self._runner.close()
        self.runtime.host.driver.close()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that is quickly guessed is quickly tested; test_cipher.py has the real rounds."""
    monkeypatch.setattr(native_cipher, "ROUNDS", 1)


@pytest.fixture
def open_desk(server: ModelServer, tmp_path: Any) -> Iterator[Any]:
    """Opens the one space of a test, again and again."""
    made: list[Desk] = []

    def open_it() -> Desk:
        if made:
            made.pop().leave()
        made.append(Desk(str(tmp_path / "space.db"), server.url))
        return made[-1]

    yield open_it
    for desk in made:
        desk.leave()


@pytest.fixture
def desk(open_desk: Any) -> Desk:
    opened: Desk = open_desk()
    return opened


def lone_vault() -> tuple[Vault, Keys]:
    """A vault that nothing locks by itself, and the keys it gives its secrets to."""
    space = create_app(replace(host(), cipher=NativeCipher())).state.runtime
    return Vault(space.host, space.store, space.keys, lambda work: work.close()), space.keys


def borne(server: ModelServer) -> list[str | None]:
    """The keys that arrived with requests."""
    return [request.headers.get("authorization") for request in server.requests]


def test_a_key_that_is_kept_serves_after_a_restart_and_an_unlock(open_desk: Any, server: ModelServer) -> None:
    desk = open_desk()
    provider_id = desk.connect()
    desk.create()
    kept = desk.remember(kind="provider", owner=provider_id)
    assert (kept["host"], "secret" in kept, KEY in str(kept)) == (
        server.url.removesuffix("/v1"),
        False,
        False,
    )
    desk = open_desk()
    assert desk.ask("GET", "providers")[0]["has_key"] is False
    desk.ask("POST", "vault/unlock", passphrase=PASSPHRASE)
    assert desk.ask("GET", "providers")[0]["has_key"] is True
    assert desk.say() == "You said: Hello?"
    assert borne(server) == [f"Bearer {KEY}"]


def test_a_turn_that_needs_a_locked_key_says_so_and_goes_well_once_it_is_unlocked(
    desk: Desk, server: ModelServer
) -> None:
    desk.create()
    desk.remember(kind="provider", owner=desk.connect())
    desk.say()
    desk.ask("POST", "vault/lock")
    failure = desk.say("And now?")
    assert (failure["type"], "vault is locked" in failure["message"]) == ("vault_locked", True)
    desk.ask("POST", "vault/unlock", passphrase=PASSPHRASE)
    assert desk.say("And now?") == "You said: And now?"
    assert borne(server) == [f"Bearer {KEY}"] * 2


def test_where_there_is_a_fallback_it_answers_as_long_as_the_vault_is_locked(desk: Desk) -> None:
    desk.create()
    desk.remember(kind="provider", owner=desk.connect())
    assert desk.say() == "You said: Hello?"
    [agent] = desk.ask("GET", "agents")
    desk.ask("PATCH", f"agents/{agent['id']}/model-options", fallbacks=["scripted/model"])
    desk.ask("POST", "vault/lock")
    assert desk.say("And now?") == "ok"
    desk.ask("POST", "vault/unlock", passphrase=PASSPHRASE)
    assert desk.say("And then?") == "You said: And then?"


def test_a_wrong_passphrase_says_so_and_the_next_tries_come_slower_and_slower(desk: Desk) -> None:
    desk.create()
    desk.ask("POST", "vault/lock")
    for _ in range(3):
        refusal = desk.ask("POST", "vault/unlock", 400, passphrase="wrong horse")
        assert refusal == {"detail": "This passphrase doesn't open the vault."}
    for wait in (1, 2, 4):
        assert desk.ask("GET", "vault")["retry_after"] == wait
        assert desk.ask("POST", "vault/unlock", 429, passphrase=PASSPHRASE)["retry_after"] == wait
        desk.clock.passes(wait)
        desk.ask("POST", "vault/unlock", 400, passphrase="wrong horse")
    desk.clock.passes(8)
    desk.ask("POST", "vault/unlock", passphrase=PASSPHRASE)
    assert desk.ask("GET", "vault")["retry_after"] == 0


def test_it_locks_itself_when_nobody_has_used_it_for_so_long(desk: Desk) -> None:
    desk.create(idle_minutes=10)
    desk.remember(kind="provider", owner=desk.connect())
    desk.clock.passes(9 * 60)
    desk.say()
    desk.clock.passes(9 * 60)
    assert desk.is_locked() is False
    desk.clock.passes(60)
    assert desk.say()["type"] == "vault_locked"
    assert desk.is_locked() is True


def test_whoever_lets_it_lock_itself_again_has_time_left(desk: Desk) -> None:
    desk.create(idle_minutes=0)
    desk.clock.passes(60 * 60)
    desk.ask("PATCH", "vault", idle_minutes=10)
    assert desk.is_locked() is False


async def test_what_it_held_is_in_memory_no_more_once_it_is_locked() -> None:
    vault, keys = lone_vault()
    await vault.create(PASSPHRASE, 10)
    secret = token_hex()
    await vault.put(TOKEN, secret)
    waiting = asyncio.ensure_future(vault._watch(keys._vault))  # it knows what was open
    await asyncio.sleep(0)
    assert masked(f"hush, {secret}", secret, "…") == "hush, …"
    assert holders(secret) != []
    vault.lock()
    assert holders(secret) == []
    waiting.cancel()


def holders(secret: str) -> list[Any]:
    """Who still has this very text, but for those who look for it."""
    return [each for each in gc.get_referrers(secret) if not isinstance(each, FrameType | CoroutineType)]


async def test_a_vault_that_is_forgotten_while_it_is_unlocked_stays_forgotten() -> None:
    vault, keys = lone_vault()
    await vault.create(PASSPHRASE, 10)
    await vault.put(TOKEN, "hush")
    vault.lock()
    for late in (vault.unlock(PASSPHRASE), vault.change_passphrase(PASSPHRASE, "one horse")):
        opening = asyncio.ensure_future(late)
        await asyncio.sleep(0)
        vault.delete()
        with pytest.raises(Conflict, match="forgotten"):
            await opening
        assert (vault.status().exists, keys.has(TOKEN)) == (False, False)
        await vault.create(PASSPHRASE, 10)


async def test_what_is_forgotten_while_it_is_unlocked_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    vault, keys = lone_vault()
    await vault.create(PASSPHRASE, 10)
    other = Use("tool", "tool-2", "TOKEN")
    for use in (TOKEN, other):
        await vault.put(use, "hush")
    vault.lock()
    opened = NativeKey.open

    async def open_and_forget(key: NativeKey, sealed: bytes, label: bytes) -> bytes | None:
        keys.forget(TOKEN.kind, TOKEN.owner)
        return await opened(key, sealed, label)

    monkeypatch.setattr(NativeKey, "open", open_and_forget)
    await vault.unlock(PASSPHRASE)
    assert (keys.has(TOKEN), keys.has(other)) == (False, True)


async def test_it_locks_itself_also_when_nobody_asks() -> None:
    clock, slept, works = SlowClock(), [], []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.passes(seconds)

    space = create_app(replace(host(), clock=clock, cipher=NativeCipher())).state.runtime
    vault = Vault(space.host, space.store, space.keys, works.append, sleep)
    await vault.create(PASSPHRASE, 10)
    use = Use("tool", "tool-1", "TOKEN")
    await vault.put(use, "hush")
    assert space.keys.has(use)
    for work in works:
        await work
    assert (slept, space.keys.has(use), space.keys.is_locked(use)) == ([600.0], False, True)


def test_with_a_new_passphrase_the_old_one_opens_nothing_and_what_was_kept_is_there(open_desk: Any) -> None:
    desk = open_desk()
    desk.create()
    desk.remember(kind="provider", owner=desk.connect())
    new = {"new_passphrase": "staple battery"}
    desk.ask("POST", "vault/passphrase", 400, passphrase="wrong horse", **new)
    desk.ask("POST", "vault/passphrase", passphrase=PASSPHRASE, **new)
    desk = open_desk()
    desk.ask("POST", "vault/unlock", 400, passphrase=PASSPHRASE)
    desk.ask("POST", "vault/unlock", passphrase="staple battery")
    assert desk.say() == "You said: Hello?"


async def test_of_two_changes_of_the_passphrase_at_once_one_is_made_and_the_other_is_refused() -> None:
    vault, _ = lone_vault()
    await vault.create(PASSPHRASE, 10)
    changes = (vault.change_passphrase(PASSPHRASE, new) for new in ("one horse", "two horses"))
    first, second = await asyncio.gather(*changes, return_exceptions=True)
    assert (first, type(second)) == (None, Invalid)
    await vault.unlock("one horse")


def test_a_change_of_the_passphrase_that_fails_leaves_the_old_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.create()
    with monkeypatch.context() as broken:
        broken.setattr(type(desk.runtime.store.vault), "rewrap", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.ask("POST", "vault/passphrase", passphrase=PASSPHRASE, new_passphrase="another one")
    desk.ask("POST", "vault/unlock", passphrase=PASSPHRASE)


def test_a_provider_that_moved_to_another_host_gets_no_key(desk: Desk, server: ModelServer) -> None:
    desk.create()
    provider_id = desk.connect()
    desk.remember(kind="provider", owner=provider_id)
    with ModelServer() as other:
        desk.ask("PATCH", f"providers/{provider_id}", base_url=other.url)
        assert desk.ask("GET", "providers")[0]["has_key"] is False
        desk.say()
        assert borne(other) == [None]
    desk.ask("PATCH", f"providers/{provider_id}", base_url=server.url)
    assert desk.ask("GET", "providers")[0]["has_key"] is True


def test_an_entry_that_was_moved_to_another_host_in_the_file_stays_shut(open_desk: Any) -> None:
    desk = open_desk()
    desk.create()
    kept = desk.remember(kind="provider", owner=desk.connect())
    desk.runtime.store.driver.execute("UPDATE vault_entries SET host = 'https://evil.example'")
    desk = open_desk()
    status = desk.ask("POST", "vault/unlock", passphrase=PASSPHRASE)
    assert (status["damaged"], status["is_locked"]) == ([kept["id"]], False)


def test_what_is_forgotten_is_gone_from_the_vault_and_from_memory(desk: Desk) -> None:
    desk.create()
    provider_id = desk.connect()
    kept = desk.remember(kind="provider", owner=provider_id)
    desk.ask("DELETE", f"vault/entries/{kept['id']}")
    assert (desk.ask("GET", "vault/entries"), desk.ask("GET", "providers")[0]["has_key"]) == ([], False)
    desk.remember(kind="provider", owner=provider_id, secret=KEY)
    desk.ask("PATCH", f"providers/{provider_id}", api_key=None)
    assert (desk.ask("GET", "vault/entries"), desk.ask("GET", "providers")[0]["has_key"]) == ([], False)
    desk.remember(kind="provider", owner=provider_id, secret=KEY)
    desk.ask("DELETE", f"providers/{provider_id}")
    assert desk.ask("GET", "vault/entries") == []


def test_a_vault_whose_passphrase_is_lost_can_be_forgotten_and_made_anew(desk: Desk) -> None:
    desk.create()
    desk.ask("POST", "vault", 409, passphrase="another one")
    desk.remember(kind="provider", owner=desk.connect())
    desk.ask("POST", "vault/lock")
    gone = desk.ask("DELETE", "vault")
    assert (gone["exists"], gone["entries"]) == (False, 0)
    desk.ask("POST", "vault/unlock", 404, passphrase=PASSPHRASE)
    desk.ask("POST", "vault", passphrase="another one")
    assert desk.say() == "You said: Hello?"


def test_nothing_is_kept_in_a_vault_that_is_locked_or_is_not_there(desk: Desk) -> None:
    provider_id = desk.connect()
    desk.ask("PUT", "vault/entries", 404, kind="provider", owner=provider_id)
    desk.create()
    desk.ask("POST", "vault/lock")
    desk.ask("PUT", "vault/entries", 423, kind="provider", owner=provider_id)
    desk.ask("PATCH", "vault", 423, idle_minutes=0)
    assert desk.ask("GET", "providers")[0]["has_key"] is True


def test_secrets_of_tools_are_known_by_name_and_host(desk: Desk) -> None:
    desk.create()
    tool = desk.ask("GET", "tools")[0]["id"]
    for host_ in ("", "https://api.example/v2"):
        desk.remember(kind="tool", owner=tool, name="TOKEN", host=host_, secret=f"for {host_}")
    keys = desk.runtime.keys
    assert [entry["host"] for entry in desk.ask("GET", "vault/entries")] == ["", "https://api.example"]
    assert keys.get(Use("tool", tool, "TOKEN")) == "for "
    assert (
        keys.get(Use.at("tool", tool, "https://api.example/elsewhere", "TOKEN"))
        == "for https://api.example/v2"
    )
    assert keys.get(Use.at("tool", tool, "https://evil.example", "TOKEN")) is None


def test_a_value_for_the_session_is_bound_to_the_host_of_its_grant_and_gone_after_a_restart(
    open_desk: Any, tmp_path: Path
) -> None:
    desk = open_desk()
    source = 'def look() -> None:\n    """Look."""\n'
    tool = f"tools/{desk.ask('POST', 'tools', source_code=source)['id']}"

    def bind(host_: str) -> Any:
        """The grant of one secret for one host, and what is told of its value then."""
        bound = {"name": "TOKEN", "hosts": [host_]}
        desk.ask("PUT", f"{tool}/grants", hosts=[{"host": host_}], variables=[bound])
        return desk.ask("GET", f"{tool}/secrets")

    given = {"name": "TOKEN", "host": "https://api.example", "kept": "session", "is_locked": False}
    bind("https://api.example")
    assert desk.ask("PUT", f"{tool}/secrets/TOKEN", secret="hush hush") == given
    assert bind("https://evil.example") == [{**given, "host": "https://evil.example", "kept": None}]
    assert bind("https://api.example") == [given]
    assert not [path for path in tmp_path.iterdir() if b"hush hush" in path.read_bytes()]
    desk = open_desk()
    assert desk.ask("GET", f"{tool}/secrets") == [{**given, "kept": None}]


def test_the_secrets_of_an_mcp_server_are_kept_as_it_has_them(open_desk: Any) -> None:
    with McpServer() as far:
        far.token = "hush"
        desk = open_desk()
        config = {"mcp_server_type": "streamable_http", "server_url": far.url, "auth_token": "hush"}
        made = desk.ask("POST", "mcp-servers", server_name="far", config=config)
        desk.create()
        desk.remember(kind="mcp_server", owner=made["id"])
        desk = open_desk()
        locked = desk.ask("PATCH", f"mcp-servers/{made['id']}/refresh", 400)
        assert "vault is locked" in locked["detail"]
        desk.ask("POST", "vault/unlock", passphrase=PASSPHRASE)
        desk.ask("PATCH", f"mcp-servers/{made['id']}/refresh")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "providers", {"name": "far", "api_key": "hush hush", "provider_type": "openai"}),
        ("POST", "providers", {"name": 7, "api_key": "hush"}),
        ("POST", "vault", {"passphrase": "hush"}),
        ("POST", "vault/unlock", {"passphrase": ["hush"]}),
        ("POST", "vault/passphrase", {"passphrase": "hush"}),
        ("PUT", "vault/entries", {"kind": "tool", "secret": "hush"}),
        ("PUT", "tools/{tool}/secrets/TOKEN", {"secret": ["hush"]}),
        ("POST", "mcp-servers", {"config": {"mcp_server_type": "no", "auth_token": "hush"}}),
        ("POST", "agents", {"name": 7, "secrets": {"A": "hush"}}),
    ],
)
def test_what_does_not_fit_is_told_without_the_secrets_in_it(
    desk: Desk, method: str, path: str, body: Any
) -> None:
    path = path.format(tool=desk.ask("GET", "tools")[0]["id"])
    told = desk.ask(method, path, 422, **body)["detail"]
    assert ("hush" in told, "'loc': ('body'" in told) == (False, True)

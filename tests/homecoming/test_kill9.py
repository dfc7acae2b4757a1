"""A process that is killed in the middle of a migration, or of an import, has lost and doubled nothing."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import create_server
from typing import Any

import httpx
import pytest

from tests.letta_server import LettaServer
from tests.sdk.hosts import until


class Space:
    """`lettawasm serve` over a file, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._db = str(folder / "space.db")
        self._server: subprocess.Popen[bytes] | None = None
        self.url = ""

    def start(self) -> None:
        port = _free_port()
        command = [sys.executable, "-m", "lettawasm.cli", "serve", "--port", str(port), "--db", self._db]
        self._server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{port}"
        until(lambda: _answers(self.url))

    def kill(self) -> None:
        assert self._server is not None
        os.kill(self._server.pid, signal.SIGKILL)
        self._server.wait()

    def ask(self, method: str, path: str, **rest: Any) -> Any:
        return httpx.request(method, self.url + path, timeout=60, **rest).raise_for_status().json()


def _free_port() -> int:
    with create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/v1/health/").is_success
    except httpx.TransportError:
        return False


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Space]:
    space = Space(tmp_path)
    space.start()
    yield space
    space.kill()


@pytest.fixture(scope="module")
def server() -> Iterator[LettaServer]:
    with LettaServer() as server:
        server.agent("Astrid", passages=130, turns=8)
        server.agent("Bo", passages=5, turns=2)
        yield server


def test_a_migration_survives_being_killed_again_and_again(space: Space, server: LettaServer) -> None:
    """Killed while the server is being asked for the first time, then the second time since, the fourth, and so on."""
    server.on_asked = killed_at(space, 1)
    body = {"base_url": server.url, "token": "t"}
    answered = _maybe(lambda: space.ask("POST", "/v1/memory/migrations", json=body))
    kills = 0
    while kills < 40:
        _wait_until_dead_or_done(space)
        if not _answers(space.url):
            kills += 1
            space.start()
        records = space.ask("GET", "/v1/memory/migrations")
        if records and records[0]["state"] == "completed":
            break
        server.on_asked = killed_at(space, 2**kills)
        path = f"/v1/memory/migrations/{records[0]['id']}/resume"
        _maybe(lambda path=path: space.ask("POST", path, json={"token": "t"}))
    server.on_asked = lambda: None
    assert answered is None or answered["state"] == "running"
    assert kills >= 3
    assert _told(space) == {"Astrid": (130, 16), "Bo": (5, 4)}


def killed_at(space: Space, number: int) -> Callable[[], None]:
    """Kills the space at its next request but so many."""
    counted = 0

    def asked() -> None:
        nonlocal counted
        counted += 1
        if counted == number:
            space.kill()

    return asked


def _maybe(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except httpx.TransportError:
        return None


def _wait_until_dead_or_done(space: Space) -> None:
    def look() -> bool:
        records = _maybe(lambda: space.ask("GET", "/v1/memory/migrations"))
        return records is None or bool(records and records[0]["state"] != "running")

    until(look)


def _told(space: Space) -> dict[str, tuple[int, int]]:
    """How many passages and messages each agent has."""
    told = {}
    for agent in space.ask("GET", "/v1/agents"):
        path = f"/v1/agents/{agent['id']}"
        passages = space.ask("GET", f"{path}/archival-memory", params={"limit": 1000})
        said = space.ask("GET", f"{path}/messages", params={"limit": 1000})
        assert len({passage["text"] for passage in passages}) == len(passages)
        spoken = [one for one in said if one["message_type"] != "system_message"]
        told[agent["name"]] = len(passages), len({one["id"] for one in spoken})
    return told


def test_an_import_that_was_killed_is_whole_after_the_file_is_sent_again(space: Space) -> None:
    lines = [b'{"type":"entity","name":"e%d","observations":["o%d"]}' % (n, n) for n in range(1_500)]
    file = {"file": ("memory.jsonl", b"\n".join(lines))}
    sending = threading.Thread(
        target=lambda: _maybe(lambda: space.ask("POST", "/v1/memory/import", files=file)), daemon=True
    )
    sending.start()
    until(lambda: _added(space) >= 100)
    space.kill()
    sending.join()
    space.start()
    before = _added(space)
    assert 100 <= before < 1_500
    came = space.ask("POST", "/v1/memory/import", files=file)
    assert came["skipped"]["passages"] >= before
    assert came["skipped"]["passages"] + came["added"]["passages"] == 1_500
    [agent_id] = came["agent_ids"]
    assert len(space.ask("GET", "/v1/agents")) == 1
    texts: list[str] = []
    page: list[Any] = [None]
    while page:
        params = {"limit": 1000, **({"after": page[-1]["id"]} if page[-1] else {})}
        page = space.ask("GET", f"/v1/agents/{agent_id}/archival-memory", params=params)
        texts += [passage["text"] for passage in page]
    assert sorted(texts) == sorted(f"e{n}\n- o{n}" for n in range(1_500))


def _added(space: Space) -> int:
    records = space.ask("GET", "/v1/memory/imports")
    return int(records[0]["added"].get("passages", 0)) if records else 0

"""`lettawasm memory migrate-from-letta`: from a server, with a pause, and on from there."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server
from threading import Event, Thread

import httpx
import pytest

from .cli_memory import until

KEY = "sk-let-canary"


class Dam(ThreadingHTTPServer):
    """A Letta server that can be asked only through here, and that tells no message while the dam is closed."""

    daemon_threads = True

    def __init__(self, behind: str) -> None:
        self.behind, self.is_open, self.waiting = behind, Event(), Event()
        self.keys: set[str | None] = set()
        super().__init__(("127.0.0.1", 0), _Water)
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Water(BaseHTTPRequestHandler):
    server: Dam

    def do_GET(self) -> None:
        self.server.keys.add(self.headers["authorization"])
        if "/messages" in self.path:
            self.server.waiting.set()
            self.server.is_open.wait()
        answer = httpx.get(self.server.behind + self.path)
        self.send_response(answer.status_code)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *words: object) -> None:
        """Nothing."""


@pytest.fixture
def letta(desk, sam) -> Iterator[Dam]:
    """Where the agents come from; the desk has a new space of its own."""
    with desk.client() as client:
        client.post(f"/v1/agents/{sam}/messages", {"input": "My name is Bob"})
        client.post(f"/v1/agents/{sam}/archival-memory", {"text": "The canoe is red"})
    desk.make("Eve")
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lettawasm.cli", "serve", "--port", str(port), "--db", str(desk.db)]
    desk.db = desk.home / "home.db"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        dam = Dam(f"http://127.0.0.1:{port}")
        Thread(target=dam.serve_forever, daemon=True).start()
        try:
            until(lambda: _answers(dam.behind) or server.poll() is not None)
            yield dam
        finally:
            dam.is_open.set()
            dam.shutdown()
            dam.server_close()
            server.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/v1/health/").is_success
    except httpx.TransportError:
        return False


def came_whole(desk) -> None:
    with desk.client() as client:
        agents = {agent["name"]: agent["id"] for agent in client.get("/v1/agents/")}
        said = client.get(f"/v1/agents/{agents['Sam']}/messages", limit=100)
    assert sorted(agents) == ["Eve", "Sam"]
    assert [one["content"] for one in said if one["message_type"] == "user_message"] == ["My name is Bob"]
    assert [hit["kind"] for hit in desk.json("search", "canoe")["hits"]] == ["passage"]


def test_agents_come_after_a_look(desk, letta, monkeypatch):
    letta.is_open.set()
    monkeypatch.setenv("LETTA_API_KEY", KEY)
    planned = desk.json("migrate-from-letta", letta.url, "--dry-run")
    assert sorted(agent["name"] for agent in planned["agents"]) == ["Eve", "Sam"]
    assert desk.json("list")["agents"] == []
    told = desk.terminal("migrate-from-letta", letta.url, answers=["y"])
    assert (told.code, "2 of 2 agents" in told.out, KEY in told.out) == (0, True, False)
    came_whole(desk)
    assert letta.keys == {f"Bearer {KEY}"}
    assert KEY.encode() not in b"".join(path.read_bytes() for path in desk.home.glob("home.db*"))


def test_what_ctrl_c_cuts_off_goes_on_with_the_same_command(desk, letta):
    with desk.process("migrate-from-letta", letta.url, "--yes", stdin=subprocess.DEVNULL) as ran:
        assert letta.waiting.wait(30)
        ran.send_signal(signal.SIGINT)
        _, err = ran.communicate()
    assert (ran.returncode, "the same command goes on" in err, "Traceback" in err) == (130, True, False)
    letta.is_open.set()
    done = desk.json("migrate-from-letta", letta.url, "--yes")
    assert [agent["state"] for agent in done["agents"]] == ["completed"] * 2
    came_whole(desk)
    again = desk.json("migrate-from-letta", letta.url, "--yes")
    assert again["id"] != done["id"]
    came_whole(desk)


def test_one_agent_can_come_alone(desk, letta):
    letta.is_open.set()
    [eve] = [
        agent["remote_id"]
        for agent in desk.json("migrate-from-letta", letta.url, "--dry-run")["agents"]
        if agent["name"] == "Eve"
    ]
    desk.json("migrate-from-letta", letta.url, "--agent", eve, "--yes")
    assert [agent["name"] for agent in desk.json("list")["agents"]] == ["Eve"]


@pytest.mark.parametrize("url", ["letta.example", "ftp://letta.example", "https://key@letta.example"])
def test_an_address_is_an_address_without_a_key(desk, url):
    assert desk.memory("migrate-from-letta", url, "--yes").code == 2


def test_a_server_that_is_not_there_is_told(desk):
    with create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    told = desk.memory("migrate-from-letta", url, "--dry-run", "--json")
    assert (told.code, told.json["error"]["kind"]) == (1, "failed")

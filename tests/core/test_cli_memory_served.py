"""`lettawasm memory --base-url`: a server that wants a token, one that is Letta's, and one that isn't there."""

import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import create_server
from threading import Thread

import httpx
import pytest

from lettawasm.api import app as api_app
from lettawasm.api.routes import ROUTES

from .cli_memory import until

TOKEN = "a-long-random-secret"


@pytest.fixture
def url(desk, sam):
    """`lettawasm serve` over the space, for those who know the token."""
    with create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    port = address.rpartition(":")[2]
    command = [sys.executable, "-m", "lettawasm.cli", "serve", "--port", port, "--db", str(desk.db)]
    with subprocess.Popen(
        command, env={**os.environ, "LETTAWASM_TOKEN": TOKEN}, stdout=subprocess.DEVNULL
    ) as server:
        try:
            until(lambda: answers(address) or server.poll() is not None)
            yield address
        finally:
            server.terminate()


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/v1/health/").status_code == 401
    except httpx.TransportError:
        return False


def test_a_token_is_read_from_the_environment(desk, url, monkeypatch):
    refused = desk.ask(url, "view", "human", "--json")
    assert (refused.code, refused.json["error"]["status"]) == (1, 401)
    monkeypatch.setenv("LETTAWASM_TOKEN", TOKEN)
    told = desk.ask(f"{url}/v1/", "view", "human", "--json")
    assert told.json["blocks"][0]["value"] == "Name: Ada\nLikes tea"


def test_at_a_terminal_a_token_is_asked_for_and_not_shown(desk, url):
    told = desk.terminal("view", "human", at=url, answers=[TOKEN])
    assert (told.code, "Likes tea" in told.out, TOKEN in told.out) == (0, True, False)
    wrong = desk.terminal("view", "human", at=url, answers=["guess"])
    assert (wrong.code, "refuses" in wrong.out) == (1, True)


def test_a_space_that_is_served_says_so(desk, url):
    told = desk.memory("list")
    assert (told.code, "another lettawasm has it open" in told.err) == (1, True)


def test_nobody_there_is_told_in_a_sentence(desk):
    with create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    told = desk.ask(url, "list", "--json")
    assert (told.code, told.json["error"]["kind"]) == (1, "unreachable")


@pytest.mark.parametrize(
    "answer", [b"[]", b"{}", b"null", b"3", b'[{"id": 3}]', b"<html>", b"\xff", b"[" * 5_000]
)
@pytest.mark.parametrize("words", [["list"], ["view", "Sam"], ["search", "x"], ["sources"], ["verify"]])
def test_whatever_answers_nothing_breaks(desk, answer, words):
    with Parrot(answer) as parrot:
        told = desk.ask(parrot.url, *words, "--json")
    assert told.code in (0, 1, 3)
    assert told.err == ""


class Parrot(ThreadingHTTPServer):
    """A server that answers everything with the same bytes."""

    def __init__(self, answer: bytes) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers["content-length"] or 0))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer)

            def do_POST(self) -> None:
                self.do_GET()

            def log_message(self, *words: object) -> None:
                """Nothing."""

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self._thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def __exit__(self, *reason: object) -> None:
        self.shutdown()
        self._thread.join()
        super().__exit__(*reason)


@pytest.fixture
def lettas(monkeypatch):
    """The app with Letta's own routes alone."""
    ours = ("/v1/memory/", "/policy", "/compress", "/backup", "/restore", "/fork", "/history")
    kept = [route for route in ROUTES if not any(part in route[1] for part in ours)]
    monkeypatch.setattr(api_app, "ROUTES", kept)
    monkeypatch.setattr(api_app, "_ROUTES", api_app._routes())


def test_lettas_own_routes_are_enough_to_see_change_and_search(desk, sam, lettas):
    [agent] = desk.json("list")["agents"]
    assert [(block["label"], block["updated_at"], block["policy"]) for block in agent["blocks"]] == [
        ("human", None, None),
        ("persona", None, None),
    ]
    assert desk.json("edit", "human", "--set", "Likes canoes")["changed"] is True
    assert "Likes canoes" in desk.memory("view").out
    with desk.client() as client:
        client.post(f"/v1/agents/{sam}/archival-memory", {"text": "The canoe is red"})
    hits = desk.json("search", "canoe", "--agent", "Sam")["hits"]
    assert [(hit["kind"], hit["text"]) for hit in hits] == [
        ("passage", "The canoe is red"),
        ("block", "Likes canoes"),
    ]
    assert "Likes canoes" in desk.memory("search", "canoe").out


@pytest.mark.parametrize(
    "words",
    [["history"], ["verify"], ["search", "x", "--label", "human"], ["search", "x", "--kind", "message"]],
)
def test_what_letta_does_not_offer_is_said_to_be_so(desk, sam, lettas, words):
    told = desk.memory(*words, "--json")
    assert (told.code, told.json["error"]["kind"]) == (1, "not_offered")

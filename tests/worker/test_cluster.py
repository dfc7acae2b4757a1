"""Two servers that share a bucket: each answers for every space, and one takes over what the other can't go on with.

Which of them holds a space is theirs to say, and no client's to know.
"""

import contextlib
import json
import time
import urllib.error
import urllib.request

import pytest

from tests.worker.cluster import pair
from tests.worker.conftest import Worker
from worker.selfhost.config import Cluster
from worker.selfhost.server import Server

SPACES = [f"space-{number}" for number in range(8)]


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    folders = [tmp_path_factory.mktemp(name) for name in ("one", "two")]
    with pair(*folders, haste=10) as started:
        yield started


@pytest.fixture(scope="module")
def tokens(servers):
    """A token for each space, made at either server."""
    return {space: servers[number % 2].new_token(space) for number, space in enumerate(SPACES)}


def ask(worker, token, path, body=None):
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(
        urllib.request.Request(worker.url + path, data, headers), timeout=60
    ) as answer:
        return json.load(answer)


def labels(worker, token):
    return [block["label"] for block in ask(worker, token, "/v1/blocks/?limit=100")]


def held(worker):
    """How many spaces a server keeps on its own disk."""
    return len(list((worker.data / "lettawasm-space").glob("*.sqlite")))


def test_each_server_answers_for_every_space(servers, tokens):
    for number, token in enumerate(tokens.values()):
        ask(servers[number % 2], token, "/v1/blocks/", {"label": "kept", "value": "a value"})
        assert [labels(server, token) for server in servers] == [["kept"], ["kept"]]


def test_the_spaces_are_spread_over_the_servers(servers, tokens):
    assert all(held(server) for server in servers), [held(server) for server in servers]


def test_what_a_killed_server_acknowledged_its_peer_serves(servers, tokens):
    killed, peer = servers
    for token in tokens.values():
        for number in range(3):
            ask(killed, token, "/v1/blocks/", {"label": f"last-{number}", "value": "a value"})
    killed.kill()
    wanted = ["kept", "last-0", "last-1", "last-2"]
    deadline = time.monotonic() + 120
    missing = dict(tokens)
    while missing:
        assert time.monotonic() < deadline, missing.keys()
        for space, token in list(missing.items()):
            with contextlib.suppress(urllib.error.HTTPError):  # the killed one's lease is not over yet
                assert sorted(labels(peer, token)) == wanted
                del missing[space]


def test_a_server_that_comes_back_serves_with_the_others(servers, tokens):
    servers[0].start()
    for token in tokens.values():
        assert len(labels(servers[0], token)) == 4


def test_a_workerd_of_a_cluster_that_did_not_start_is_started_again(tmp_path, monkeypatch):
    outcomes = iter([None, None, 1234])
    monkeypatch.setattr(Server, "_started", lambda server: next(outcomes))
    worker = Worker(tmp_path, cluster=Cluster("s3://spaces/lettawasm", "127.0.0.1:0", {}, key="k" * 32))
    worker.start()
    assert worker.url == "http://localhost:1234"

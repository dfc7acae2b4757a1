"""Requests through the gateway and an object's bridge to ASGI: bodies both ways, and clients that hang up."""

import json
import struct
import time
from collections.abc import Iterator
from socket import SO_LINGER, SOL_SOCKET, create_connection

import httpx
import pytest

from tests.worker.conftest import Worker

AGENT = {"model": "lettawasm/offline", "memory_blocks": [], "include_base_tools": False}


@pytest.fixture(scope="module")
def home(worker: Worker) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {worker.new_token('requests')}"}
    with httpx.Client(base_url=worker.url, headers=headers, timeout=60) as client:
        yield client


def test_a_large_body_comes_in_and_goes_out_whole(home: httpx.Client):
    agent = {**AGENT, "metadata": {"large": "é漢🐘" * 150_000}}
    made = home.post("/v1/agents/", content=in_pieces(json.dumps(agent).encode())).json()
    assert home.get(f"/v1/agents/{made['id']}").json()["metadata"] == agent["metadata"]


def in_pieces(body: bytes) -> Iterator[bytes]:
    return (body[at : at + 10_000] for at in range(0, len(body), 10_000))


def test_a_head_has_the_length_of_the_body_it_leaves_out(home: httpx.Client):
    whole, head = home.get("/v1/tools/"), home.head("/v1/tools/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(whole.content))


def test_a_path_and_a_query_arrive_as_they_were_meant(home: httpx.Client):
    home.post("/v1/agents/", json={**AGENT, "name": "Zoë & Co/+1"}).raise_for_status()
    [found] = home.get("/v1/agents/", params={"name": "Zoë & Co/+1"}).json()
    assert found["name"] == "Zoë & Co/+1"
    assert home.get("/v1/agents/%61gent-1").status_code == 422  # decoded, and no id


def test_who_hangs_up_in_the_middle_of_a_request_is_no_error_of_ours(home: httpx.Client, worker: Worker):
    before = worker.log.count('"status":499')
    head = (
        f"POST /v1/agents/ HTTP/1.1\r\nhost: localhost\r\nauthorization: {home.headers['authorization']}\r\n"
    )
    with create_connection(("localhost", home.base_url.port)) as connection:
        connection.sendall(f'{head}content-length: 1000\r\n\r\n{{"name": "half'.encode())
        connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
    deadline = time.monotonic() + 30
    while worker.log.count('"status":499') == before:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert "Traceback" not in worker.log
    assert home.get("/v1/agents/").status_code == 200

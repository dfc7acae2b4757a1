"""Runs in a Durable Object go on without their listeners, side by side, and end stored whatever happens."""

import json
import sqlite3
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET, create_connection
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import pytest

from tests.model_server import ModelServer, Say
from tests.worker.conftest import Worker
from tests.worker.variant import modules_with

PROGRAMS = Path(__file__).parent / "programs"
ENTRY = Path(__file__).parents[2] / "worker" / "src" / "entry.py"
T = TypeVar("T")


def until(look: Callable[[], T], seconds: float = 30) -> T:
    """What `look` finds as soon as it finds something."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"nothing found within {seconds} s"
        time.sleep(0.02)
    return found


@pytest.fixture(scope="module")
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="module")
def worker(model: ModelServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    folder = tmp_path_factory.mktemp("runs")
    sources = {"entry.py": PROGRAMS / "impatient.py", "whole_entry.py": ENTRY}
    modules = modules_with(sources, folder / "modules")
    provider = {"name": "scripted", "base_url": model.url, "models": ["tiny"]}
    variables = {"LETTAWASM_PROVIDERS": json.dumps([provider])}
    with Worker(folder, modules=modules, variables=variables) as started:
        started.start()
        yield started


@dataclass
class Home:
    """A new space, as its owner asks it."""

    http: httpx.Client

    def new_agent(self) -> str:
        agent = {"model": "scripted/tiny", "memory_blocks": [], "include_base_tools": False}
        answer = self.http.post("/v1/agents/", json=agent)
        assert answer.is_success, answer.text
        return answer.json()["id"]

    def send(self, agent_id: str, text: str) -> Any:
        """A stream of the answer, token by token; enter it to send the message."""
        body = {"input": text, "stream_tokens": True}
        return self.http.stream("POST", f"/v1/agents/{agent_id}/messages/stream", json=body)

    def said(self, agent_id: str) -> list[str]:
        found = self.http.get(f"/v1/agents/{agent_id}/messages").json()
        return [
            each["content"] for each in found if each["message_type"] in ("user_message", "assistant_message")
        ]

    def run(self, run_id: str) -> Any:
        return self.http.get(f"/v1/runs/{run_id}").json()


@pytest.fixture
def home(worker: Worker) -> Iterator[Home]:
    headers = {"authorization": f"Bearer {worker.new_token(f'space-{uuid4().hex}')}"}
    with httpx.Client(base_url=worker.url, headers=headers, timeout=30) as http:
        yield Home(http)


def events(lines: Iterator[str]) -> Iterator[Any]:
    return (json.loads(line[6:]) for line in lines if line.startswith("data: {"))


def request_bytes(home: Home, path: str, body: Any) -> bytes:
    return b"".join(
        [
            f"POST {path} HTTP/1.1\r\nhost: localhost\r\n".encode(),
            f"authorization: {home.http.headers['authorization']}\r\n".encode(),
            f"content-length: {len(json.dumps(body))}\r\n\r\n{json.dumps(body)}".encode(),
        ]
    )


def listeners(worker: Worker) -> str:
    """How many streams are open in the whole server, as its metrics have it."""
    page = httpx.get(f"{worker.url}/metrics", headers={"authorization": f"Bearer {worker.admin_secret}"}).text
    return next(line.split()[1] for line in page.splitlines() if line.startswith("lettawasm_listeners"))


def leave_in_the_middle(home: Home, agent_id: str) -> str:
    """Send a message, hang up when the answer has begun, and give the run's id."""
    with home.send(agent_id, "hi") as answer:
        told = events(answer.iter_lines())
        return next(each["run_id"] for each in told if each["message_type"] == "ping")


def test_a_run_goes_on_when_its_listener_has_left(model: ModelServer, home: Home):
    gate = threading.Event()
    model.script(Say("one two three", gate=gate))
    agent_id = home.new_agent()
    run_id = leave_in_the_middle(home, agent_id)
    assert home.run(run_id)["status"] == "running"
    gate.set()
    assert until(lambda: home.run(run_id)["stop_reason"]) == "end_turn"
    assert home.said(agent_id) == ["hi", "one two three"]


def test_a_listener_who_comes_back_hears_the_run_to_its_end(model: ModelServer, home: Home):
    gate = threading.Event()
    model.script(Say("one two three", gate=gate))
    run_id = leave_in_the_middle(home, home.new_agent())
    with home.http.stream("POST", f"/v1/runs/{run_id}/stream", json={}) as answer:
        gate.set()
        told = list(events(answer.iter_lines()))
    assert "".join(t["content"] for t in told if t["message_type"] == "assistant_message") == "one two three"
    assert [t["message_type"] for t in told][-2:] == ["stop_reason", "usage_statistics"]


def test_a_connection_that_breaks_ends_its_listening_at_once(model: ModelServer, home: Home, worker: Worker):
    gate = threading.Event()
    model.script(Say("one two three", gate=gate))
    agent_id = home.new_agent()
    with create_connection(("localhost", home.http.base_url.port)) as connection:
        connection.sendall(request_bytes(home, f"/v1/agents/{agent_id}/messages/stream", {"input": "hi"}))
        assert b"200 OK" in connection.recv(1000)
        until(lambda: listeners(worker) == "1")
        connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))  # hangs up without a word
    until(lambda: listeners(worker) == "0")
    [run] = home.http.get("/v1/runs/", params={"agent_id": agent_id}).json()
    assert run["status"] == "running"
    gate.set()
    until(lambda: home.run(run["id"])["status"] == "completed")


def test_many_who_leave_hold_nobody_up(model: ModelServer, home: Home):
    gate = threading.Event()
    model.script(*[Say("one two three", gate=gate)] * 8)
    agents = [home.new_agent() for _ in range(8)]
    runs = [leave_in_the_middle(home, agent_id) for agent_id in agents]
    gate.set()
    until(lambda: all(home.run(run_id)["status"] == "completed" for run_id in runs))
    assert [home.said(agent_id) for agent_id in agents] == [["hi", "one two three"]] * 8


def test_agents_of_one_space_answer_side_by_side(model: ModelServer, home: Home):
    gate, before = threading.Event(), len(model.requests)
    model.script(Say("to one", gate=gate), Say("to one", gate=gate))
    one, two = home.new_agent(), home.new_agent()
    with home.send(one, "hi") as first, home.send(two, "hi") as second:
        until(lambda: len(model.requests) == before + 2)  # both wait for the model, which waits for us
        gate.set()
        for answer in (first, second):
            assert list(events(answer.iter_lines()))[-1]["message_type"] == "usage_statistics"
    assert home.said(one) == home.said(two) == ["hi", "to one"]


def test_an_agent_that_is_answering_takes_no_second_message(model: ModelServer, home: Home):
    gate = threading.Event()
    model.script(Say("one", gate=gate))
    agent_id = home.new_agent()
    with home.send(agent_id, "hi") as answer:
        refused = home.http.post(f"/v1/agents/{agent_id}/messages", json={"input": "and me?"})
        gate.set()
        list(answer.iter_lines())
    assert refused.status_code == 409
    assert home.said(agent_id) == ["hi", "one"]


def test_an_alarm_is_set_as_long_as_a_run_goes_on(model: ModelServer, home: Home, worker: Worker):
    gate = threading.Event()
    model.script(Say("hello", gate=gate))
    run_id = leave_in_the_middle(home, home.new_agent())
    first = until(lambda: next_alarm(worker.data))
    until(lambda: (next_alarm(worker.data) or 0) > first)
    gate.set()
    until(lambda: next_alarm(worker.data) is None)
    assert home.run(run_id)["status"] == "completed"


def test_a_run_that_was_cut_off_ends_without_anybody_asking(model: ModelServer, home: Home, worker: Worker):
    before = len(model.requests)
    model.script(Say("never said", gate=threading.Event()))
    run_id = leave_in_the_middle(home, home.new_agent())
    until(lambda: len(model.requests) > before)
    worker.kill()
    assert stored_status(worker.data, run_id) == "running"
    worker.start()
    assert until(lambda: stored_status(worker.data, run_id) != "running")
    assert home.run(run_id)["metadata"]["error"]["type"] == "interrupted"


def stored_status(data: Path, run_id: str) -> str | None:
    """What the space's database says of a run, read behind the server's back."""
    for path in data.rglob("*.sqlite"):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
                for (status,) in database.execute("SELECT status FROM runs WHERE id = ?", [run_id]):
                    return str(status)
    return None


def next_alarm(data: Path) -> int | None:
    """When the latest of all alarms goes off, as workerd keeps it for its next start."""
    with closing(
        sqlite3.connect(f"file:{data}/lettawasm-space/metadata.sqlite?mode=ro", uri=True)
    ) as database:
        [latest] = database.execute("SELECT max(scheduled_time) FROM _cf_ALARM").fetchone()
        return latest

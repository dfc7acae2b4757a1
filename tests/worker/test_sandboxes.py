"""The processes for tools beside a worker: started when they are needed, and not kept for nothing."""

import os
import socket
import subprocess
from collections.abc import Iterator

import pytest

from tests.worker.conftest import built
from tests.worker.test_relay import eventually
from worker.selfhost.sandboxes import Sandboxes

ASKED = b"GET /key HTTP/1.1\r\nHost: tools\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
ASKED += b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"


class Bed:
    def __init__(self, kept_for: float = 60) -> None:
        self.sandboxes = Sandboxes(built(), kept_for=kept_for)

    def line(self) -> socket.socket:
        """A line to an isolate that has started."""
        line = socket.socket(socket.AF_UNIX)
        line.connect(self.sandboxes.address.removeprefix("unix:"))
        line.settimeout(120)
        line.sendall(ASKED)
        assert line.recv(12) == b"HTTP/1.1 101"
        return line

    def processes(self) -> list[str]:
        """Those that were started for this, by their numbers."""
        folder = os.path.dirname(self.sandboxes.address.removeprefix("unix:"))
        listed = subprocess.run(
            ["ps", "-wweo", "pid=,stat=,args="], capture_output=True, text=True, check=True
        )
        lines = [line.split(None, 2) for line in listed.stdout.splitlines()]
        return [pid for pid, state, args in lines if folder in args and not state.startswith("Z")]


@pytest.fixture
def short() -> Iterator[Bed]:
    bed = Bed(kept_for=0.1)
    with bed.sandboxes:
        yield bed


def test_a_process_without_work_ends(short: Bed) -> None:
    assert short.processes() == []
    with short.line():
        assert len(short.processes()) == 1
    eventually(lambda: not short.processes())


def test_all_processes_end_with_the_server() -> None:
    bed = Bed()
    with bed.sandboxes, bed.line():
        assert len(bed.processes()) == 1
    assert bed.processes() == []

"""A person at the command line: a home of their own, a space in a file, and what the commands say."""

import argparse
import fcntl
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lettawasm.cli import main
from lettawasm.cli.memory import place
from lettawasm.cli.memory.client import Client

PATIENCE = 60.0  # seconds
BLOCKS = [
    {"label": "human", "value": "Name: Ada\nLikes tea", "limit": 2_000},
    {"label": "persona", "value": "Kind.", "limit": 200},
]


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Desk:
    """`memory("view", …)` in this process; `process(…)` in one of its own; `terminal(…)` in one at a terminal."""

    def __init__(self, home: Path, capsys: Any) -> None:
        self.home, self.db, self._capsys = home, home / "space.db", capsys

    def memory(self, *words: str) -> Said:
        return self._run(*words, "--db", str(self.db))

    def ask(self, url: str, *words: str) -> Said:
        return self._run(*words, "--base-url", url)

    def _run(self, *words: str) -> Said:
        self._capsys.readouterr()
        try:
            code = main(["memory", *words])
        except SystemExit as end:  # the parser's way to say 2
            code = int(str(end.code))
        told = self._capsys.readouterr()
        return Said(code, told.out, told.err)

    def json(self, *words: str) -> Any:
        said = self.memory(*words, "--json")
        assert said.code == 0, said.out
        return said.json

    @contextmanager
    def client(self) -> Iterator[Client]:
        """The same space as a server's client sees it."""
        with place.opened(argparse.Namespace(db=str(self.db)), creates=True) as client:
            yield client

    def make(self, name: str, blocks: Any = BLOCKS) -> str:
        """A new agent's id."""
        fields = {"name": name, "model": "lettawasm/offline", "memory_blocks": blocks}
        with self.client() as client:
            return str(client.post("/v1/agents/", fields)["id"])

    def text(self, label: str = "human") -> str:
        [block] = self.json("view", label)["blocks"]
        return str(block["value"])

    def command(self, *words: str, at: str | None = None) -> list[str]:
        """The words of a process, at an address or else at the file."""
        place = ["--base-url", at] if at else ["--db", str(self.db)]
        return [sys.executable, "-m", "lettawasm.cli", "memory", *words, *place]

    def process(self, *words: str, **options: Any) -> "subprocess.Popen[str]":
        """One that hears Ctrl+C, whoever started these tests: what runs in a shell's background doesn't."""
        pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "preexec_fn": _hear_ctrl_c}
        return subprocess.Popen(self.command(*words), text=True, **pipes, **options)

    def terminal(self, *words: str, answers: Sequence[str] = (), at: str | None = None) -> Said:
        """What a terminal shows, whose person types an answer to every question."""
        person, terminal = pty.openpty()
        options: Any = {"stdin": terminal, "stdout": terminal, "stderr": terminal, "start_new_session": True}
        with subprocess.Popen(self.command(*words, at=at), **options, preexec_fn=_take_terminal) as ran:
            os.close(terminal)
            shown, waiting = b"", list(answers)
            for piece in _read(person):
                shown += piece
                if waiting and shown.endswith((b": ", b"] ")):
                    os.write(person, f"{waiting.pop(0)}\n".encode())
        os.close(person)
        return Said(ran.returncode, shown.decode().replace("\r\n", "\n"), "")


def _hear_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _take_terminal() -> None:
    """Let standard input be the terminal of this process, as it is of a shell."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _read(terminal: int) -> Iterator[bytes]:
    """What is written to a terminal, until nobody holds it any more."""
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:
            return
        if not piece:
            return
        yield piece


def until(look: Callable[[], Any]) -> Any:
    """What `look` finds as soon as it finds something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, f"nothing found within {PATIENCE} s"
        time.sleep(0.02)
    return found

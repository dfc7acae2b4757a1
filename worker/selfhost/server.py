"""workerd as a process of ours: started, known to answer, stopped, killed, started again over the same data."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

from . import config
from .program import Failure, program

# On a busy machine, a workerd of a cluster at times can't open a database of its own before it has served anything.
MOST_STARTS = 3


class Server(AbstractContextManager["Server"]):
    """One workerd. `folder` gets its configuration and, with `logged`, its log; port 0 is a free one, then kept."""

    def __init__(
        self, setup: config.Setup, folder: Path, environment: Mapping[str, str], logged: bool = False
    ) -> None:
        self.setup = setup
        self.folder = folder
        self._environment = environment
        self._log = folder / "log" if logged else None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Without a slash at its end."""
        return f"http://localhost:{self.setup.address.rpartition(':')[2]}"

    @property
    def process(self) -> subprocess.Popen[bytes]:
        if not self._process:
            raise Failure("workerd was not started")
        return self._process

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log and self._log.exists() else ""

    def start(self) -> None:
        """Return when workerd listens, which it does once Python runs."""
        self.setup.objects.mkdir(parents=True, exist_ok=True)
        config.write(self.folder / "config.capnp", self.setup)
        starts = MOST_STARTS if self.setup.cluster else 1
        port = next(filter(None, (self._started() for _ in range(starts))), None)
        if port is None:
            raise Failure(f"workerd did not start (exit code {self.process.wait()}). {self.log}".strip())
        host = self.setup.address.rpartition(":")[0]
        self.setup = replace(self.setup, address=f"{host}:{port}")

    def _started(self) -> int | None:
        """The port on which it listens; None if it ended before."""
        reading, writing = os.pipe()
        with open(reading) as news, open(writing, "w") as said, self._claim() as claim:
            self._process = self._spawn(said.fileno(), claim)
            said.close()
            port = listening(news)
        if port is None:
            self.process.wait()  # which gives back its claim
        return port

    @contextmanager
    def _claim(self) -> Iterator[int]:
        """The lock on the data, as a file that workerd inherits: it is free again once that has ended."""
        with open(self.folder / "lock", "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Failure(f"{self.folder} is in use by another server") from None
            yield lock.fileno()

    def _spawn(self, news: int, claim: int) -> subprocess.Popen[bytes]:
        flags = ["--experimental"] if self.setup.cluster or self.setup.loader else []
        with self._output() as output:
            return subprocess.Popen(
                [program(), "serve", *flags, f"--control-fd={news}", self.folder / "config.capnp"],
                env=dict(self._environment),
                stdout=output,
                stderr=output,
                pass_fds=[news, claim],
                start_new_session=True,  # Ctrl+C is ours to hear, and to pass on
            )

    def stop(self) -> None:
        """Let it finish what it does, for a while."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait()

    def __exit__(self, *_: object) -> None:
        with suppress(Failure):
            self.stop()

    def _output(self) -> AbstractContextManager[IO[bytes] | None]:
        return open(self._log, "ab") if self._log else nullcontext()


def listening(news: IO[str]) -> int | None:
    """The port, from what workerd says once it listens; None if it ends before."""
    for line in news:
        said = json.loads(line)
        if said.get("event") == "listen" and said.get("socket") == "http":
            return int(said["port"])
    return None

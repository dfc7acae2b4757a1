"""workerd as a process of ours: started, known to answer, stopped, killed, started again over the same data."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

from . import config

PACKAGES = Path(__file__).parents[1] / "node_modules"


class Failure(Exception):
    """workerd did not start."""


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
    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log and self._log.exists() else ""

    def start(self) -> None:
        """Return when workerd listens, which it does once Python runs."""
        self.setup.objects.mkdir(parents=True, exist_ok=True)
        path = self.folder / "config.capnp"
        config.write(path, self.setup)
        reading, writing = os.pipe()
        flags = ["--experimental"] if self.setup.cluster else []
        command = [program(), "serve", *flags, f"--control-fd={writing}", str(path)]
        with open(reading) as news, self._output() as output:
            # A session of its own: Ctrl+C is ours to hear, and to pass on.
            self._process = subprocess.Popen(
                command,
                env=dict(self._environment),
                stderr=output,
                pass_fds=[writing],
                start_new_session=True,
            )
            os.close(writing)
            port = listening(news)
        if port is None:
            raise Failure(f"workerd did not start (exit code {self.process.wait()}). {self.log}".strip())
        host = self.setup.address.rpartition(":")[0]
        self.setup = replace(self.setup, address=f"{host}:{port}")

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


def program() -> Path:
    """npm's workerd for this machine."""
    found = list(PACKAGES.glob("@cloudflare/workerd-*/bin/workerd"))
    if not found:
        raise Failure("npm has no workerd for this machine")
    return found[0]

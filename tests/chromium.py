"""A plain Chromium process: no debugger attached, so that it lives and dies as a person's browser does."""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

# Without a window, and silent on the network.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Chromium:
    """Running from the moment it is made until its `with` block ends, at the latest.

    A profile outlives its browser: that is what a restart finds.
    """

    def __init__(self, command: Sequence[str], profile: Path, url: str) -> None:
        self._process = subprocess.Popen(
            [*command, f"--user-data-dir={profile}", url],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a process group of its own, which all its processes stay in
        )

    def kill9(self) -> None:
        """Kill all its processes at once."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        """Ask it to quit; insist after ten seconds."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill9()

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill9()

"""One process of workerd in which the code of tools runs: a job at a time, with its share of memory and no more."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import shutil
import signal
from pathlib import Path

MEMORY = 2_000_000_000  # bytes that it may set aside, of which 700 MB are workerd's own and never touched
MOST_SAID = 64_000_000  # bytes that may come of one job
PATIENCE = 2.0  # seconds in which a process that has nothing to do answers
_PING = b"GET / HTTP/1.1\r\nHost: tools\r\nConnection: close\r\n\r\n"


class Process:
    """`keys` are those whose jobs it has run: for them it is warm."""

    def __init__(self, running: asyncio.subprocess.Process, socket: Path) -> None:
        self._running, self._socket = running, socket
        self.keys: set[str] = set()

    @classmethod
    async def start(cls, command: list[str], socket: Path) -> Process:
        """Return when `command`, a workerd, listens at `socket`. Raises OSError when it doesn't."""
        reading, writing = os.pipe()
        news = asyncio.ensure_future(asyncio.to_thread(_listens, reading))
        try:
            running = await asyncio.create_subprocess_exec(
                *[*_leash(), *command, f"--control-fd={writing}", f"--socket-addr=jobs=unix:{socket}"],
                env={},
                pass_fds=[writing],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,  # what the code of tools says is no log of ours
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # Ctrl+C is not its to hear
            )
        finally:
            os.close(writing)
        process = cls(running, socket)
        process._limit()
        if not await news:
            process.kill()
            raise OSError("workerd did not start for tools")
        return process

    async def pass_on(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Let it talk with whoever sent `head`, until one of the two has left."""
        said, heard = await asyncio.open_unix_connection(self._socket)
        with contextlib.closing(heard):
            heard.write(head)
            pouring = {
                asyncio.ensure_future(pour) for pour in (_pour(reader, heard), _pour(said, writer, MOST_SAID))
            }
            try:
                await asyncio.wait(pouring, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in pouring:
                    each.cancel()
                await asyncio.gather(*pouring, return_exceptions=True)

    async def is_fit(self) -> bool:
        """Whether it can take another job: it answers at once, and says so."""
        try:
            async with asyncio.timeout(PATIENCE):
                reader, writer = await asyncio.open_unix_connection(self._socket)
                with contextlib.closing(writer):
                    writer.write(_PING)
                    return b" 204 " in await reader.readline()
        except (OSError, TimeoutError):
            return False

    def kill(self) -> None:
        """End it, with whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            self._running.send_signal(signal.SIGKILL)

    async def wait(self) -> None:
        await self._running.wait()

    def _limit(self) -> None:
        if hasattr(resource, "prlimit"):  # Linux; elsewhere V8's own limits must do
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(self._running.pid, resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _leash() -> list[str]:
    """The start of a command whose process ends with ours, where there is such a program."""
    return [setpriv, "--pdeathsig", "KILL"] if (setpriv := shutil.which("setpriv")) else []


def _listens(reading: int) -> bool:
    """What workerd says of itself: that it listens, or nothing at all."""
    with open(reading, "rb") as news:
        return any(json.loads(line).get("event") == "listen" for line in news)


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, most: int | None = None) -> None:
    """Pass on what comes, `most` bytes of it, until no more does or nobody takes it."""
    passed = 0
    with contextlib.suppress(OSError):
        while (most is None or passed < most) and (chunk := await reader.read(65_536)):
            passed += len(chunk)
            writer.write(chunk)
            await writer.drain()

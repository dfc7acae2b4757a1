"""Where the code of tools runs, beside the server: in processes of workerd that can be killed.

An isolate keeps code away from everything but time: it shares its thread with all that its process does. So tools
have processes of their own. Each takes one job at a time, and one that doesn't answer after a job is ended.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import threading
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path
from typing import Self

from . import isolates
from .process import Process
from .program import program

MOST = 2  # processes; a job that finds them busy waits for its turn
KEPT_FOR = 600.0  # seconds that a process is kept without work
WORTH_WAITING = 0.05  # seconds, for a process that is just ending a job, before another is started
_DONE = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
_ENDS = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError)  # of a job

Kept = tuple[Process, asyncio.Future[bool]]  # and whether it is fit


class Sandboxes(AbstractContextManager["Sandboxes"]):
    """Takes jobs at a Unix socket. Each is one connection, whose path is the key of those it may share an isolate with;
    what is said on it passes through here byte for byte. To DELETE the path ends the job, with its process. Processes
    are started as they are needed.
    """

    def __init__(self, modules: Path, most: int = MOST, kept_for: float = KEPT_FOR) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="lettawasm-"))  # its owner's alone
        isolates.write(self._folder / "config.capnp", modules)
        self._command = [str(program()), "serve", "--experimental", str(self._folder / "config.capnp")]
        self._idle: list[Kept] = []
        self._busy: dict[str, Process] = {}
        self._all: set[Process] = set()
        self._freed = asyncio.Event()
        self._started, self._kept_for = 0, kept_for
        self._turns = asyncio.Semaphore(most)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="sandboxes", daemon=True)

    @property
    def address(self) -> str:
        """As workerd's configuration has it."""
        return f"unix:{self._folder / 'jobs'}"

    def __enter__(self) -> Self:
        """Listens from now on."""
        self._thread.start()
        listening = asyncio.start_unix_server(self._serve, self._folder / "jobs")
        asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        return self

    def __exit__(self, *_: object) -> None:
        """All processes end, with whatever they do."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        shutil.rmtree(self._folder)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    async def _end(self) -> None:
        jobs = asyncio.all_tasks() - {asyncio.current_task()}
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        for process in self._all:
            process.kill()
        await asyncio.gather(*(process.wait() for process in self._all))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One job, from its connection to the end of it."""
        with closing(writer), suppress(*_ENDS):
            head = await reader.readuntil(b"\r\n\r\n")
            method, address, _ = head.decode("latin-1").split(" ", 2)
            key = address.partition("?")[0]
            if method == "DELETE":
                self._kill(key)
                writer.write(_DONE)
                await writer.drain()
            else:
                async with self._turns:
                    await self._pass_on(key, head, reader, writer)

    async def _pass_on(
        self, key: str, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        process = await self._process(key)
        self._busy[key] = process
        try:
            await process.pass_on(head, reader, writer)
        finally:
            del self._busy[key]
            self._keep(process)

    def _keep(self, process: Process) -> None:
        """For the next job, should one come in time."""
        kept = (process, asyncio.ensure_future(self._is_fit(process)))
        self._idle.append(kept)
        self._freed.set()
        self._loop.call_later(self._kept_for, self._let_go, kept)

    def _let_go(self, kept: Kept) -> None:
        if kept in self._idle:
            self._idle.remove(kept)
            self._all.discard(kept[0])
            kept[0].kill()

    def _kill(self, key: str) -> None:
        """End the job of that key, whatever its process does."""
        if process := self._busy.get(key):
            process.kill()

    async def _process(self, key: str) -> Process:
        """One that is free, best one that has run jobs of that key."""
        self._freed.clear()
        if self._all and not self._idle:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._freed.wait(), WORTH_WAITING)
        while self._idle:
            self._idle.sort(key=lambda each: key in each[0].keys)
            process, fitness = self._idle.pop()
            if await fitness:
                break
        else:
            process = await self._new()
        process.keys.add(key)
        return process

    async def _new(self) -> Process:
        self._started += 1
        process = await Process.start(self._command, self._folder / str(self._started))
        self._all.add(process)
        return process

    async def _is_fit(self, process: Process) -> bool:
        """Whether a process that had a job can have another; it is ended if it can't."""
        if await process.is_fit():
            return True
        process.kill()
        await process.wait()
        self._all.discard(process)
        return False

"""Cells, ready before they are needed. An interpreter that has run one tool for one owner runs nothing else after."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from ..ports import Job, Ran, Reach
from . import wire
from .errands import Errands

PATIENCE = 60.0  # seconds for a cell to open
KEPT_FOR = 60.0  # seconds that an idle cell is kept: what code left running in it can't go on for longer
AT_ONCE = 4  # cells that work at the same time

SLOW_START = "The sandbox did not start in time."
DIED = "The sandbox came to its end before the tool did. The tool may have needed too much memory."
TOO_MUCH = "The tool said too much and was stopped."


class CellEnded(Exception):
    """The cell is gone, or never came up: its message says why, where a person can do something about it."""


class Cell(Protocol):
    """An interpreter of its own behind a wall, which understands the texts of `wire`."""

    async def send(self, text: str) -> None:
        """Raises CellEnded."""
        ...

    async def receive(self) -> str:
        """The next text. Raises CellEnded."""
        ...

    def kill(self) -> None:
        """End it at once, whatever it does. May be called again."""
        ...


class WaitingCell(Cell, Protocol):
    """A cell that may have to wait for work."""

    def is_gone(self) -> bool:
        """Whether it is known to have ended, though nobody killed it."""
        ...


class Pool:
    """Implements `ports.Sandbox`. `open_cell` makes a cell in which Python has started; it raises CellEnded."""

    def __init__(self, open_cell: Callable[[], Awaitable[WaitingCell]], languages: frozenset[str]) -> None:
        self.languages = languages
        self._open_cell = open_cell
        self._spare: asyncio.Task[WaitingCell] | None = None
        self._kept: dict[str, WaitingCell] = {}  # one at most
        self._expiry: asyncio.TimerHandle | None = None
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._jobs = 0

    async def run(self, job: Job, reach: Reach) -> Ran:
        if job.language not in self.languages:
            return Ran(problem=f"This sandbox runs no {job.language}.")
        async with self._turns:
            try:
                return await self._run(job, reach)
            except CellEnded as error:
                return Ran(problem=str(error) or DIED)
            except TimeoutError:
                return Ran(problem=f"The tool took longer than {job.seconds:g} seconds and was stopped.")

    async def aclose(self) -> None:
        """End the cells that wait for work."""
        if self._expiry:
            self._expiry.cancel()
        self._forget()
        if self._spare:
            self._spare.cancel()
            [ended], _ = await asyncio.wait([self._spare])
            if not ended.cancelled() and not ended.exception():
                ended.result().kill()  # it came up just then
            self._spare = None

    async def _run(self, job: Job, reach: Reach) -> Ran:
        key = wire.key_of(job)
        cell, ran = self._kept.pop(key, None), None
        if cell is None or cell.is_gone():
            cell = await self._fresh()
        try:
            self._jobs += 1
            async with asyncio.timeout(job.seconds):
                ran = await converse(cell, self._jobs, job, reach)
            return ran
        finally:
            if ran is None or ran.problem is not None:
                cell.kill()  # after a problem too: it may hold all the memory there is
            else:
                self._keep(key, cell)
            self._spare = self._spare or asyncio.create_task(self._open())

    async def _fresh(self) -> WaitingCell:
        """A cell that has run nothing yet. The spare one may have come to its end with another, whose process or
        memory it shared.
        """
        spare, self._spare = self._spare, None
        if spare:
            with suppress(CellEnded):
                cell = await spare
                if not cell.is_gone():
                    return cell
                cell.kill()
            self._forget()  # that may be what leaves no room
        return await self._open()

    async def _open(self) -> WaitingCell:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._open_cell()
        except TimeoutError:
            raise CellEnded(SLOW_START) from None

    def _keep(self, key: str, cell: WaitingCell) -> None:
        self._forget()
        self._kept[key] = cell
        if self._expiry:
            self._expiry.cancel()
        self._expiry = asyncio.get_running_loop().call_later(KEPT_FOR, self._forget)

    def _forget(self) -> None:
        for cell in self._kept.values():
            cell.kill()
        self._kept.clear()


async def converse(cell: Cell, number: int, job: Job, reach: Reach) -> Ran:
    """Have a cell do a job, and send for it what it may reach. Raises CellEnded."""
    heard = 0
    await cell.send(wire.job_text(number, job))
    async with Errands(cell.send, reach, job.seconds) as errands:
        while heard < wire.MOST:
            text = await cell.receive()
            heard += len(text)
            try:
                message = wire.read(text)
            except ValueError:
                raise CellEnded(wire.GARBLED) from None
            if message.get("ran") == number:
                if message.get("how") is None:
                    raise CellEnded
                return wire.ran_of(message["how"], job.output_limit)
            if "ask" in message:
                errands.run(message)
    raise CellEnded(TOO_MUCH)

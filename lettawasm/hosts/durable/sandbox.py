"""The sandbox of a space in a Durable Object: isolates that have no network and no binding, each behind a line.

Who keeps isolates keeps them for all spaces, by keys in which the space has its part. So they stay warm from call to
call without holding anything here, and no space can come upon what another has left.
"""

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable

from ...ports import Job, Ran, Reach
from ...sandbox import CellEnded, wire
from ...sandbox.pool import DIED, PATIENCE, SLOW_START, converse
from .line import Line

AT_ONCE = 2  # calls of one space, so that others have their turn

Opener = Callable[[str, Job], Awaitable[Line]]  # a line to the isolate of a key, for a job. Raises CellEnded.


class DurableSandbox:
    """Implements `ports.Sandbox`. One isolate has one job at a time, and none after a job that didn't come to its end:
    that may have left anything behind.
    """

    languages = frozenset({"python", "javascript"})

    def __init__(self, space: str, open_line: Opener) -> None:
        self._space, self._open_line = space, open_line
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._seats = set(range(AT_ONCE))
        self._era = secrets.token_hex(8)

    async def run(self, job: Job, reach: Reach) -> Ran:
        if job.language not in self.languages:
            return Ran(problem=f"This sandbox runs no {job.language}.")
        async with self._turns:
            seat = min(self._seats)
            self._seats.remove(seat)
            try:
                return await self._run(self._key(job, seat), job, reach)
            except CellEnded as error:
                return Ran(problem=str(error) or DIED)
            finally:
                self._seats.add(seat)

    async def _run(self, key: str, job: Job, reach: Reach) -> Ran:
        line, ran = await self._opened(key, job), None
        try:
            async with asyncio.timeout(job.seconds):
                ran = await converse(line, 1, job, reach)
            return ran
        except TimeoutError:
            return Ran(problem=f"The tool took longer than {job.seconds:g} seconds and was stopped.")
        finally:
            if ran is None:
                self._era = secrets.token_hex(8)
                line.kill()
            else:
                line.close()

    async def _opened(self, key: str, job: Job) -> Line:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._open_line(key, job)
        except TimeoutError:
            raise CellEnded(SLOW_START) from None

    def _key(self, job: Job, seat: int) -> str:
        same = f"{self._space} {self._era} {seat} {wire.key_of(job)}"
        return hashlib.sha256(same.encode()).hexdigest()

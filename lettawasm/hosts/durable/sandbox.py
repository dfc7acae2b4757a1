"""The sandbox of a space in a Durable Object: isolates that have no network and no binding, each behind a line.

Who keeps isolates keeps them for all spaces, by keys in which the space has its part. So they stay warm from call to
call without holding anything here, and no space can come upon what another has left.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

from ...ports import Job, Ran, Reach
from ...sandbox import CellEnded, wire
from ...sandbox.pool import DIED, PATIENCE, SLOW_START, converse
from .line import Line

AT_ONCE = 2  # calls of one space, so that others have their turn

Opener = Callable[[str, Job], Awaitable[Line]]  # a line to the isolate of a key, for a job. Raises CellEnded.


class DurableSandbox:
    """Implements `ports.Sandbox`."""

    languages = frozenset({"python", "javascript"})

    def __init__(self, space: str, open_line: Opener) -> None:
        self._space, self._open_line = space, open_line
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def run(self, job: Job, reach: Reach) -> Ran:
        if job.language not in self.languages:
            return Ran(problem=f"This sandbox runs no {job.language}.")
        async with self._turns:
            try:
                line = await self._opened(job)
            except CellEnded as error:
                return Ran(problem=str(error) or DIED)
            return await self._run(line, job, reach)

    async def _opened(self, job: Job) -> Line:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._open_line(self._key(job), job)
        except TimeoutError:
            raise CellEnded(SLOW_START) from None

    async def _run(self, line: Line, job: Job, reach: Reach) -> Ran:
        try:
            async with asyncio.timeout(job.seconds):
                return await converse(line, 1, job, reach)
        except CellEnded as error:
            return Ran(problem=str(error) or DIED)
        except TimeoutError:
            return Ran(problem=f"The tool took longer than {job.seconds:g} seconds and was stopped.")
        finally:
            line.kill()

    def _key(self, job: Job) -> str:
        return hashlib.sha256(f"{self._space} {wire.key_of(job)}".encode()).hexdigest()

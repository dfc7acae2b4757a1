"""Keeps an object alive while runs go on in it, and has it woken should it die in the middle of one."""

import asyncio
from typing import Any

import js

from ...ports import RunEnd

PATIENCE_MS = 30_000


class Watchdog:
    """Implements `ports.RunWatcher`.

    While runs go on an alarm is set. It is stored with the first of them, so it outlives this process: the next
    one is woken by it, opens the space, and so closes what was cut off, without anybody asking.
    """

    def __init__(self, ctx: Any) -> None:
        self._ctx = ctx
        self._going: dict[str, asyncio.Future[None]] = {}
        self._is_armed = False

    def began(self, run_id: str, agent_id: str) -> None:
        ended = self._going[run_id] = asyncio.get_running_loop().create_future()
        self._ctx.waitUntil(ended)
        if not self._is_armed:
            self._arm()

    def ended(self, end: RunEnd) -> None:
        self._going.pop(end.run_id).set_result(None)

    def alarm(self) -> None:
        """The alarm has gone off, and is not set any more."""
        self._is_armed = False
        if self._going:
            self._arm()

    async def quiet(self) -> None:
        """Return when no run goes on."""
        if self._going:
            await asyncio.wait(list(self._going.values()))

    def _arm(self) -> None:
        self._is_armed = True
        self._ctx.storage.setAlarm(js.Date.now() + PATIENCE_MS)

"""Timers that are gone once they are cancelled. Pyodide's own go on to their time, and only then do nothing.

A turn sets a deadline for each piece it waits for. Uncleared, those of the last minute would all be held in memory,
and a Durable Object would be kept alive, and paid for, until the last of them had passed.
"""

import asyncio
import math
from collections.abc import Callable
from contextvars import Context
from typing import Any

import js
from pyodide.ffi import create_proxy
from pyodide.webloop import WebLoop

SHORTEST = 1.0  # second; what is over so soon may wait for its time
LONGEST = 2**31 - 1  # milliseconds, of JavaScript's timers

_call_later: Callable[..., asyncio.Handle] = WebLoop.call_later


def install() -> None:
    """For every event loop of this Python."""
    WebLoop.call_later = call_later


def call_later(
    loop: WebLoop, delay: float, callback: Callable[..., Any], *args: Any, context: Context | None = None
) -> asyncio.Handle:
    if delay < SHORTEST or delay == math.inf:
        return _call_later(loop, delay, callback, *args, context=context)
    return Timer(loop, delay, callback, args, context)


class Timer(asyncio.Handle):
    """A callback whose time will come, unless it is cancelled."""

    def __init__(
        self,
        loop: WebLoop,
        delay: float,
        callback: Callable[..., Any],
        args: tuple[Any, ...],
        context: Context | None,
    ) -> None:
        super().__init__(callback, args, loop, context)
        self._proxy = create_proxy(lambda: self._due(loop))
        self._timer = js.setTimeout(self._proxy, min(delay * 1_000, LONGEST))

    def cancel(self) -> None:
        if not self.cancelled():
            js.clearTimeout(self._timer)
            self._free()
        super().cancel()

    def _due(self, loop: WebLoop) -> None:
        self._free()
        loop.call_soon(self._run_unless_cancelled)

    def _run_unless_cancelled(self) -> None:
        if not self.cancelled():
            self._run()

    def _free(self) -> None:
        proxy, self._proxy = self._proxy, None
        if proxy is not None:
            proxy.destroy()

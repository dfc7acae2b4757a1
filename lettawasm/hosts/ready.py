"""What is ready runs together. Pyodide asks JavaScript for a turn of its own for each callback, and a word of a stream
is half a dozen of them; and it counts all futures that aren't done, which asks for one more callback each.

Not for workers: there a turn belongs to one request, and what another one waits for may not run in it.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import Any

from pyodide.webloop import WebLoop

LONGEST_TURN = 0.004  # seconds, after which JavaScript gets its own

_call_later: Callable[..., asyncio.Handle] = WebLoop.call_later
_ready: deque[asyncio.Handle] = deque()


def install() -> None:
    """For every event loop of this Python, of which there is one. Safe to call again."""
    WebLoop.call_soon = call_soon
    WebLoop.create_future = create_future


def call_soon(
    loop: WebLoop, callback: Callable[..., Any], *args: Any, context: Context | None = None
) -> asyncio.Handle:
    if not _ready:
        _call_later(loop, 0, run_ready, loop)
    handle = asyncio.Handle(callback, args, loop, context)
    _ready.append(handle)
    return handle


def create_future(loop: WebLoop) -> asyncio.Future[Any]:
    """One that nobody counts."""
    return asyncio.Future(loop=loop)


def run_ready(loop: WebLoop) -> None:
    """Run what is ready, and what becomes ready by that. The first one stays in the line until all of them have run:
    so whoever is added meanwhile asks for no other turn.
    """
    end = time.perf_counter() + LONGEST_TURN
    try:
        while _ready and time.perf_counter() < end:
            handle = _ready[0]
            if not handle.cancelled():
                handle._run()
            _ready.popleft()
    except BaseException:  # Python is to end; what is left may still run
        _ready.popleft()
        raise
    finally:
        if _ready:
            _call_later(loop, 0, run_ready, loop)

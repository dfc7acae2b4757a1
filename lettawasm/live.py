"""A run as it happens. The turn writes events into it; any number of listeners read them, then or later.

A listener that goes away changes nothing: the run is its own task.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

from . import clock
from .events import Event, Stopped
from .ports import RunEnd
from .schemas.base import DEFAULT
from .schemas.runs import status_of
from .schemas.turns import TurnRequest
from .silence import Silence


class LiveRun:
    """The events of one run so far. It is over once its last event is a Stopped.

    A run that is `retold` comes from the store: whole messages, without the pieces they arrived in.
    """

    retold = False
    first_word_at: str | None = None

    def __init__(
        self,
        run_id: str,
        agent_id: str,
        request: TurnRequest,
        started_at: str,
        conversation_id: str = DEFAULT,
    ) -> None:
        self.run_id, self.agent_id, self.conversation_id = run_id, agent_id, conversation_id
        self.request, self.started_at = request, started_at
        self.ping_id = run_id.replace("run-", "ping-", 1)
        self.cancelled = asyncio.Event()
        self.events: list[Event] = []
        self._listeners: set[Callable[[], None]] = set()

    @property
    def otid(self) -> str | None:
        """The name of the message that the run answers."""
        return self.request.known_as

    @property
    def is_over(self) -> bool:
        return bool(self.events) and isinstance(self.events[-1], Stopped)

    def add(self, event: Event) -> None:
        self.events.append(event)
        for hear in self._listeners:
            hear()

    async def follow(self, idle: float | None = None) -> AsyncIterator[Event | None]:
        """Every event from the first to the Stopped. With `idle`, a None after as many seconds of silence."""
        index = 0
        with self._listening(idle) as woken:
            while True:
                while index < len(self.events):
                    yield self.events[index]
                    index += 1
                if self.is_over:
                    return
                woken.clear()
                await woken.wait()
                if index == len(self.events):
                    yield None

    @contextmanager
    def _listening(self, idle: float | None) -> Iterator[asyncio.Event]:
        """Set by every new event, and whenever there was none for `idle` seconds."""
        woken = asyncio.Event()
        silence = Silence(idle, woken.set) if idle else None

        def hear() -> None:
            woken.set()
            if silence:
                silence.heard()

        self._listeners.add(hear)
        try:
            yield woken
        finally:
            self._listeners.discard(hear)
            if silence:
                silence.stop()

    def milliseconds(self, until: str) -> int:
        """Since the run began."""
        return (clock.nanoseconds(until) - clock.nanoseconds(self.started_at)) // 1_000_000

    def end(self, stopped: Stopped, now: str) -> RunEnd:
        """What watchers are told."""
        return RunEnd(
            run_id=self.run_id,
            agent_id=self.agent_id,
            status=status_of(stopped.reason),
            stop_reason=stopped.reason,
            steps=stopped.steps,
            usage=stopped.usage,
            milliseconds=self.milliseconds(now),
            error_type=stopped.error.type if stopped.error else None,
        )

    async def finished(self) -> Stopped:
        async for event in self.follow():
            if isinstance(event, Stopped):
                return event
        raise AssertionError("a run ends with Stopped")

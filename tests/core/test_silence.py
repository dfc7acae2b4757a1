"""Silence is noticed, however long somebody spoke before, and a single timer is enough for it."""

import asyncio
from collections.abc import Callable

import pytest

from lettawasm.silence import Silence


class Loop:
    """An event loop's time and timers, which go on when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None]) -> "Timer":
        timer = (self.now + delay, callback)
        self.timers.append(timer)
        return Timer(self, timer)

    def go_on(self, until: float) -> None:
        while due := [timer for timer in self.timers if timer[0] <= until]:
            self.timers.remove(due[0])
            self.now = due[0][0]
            due[0][1]()
        self.now = until


class Timer:
    def __init__(self, loop: Loop, timer: tuple[float, Callable[[], None]]) -> None:
        self._loop, self._timer = loop, timer

    def cancel(self) -> None:
        self._loop.timers.remove(self._timer)


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    made = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


def test_it_is_noticed_after_its_time_and_again_after_as_long(loop: Loop) -> None:
    noticed: list[float] = []
    Silence(30, lambda: noticed.append(loop.now))
    loop.go_on(65)
    assert noticed == [30, 60]


def test_it_counts_from_what_was_heard_last(loop: Loop) -> None:
    noticed: list[float] = []
    silence = Silence(30, lambda: noticed.append(loop.now))
    for moment in range(0, 100, 10):
        loop.go_on(moment)
        silence.heard()
        assert len(loop.timers) == 1
    loop.go_on(125)
    assert noticed == [120]


def test_who_stops_listening_notices_nothing(loop: Loop) -> None:
    noticed: list[float] = []
    silence = Silence(30, lambda: noticed.append(loop.now))
    loop.go_on(20)
    silence.stop()
    loop.go_on(100)
    assert (noticed, loop.timers) == ([], [])

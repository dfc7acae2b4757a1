"""Several models in order: who is asked when, what a person is told of it, and for how long it is remembered."""

import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest

from lettawasm.choosing.fallbacks import Candidate, Fallbacks
from lettawasm.choosing.outages import Outages
from lettawasm.model import (
    ChatMessage,
    Done,
    Failed,
    FailureKind,
    FellBack,
    ModelEvent,
    ModelInfo,
    ModelRequest,
    TextDelta,
)
from lettawasm.testing import Line, ScriptedProvider, TickingClock

REQUEST = ModelRequest("first", (ChatMessage("user"),))
PASSED_ON: list[FailureKind] = [
    *("unreachable", "timeout", "cut_off", "garbage", "auth", "quota", "not_found", "rate_limited"),
    *("server_error", "locked"),
]
BREAKS: list[Line] = ["…"]


class Waiting(TickingClock):
    """A clock that stands still between two `wait`s."""

    seconds = 0

    def now(self) -> str:
        self._moments = itertools.count(self.seconds)
        return super().now()


class Breaking(ScriptedProvider):
    """Fails in the middle of a sentence."""

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        yield TextDelta("Half a ")
        yield failed("cut_off")


class Chain:
    """Models called first, second and so on, of a provider each, with these scripts and windows."""

    def __init__(self, *scripts: list[Line], windows: tuple[int, ...] = (8_000, 8_000, 8_000)) -> None:
        self.clock = Waiting()
        self.providers = [Breaking() if script == BREAKS else ScriptedProvider(*script) for script in scripts]
        names = ("first", "second", "third")
        models = [ModelInfo(n, f"home-{n}", "openai", w) for n, w in zip(names, windows, strict=True)]
        candidates = [Candidate(p, m) for p, m in zip(self.providers, models, strict=False)]
        self.provider = Fallbacks(candidates, Outages(self.clock))

    async def ask(self) -> list[ModelEvent]:
        return [event async for event in self.provider.stream(REQUEST)]

    async def answer(self) -> str:
        """What is said in the end, after the switches to it."""
        *events, last = await self.ask()
        notes = [f"{e.failed.name} {e.why.kind}, " for e in events if isinstance(e, FellBack)]
        return "".join(notes) + (last.text if isinstance(last, Done) else f"{last.kind}")  # type: ignore[union-attr]

    @property
    def asked(self) -> list[int]:
        return [len(provider.requests) for provider in self.providers]


def failed(kind: Any) -> Failed:
    return Failed(kind, f"It is {kind}.")


async def test_the_first_model_answers_while_it_can() -> None:
    chain = Chain(["hello"], ["never"])
    assert await chain.answer() == "hello"
    assert chain.asked == [1, 0]


@pytest.mark.parametrize("kind", PASSED_ON)
async def test_a_model_that_fails_hands_over_and_says_why(kind: FailureKind) -> None:
    chain = Chain([failed(kind)], ["from the second"])
    assert await chain.answer() == f"first {kind}, from the second"
    assert [r.model for p in chain.providers for r in p.requests] == ["first", "second"]


async def test_nothing_is_taken_back_once_a_word_was_said() -> None:
    chain = Chain(BREAKS, ["never"])
    assert await chain.ask() == [TextDelta("Half a "), failed("cut_off")]
    assert chain.asked[1] == 0


async def test_a_request_that_was_refused_is_not_carried_around() -> None:
    chain = Chain([failed("bad_request")], ["never"])
    assert await chain.ask() == [failed("bad_request")]
    assert chain.asked == [1, 0]


async def test_a_conversation_too_long_goes_to_the_next_larger_window() -> None:
    chain = Chain([failed("context_overflow")], ["never"], ["it fits"], windows=(8_000, 4_000, 64_000))
    assert await chain.answer() == "first context_overflow, it fits"
    assert chain.asked == [1, 0, 1]


async def test_that_it_is_too_long_is_told_where_no_window_is_larger() -> None:
    chain = Chain([failed("unreachable")], [failed("context_overflow")], ["never"])
    assert await chain.answer() == "first unreachable, context_overflow"


async def test_where_all_fail_the_first_one_is_told_with_all_in_the_detail() -> None:
    chain = Chain([failed("auth")], [failed("timeout")])
    last = (await chain.ask())[-1]
    assert isinstance(last, Failed)
    assert (last.kind, last.message) == ("auth", "It is auth.")
    assert last.detail == "home-first/first: It is auth.; home-second/second: It is timeout."


async def test_who_is_down_is_left_alone_for_a_while_and_then_asked_again() -> None:
    chain = Chain([failed("unreachable"), "back again"], ["one", "two"])
    assert await chain.answer() == "first unreachable, one"
    chain.clock.seconds = 29
    assert await chain.answer() == "first unreachable, two"
    assert chain.asked == [1, 2]
    chain.clock.seconds = 31
    assert await chain.answer() == "back again"


async def test_a_wrong_key_is_believed_for_longer() -> None:
    chain = Chain([failed("auth"), "mended"], ["one", "two"])
    await chain.answer()
    chain.clock.seconds = 299
    assert await chain.answer() == "first auth, two"
    chain.clock.seconds = 301
    assert await chain.answer() == "mended"


async def test_where_all_are_down_all_are_asked() -> None:
    chain = Chain([failed("unreachable"), "back"], [failed("unreachable")])
    assert await chain.answer() == "first unreachable, unreachable"
    assert await chain.answer() == "back"


async def test_a_missing_model_says_nothing_about_its_neighbour() -> None:
    outages, models = Outages(Waiting()), [ModelInfo(name, "home", "openai", 8_000) for name in ("a", "b")]
    outages.note(models[0], failed("not_found"))
    assert (outages.why(models[0]), outages.why(models[1])) == (failed("not_found"), None)
    outages.note(models[0], failed("unreachable"))
    assert outages.why(models[1]) == failed("unreachable")
    outages.forget(models[1])
    assert outages.why(models[1]) is None

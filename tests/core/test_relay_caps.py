"""What a day may cost: paid before a call is made, settled after it, and never overspent."""

import asyncio
from typing import Any

import pytest

from tests.core.relay_bed import EXACTLY, Bed, env, hello, token
from tests.model_server import USAGE, ModelServer, Say


@pytest.mark.parametrize(
    "caps",
    [
        {"space": {"requests": 5}},
        {"token": {"requests": 5}},
        {"space": {"tokens": 5 * 18 + 40}, "max_tokens": 10},
        {"token": {"dollars": 5 * EXACTLY[2] + 0.00005}, "max_tokens": 10},
    ],
)
async def test_a_cap_of_the_day_holds(server: ModelServer, caps: Any) -> None:
    bed = Bed(env(server.url, caps))
    server.script(*[Say("ok", whole=True)] * 20)
    statuses = [(await bed.ask(hello())).status for _ in range(12)]
    assert statuses.count(200) == len(server.requests)
    assert 5 <= statuses.count(200) <= 7
    assert set(statuses[7:]) == {429}


@pytest.mark.parametrize("whole", [True, False])
async def test_what_the_provider_says_that_it_cost_counts_instead_of_our_prices(
    server: ModelServer, whole: bool
) -> None:
    bed = Bed(env(server.url))
    server.script(Say("ok", whole=whole, usage={**USAGE, "cost": 0.25}))
    assert (await bed.ask(hello(stream=not whole))).status == 200
    assert await bed.used() == (1, 18, 0.25)


async def test_a_broken_cap_says_which_and_how_long_to_wait(server: ModelServer) -> None:
    bed = Bed(env(server.url, {"space": {"requests": 0}}))
    reply = await bed.ask(hello())
    assert reply.error == (429, "daily_requests")
    assert reply.json["error"]["type"] == "insufficient_quota"
    assert 0 < int(reply.headers["retry-after"]) <= 86_400
    assert reply.headers["x-should-retry"] == "false"


async def test_twenty_calls_at_once_cannot_overspend(server: ModelServer) -> None:
    bed = Bed(env(server.url, {"space": {"tokens": 500}, "max_tokens": 100}))
    server.script(*[Say("ok", whole=True)] * 20)
    replies = await asyncio.gather(*(bed.ask(hello(), who=token(id=f"t{n}")) for n in range(20)))
    accepted = [reply for reply in replies if reply.status == 200]
    assert {reply.error for reply in replies if reply.status != 200} == {(429, "daily_tokens")}
    assert len(server.requests) == len(accepted) in range(3, 5)
    assert await bed.used() == (len(accepted), 18 * len(accepted), EXACTLY[2] * len(accepted))


async def test_a_token_with_caps_of_its_own_is_held_to_them(bed: Bed, server: ModelServer) -> None:
    server.script(*[Say("ok", whole=True)] * 3)
    widget = token("widget", "w1", relay=True, requests=1)
    assert [(await bed.ask(hello(), who=widget)).status for _ in range(2)] == [200, 429]
    assert (await bed.ask(hello())).status == 200


async def test_what_was_used_is_still_known_after_a_restart(server: ModelServer) -> None:
    first = Bed(env(server.url))
    server.script(Say("ok", whole=True))
    await first.ask(hello())
    assert await Bed(env(server.url), first.driver).used() == EXACTLY


async def test_several_choices_are_reserved_for(server: ModelServer) -> None:
    bed = Bed(env(server.url, {"space": {"tokens": 250}}))
    server.script(Say("ok", whole=True))
    assert (await bed.ask(hello(n=3, max_tokens=100))).error == (429, "daily_tokens")
    assert (await bed.ask(hello(n=2, max_tokens=100))).status == 200


async def test_a_longer_reply_than_is_allowed_is_not_asked_for(server: ModelServer) -> None:
    bed = Bed(env(server.url, {"max_tokens": 50}))
    server.script(Say("ok", whole=True), Say("ok", whole=True))
    await bed.ask(hello(max_completion_tokens=1_000_000))
    await bed.ask(hello(max_tokens=20))
    first, second = (received.json for received in server.requests)
    assert (first["max_completion_tokens"], "max_tokens" in first, second["max_tokens"]) == (50, False, 20)

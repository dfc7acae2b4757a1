"""When a call goes wrong: what the client hears, what it costs, and what nobody hears."""

import asyncio
import json

import pytest

from tests.core.relay_bed import KEY, Bed, env, hello
from tests.model_server import Cut, Drop, Hang, ModelServer, Raw, Say, Status, refusing_url


async def test_a_client_that_leaves_settles_and_stops_the_provider(bed: Bed, server: ModelServer) -> None:
    server.script(Hang(Say("one two three"), after=3))
    gone, seen = asyncio.Event(), asyncio.Event()
    asking = asyncio.ensure_future(bed.ask(hello(stream=True), gone=gone, seen=seen))
    await seen.wait()
    gone.set()
    await asyncio.wait_for(asking, 5)
    requests, tokens, _ = await bed.used()
    assert requests == 1
    assert 10 < tokens < 60  # the prompt and a word or two, and not the 4,096 that were reserved


async def test_a_client_hears_that_a_silent_stream_is_still_there(server: ModelServer) -> None:
    bed = Bed(env(server.url), ping_seconds=0.01)
    server.script(Hang(Say("one two three"), after=3))
    gone = asyncio.Event()
    asking = asyncio.ensure_future(bed.ask(hello(stream=True), gone=gone))
    async with asyncio.timeout(5):
        while sum(body.startswith(b":") for body in bed.sent) < 3:
            await asyncio.sleep(0.005)
    gone.set()
    reply = await asyncio.wait_for(asking, 5)
    assert reply.text == "one two "


async def test_a_client_that_leaves_before_anything_came_pays_the_most(bed: Bed, server: ModelServer) -> None:
    server.script(Hang())
    gone = asyncio.Event()
    asking = asyncio.ensure_future(bed.ask(hello(stream=True), gone=gone))
    async with asyncio.timeout(5):
        while not server.requests:
            await asyncio.sleep(0.005)
    gone.set()
    await asyncio.wait_for(asking, 5)
    assert (await bed.used())[1] > 4_096


async def test_a_stream_that_breaks_ends_with_an_error_and_is_settled(bed: Bed, server: ModelServer) -> None:
    server.script(Cut(after=3))
    reply = await bed.ask(hello(stream=True))
    assert json.loads(reply.events[-1])["error"]["code"] == "cut_off"
    assert 10 < (await bed.used())[1] < 60


async def test_a_provider_without_a_count_is_counted_by_us(bed: Bed, server: ModelServer) -> None:
    server.script(
        Raw(b'{"choices": [{"message": {"content": "' + b"word " * 100 + b'"}}]}', "application/json")
    )
    await bed.ask(hello())
    assert 100 < (await bed.used())[1] < 200


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, (400, "upstream_400")),
        (401, (502, "upstream_account")),
        (402, (502, "upstream_account")),
        (404, (404, "upstream_404")),
        (429, (429, "upstream_429")),
        (500, (502, "upstream_500")),
        (302, (502, "upstream_302")),
    ],
)
async def test_an_upstream_error_passes_without_key_or_address(
    bed: Bed, server: ModelServer, status: int, error: tuple[int, str]
) -> None:
    said = f"no, {KEY} at {server.url}/chat/completions is not welcome"
    server.script(Status(status, {"error": {"message": said}}))
    reply = await bed.ask(hello(stream=True))
    assert reply.error == error
    assert KEY not in str(reply)
    assert "127.0.0.1" not in str(reply)
    assert await bed.used() == (1, 0, 0.0)


async def test_no_connection_is_a_502_and_costs_no_tokens() -> None:
    bed = Bed(env(refusing_url()))
    reply = await bed.ask(hello())
    assert reply.error == (502, "unreachable")
    assert "127.0.0.1" not in str(reply)
    assert await bed.used() == (1, 0, 0.0)


async def test_a_provider_that_hangs_up_is_a_502(bed: Bed, server: ModelServer) -> None:
    server.script(Drop())
    assert (await bed.ask(hello())).status == 502


async def test_an_answer_that_is_no_reply_is_a_502(bed: Bed, server: ModelServer) -> None:
    server.script(Raw(b"<html>", "text/html"))
    assert (await bed.ask(hello())).error == (502, "not_the_api")


async def test_a_key_that_a_provider_repeats_goes_no_further(bed: Bed, server: ModelServer) -> None:
    server.script(Say(f"My key is {KEY} .", whole=True), Say(f"It is {KEY} ."))
    await bed.ask(hello())
    await bed.ask(hello(stream=True))
    assert KEY.encode() not in b"".join(bed.sent)
    assert b"[key]" in bed.sent[0]


async def test_what_only_we_asked_for_is_taken_back_where_it_is_refused(
    bed: Bed, server: ModelServer
) -> None:
    server.script(
        Status(
            400, {"error": {"message": "Unsupported parameter: 'max_tokens'; try 'max_completion_tokens'"}}
        ),
        Status(400, {"error": {"message": "Unknown field stream_options"}}),
        Say("ok"),
    )
    assert (await bed.ask(hello(stream=True))).text == "ok"
    assert {"max_tokens", "stream_options"}.isdisjoint(server.requests[-1].json)
    assert server.requests[-1].json["max_completion_tokens"] == 4096


async def test_what_the_client_asked_for_stays(bed: Bed, server: ModelServer) -> None:
    server.script(Status(400, {"error": {"message": "max_tokens is too large"}}))
    assert (await bed.ask(hello(max_tokens=7))).error == (400, "upstream_400")
    assert len(server.requests) == 1

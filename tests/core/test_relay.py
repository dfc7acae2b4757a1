"""The relay: who may use a model, what is sent for them, what comes back, and what it costs."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.core.relay_bed import KEY, Bed, env, hello, token
from tests.model_server import USAGE, Cut, Drop, Hang, ModelServer, Raw, Say, Status, refusing_url

EXACTLY = (1, 18, (11 * 1 + 7 * 2) / 1_000_000)  # one call, in what the model server counts and `tiny` costs


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def bed(server: ModelServer) -> Bed:
    return Bed(env(server.url))


async def test_a_reply_comes_back_whole(bed: Bed, server: ModelServer) -> None:
    server.script(Say("Hello there", whole=True))
    reply = await bed.ask(hello())
    assert reply.json["choices"][0]["message"] == {"role": "assistant", "content": "Hello there"}
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert await bed.used() == await bed.used("token") == EXACTLY


async def test_a_reply_streams_without_the_usage_nobody_asked_for(bed: Bed, server: ModelServer) -> None:
    server.script(Say("Hello there"))
    reply = await bed.ask(hello(stream=True))
    assert (reply.text, reply.events[-1]) == ("Hello there", "[DONE]")
    assert not any('"usage"' in data for data in reply.events)
    assert await bed.used() == EXACTLY


async def test_a_client_that_asks_for_the_usage_sees_it(bed: Bed, server: ModelServer) -> None:
    server.script(Say("Hello there"))
    reply = await bed.ask(hello(stream=True, stream_options={"include_usage": True}))
    assert json.loads(reply.events[-2]) == {"choices": [], "usage": USAGE}


async def test_tool_calls_pass_as_they_are(bed: Bed, server: ModelServer) -> None:
    server.script(Say(calls=[("roll", {"sides": 20})]))
    reply = await bed.ask(hello(stream=True))
    pieces = [json.loads(data)["choices"][0]["delta"].get("tool_calls") for data in reply.events[:-1]]
    assert "".join(piece[0]["function"]["arguments"] for piece in pieces if piece) == '{"sides": 20}'


async def test_only_our_own_headers_and_the_bare_model_go_to_the_provider(
    bed: Bed, server: ModelServer
) -> None:
    server.script(Say("ok", whole=True))
    headers = {"authorization": "Bearer lw_home", "cookie": "a=b", "x-forwarded-host": "evil", "host": "evil"}
    await bed.ask(hello(temperature=0.5, top_k=3), headers=headers)
    [received] = server.requests
    sent = {name.lower() for name in received.headers}
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert not sent & {"cookie", "x-forwarded-host"}
    assert "evil" not in str(received.headers)
    assert received.json == {
        "model": "tiny",
        "messages": [{"role": "user", "content": "hello"}],
        "temperature": 0.5,
        "top_k": 3,
        "max_tokens": 4096,
    }


async def test_a_bare_name_will_do_where_one_provider_has_it(bed: Bed, server: ModelServer) -> None:
    server.script(Say("ok", whole=True))
    assert (await bed.ask(hello(model="small"))).status == 200


async def test_a_name_that_two_providers_have_needs_its_provider(server: ModelServer) -> None:
    two = [{"name": name, "base_url": server.url, "models": ["tiny"]} for name in ("one", "two")]
    bed = Bed({"LETTAWASM_PROVIDERS": json.dumps(two)})
    reply = await bed.ask(hello(model="tiny"))
    assert reply.error == (400, "ambiguous_model")
    assert "one/tiny, two/tiny" in reply.json["error"]["message"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"{", (400, "invalid_json")),
        ([], (400, "invalid_json")),
        (hello(model="mine/huge"), (404, "model_not_found")),
        (hello(model="gpt-4o"), (404, "model_not_found")),
        (hello(model=7), (400, "invalid_model")),
        (hello(messages=[]), (400, "invalid_messages")),
        (hello(n=10_000), (400, "invalid_n")),
        (hello(n=True), (400, "invalid_n")),
        (hello(max_tokens=-1), (400, "invalid_max_tokens")),
        (hello(max_completion_tokens=0.5), (400, "invalid_max_completion_tokens")),
        (hello(stream="yes"), (400, "invalid_stream")),
        (hello(stream_options=[]), (400, "invalid_stream_options")),
        (hello(api_base="http://169.254.169.254/"), (400, "unsupported_parameter")),
        (hello(base_url="https://evil.example"), (400, "unsupported_parameter")),
        (hello(models=["other/model"]), (400, "unsupported_parameter")),
        (hello(extra_headers={"host": "evil"}), (400, "unsupported_parameter")),
    ],
)
async def test_what_may_not_be_asked_is_refused_and_costs_nothing(
    bed: Bed, server: ModelServer, body: Any, error: tuple[int, str]
) -> None:
    assert (await bed.ask(body)).error == error
    assert (server.requests, await bed.used()) == ([], (0, 0, 0.0))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (token("full"), 200),
        (token("read-only"), 403),
        (token("widget"), 403),
        (token("widget", requests=9), 403),
        (token("widget", relay=True), 200),
        (token("widget", relay=True, requests="many"), 403),
        (token("widget", relay=True, request=9), 403),
    ],
)
async def test_a_token_needs_the_right_to_use_models(
    bed: Bed, server: ModelServer, who: Any, status: int
) -> None:
    server.script(Say("ok", whole=True))
    assert (await bed.ask(hello(), who=who)).status == status
    assert len(server.requests) == (status == 200)


async def test_everything_else_goes_to_the_app_behind(bed: Bed) -> None:
    assert (await bed.ask(path="/v1/agents", method="GET")).status == 204
    assert (await bed.ask(method="GET")).error == (405, "method_not_allowed")


# Caps


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


# When it goes wrong


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
    while sum(body.startswith(b":") for body in bed.sent) < 3:
        await asyncio.sleep(0.005)
    gone.set()
    reply = await asyncio.wait_for(asking, 5)
    assert reply.text == "one two "


async def test_a_client_that_leaves_before_anything_came_pays_the_most(bed: Bed, server: ModelServer) -> None:
    server.script(Hang())
    gone = asyncio.Event()
    asking = asyncio.ensure_future(bed.ask(hello(stream=True), gone=gone))
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

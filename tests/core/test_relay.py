"""The relay: who may use a model, what is sent for them, and what comes back."""

import json
from typing import Any

import pytest

from tests.core.relay_bed import EXACTLY, KEY, Bed, hello, token
from tests.model_server import USAGE, ModelServer, Say


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

"""The OpenAI-compatible provider: what it sends, what it makes of what comes back, when it tries again."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.model import (
    ChatMessage,
    Done,
    Failed,
    Image,
    ModelEvent,
    ModelInfo,
    ModelRequest,
    ReasoningDelta,
    Text,
    TextDelta,
    ToolCall,
    ToolCallDelta,
    ToolSpec,
    Usage,
)
from lettawasm.ports import HttpRequest, HttpResponse
from lettawasm.providers.openai import OpenAIProvider
from tests.model_server import Cut, Drop, Hang, ModelServer, Raw, Say, Status, refusing_url

KEY = "sk-very/secret+key"
ROLL = ToolSpec("roll", "Roll a die.", {"type": "object", "properties": {"sides": {"type": "integer"}}})
HELLO = ModelRequest("tiny", (ChatMessage("user", (Text("hello"),)),), tools=(ROLL,))
SERVER_USAGE = Usage(prompt_tokens=11, completion_tokens=7)


class Waits:
    """A sleep that only takes note."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


async def ask(url: str, request: ModelRequest = HELLO, **options: Any) -> list[ModelEvent]:
    options = {"sleep": Waits(), "jitter": lambda: 0.0} | options
    transport = HttpxTransport()
    try:
        provider = OpenAIProvider("mine", url, KEY, transport, **options)
        return [event async for event in provider.stream(request)]
    finally:
        await transport.aclose()


async def failure(url: str, **options: Any) -> Failed:
    *_, last = await ask(url, **options)
    assert isinstance(last, Failed)
    return last


def text_of(events: list[ModelEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta))


async def test_a_reply_streams_word_by_word_and_ends_with_the_whole(server: ModelServer) -> None:
    server.script(Say("Hello there", reasoning="A greeting."))
    assert await ask(server.url) == [
        ReasoningDelta("A "),
        ReasoningDelta("greeting."),
        TextDelta("Hello "),
        TextDelta("there"),
        Done("Hello there", "A greeting.", usage=SERVER_USAGE),
    ]


async def test_a_tool_call_streams_in_pieces_and_comes_whole(server: ModelServer) -> None:
    server.script(Say(calls=[("roll", {"sides": 20})]))
    *deltas, done = await ask(server.url)
    assert deltas[0] == ToolCallDelta(0, "", "call_0", "roll")
    assert "".join(delta.arguments for delta in deltas if isinstance(delta, ToolCallDelta)) == '{"sides": 20}'
    assert done == Done(
        tool_calls=(ToolCall("call_0", "roll", '{"sides": 20}'),),
        finish_reason="tool_calls",
        usage=SERVER_USAGE,
    )


async def test_a_reply_that_comes_whole_is_taken_too(server: ModelServer) -> None:
    server.script(Say("Hi", calls=[("roll", {"sides": 6})], whole=True))
    *_, done = await ask(server.url)
    calls = (ToolCall("call_0", "roll", '{"sides": 6}'),)
    assert done == Done("Hi", tool_calls=calls, finish_reason="tool_calls", usage=SERVER_USAGE)


async def test_the_request_carries_key_tools_and_the_wish_for_usage(server: ModelServer) -> None:
    await ask(server.url)
    [received] = server.requests
    assert received.path == "/v1/chat/completions"
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.json == {
        "model": "tiny",
        "messages": [{"role": "user", "content": "hello"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "tools": [
            {
                "type": "function",
                "function": {
                    "name": "roll",
                    "description": "Roll a die.",
                    "parameters": {"type": "object", "properties": {"sides": {"type": "integer"}}},
                },
            }
        ],
        "tool_choice": "auto",
        "parallel_tool_calls": False,
    }


async def test_a_history_of_odd_calls_and_pictures_is_sent_as_servers_want_it(server: ModelServer) -> None:
    messages = (
        ChatMessage("system", (Text("Be kind."),)),
        ChatMessage("user", (Text("Look:"), Image("data:image/png;base64,AA=="))),
        ChatMessage("assistant", (), (ToolCall("", "roll", '{"sides": '), ToolCall("b", "roll", "[1]"))),
        ChatMessage("tool", (Text("4"),), tool_call_id=None),
        ChatMessage("tool", (Text("5"),), tool_call_id="b"),
    )
    await ask(server.url, ModelRequest("tiny", messages))
    sent = server.requests[0].json
    assert "tool_choice" not in sent
    assert sent["messages"] == [
        {"role": "system", "content": "Be kind."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Look:"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}},
            ],
        },
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "call_2_0", "type": "function", "function": {"name": "roll", "arguments": "{}"}},
                {"id": "b", "type": "function", "function": {"name": "roll", "arguments": "{}"}},
            ],
        },
        {"role": "tool", "tool_call_id": "call_2_0", "content": "4"},
        {"role": "tool", "tool_call_id": "b", "content": "5"},
    ]


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        ("none", "none"),
        ("required", "required"),
        ("roll", {"type": "function", "function": {"name": "roll"}}),
        ("a tool that is not there", "auto"),
    ],
)
async def test_the_tool_choice_is_one_that_servers_know(server: ModelServer, choice: str, sent: Any) -> None:
    await ask(server.url, ModelRequest("tiny", HELLO.messages, (ROLL,), choice))
    assert server.requests[0].json["tool_choice"] == sent


async def test_refused_parameters_are_left_out_and_remembered(server: ModelServer) -> None:
    server.script(
        Status(400, {"error": {"message": "Unknown parameter: 'stream_options'."}}),
        Status(
            400, {"error": {"message": "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'."}}
        ),
    )
    request = ModelRequest("tiny", HELLO.messages, max_tokens=50)
    transport, waits = HttpxTransport(), Waits()
    provider = OpenAIProvider("mine", server.url, None, transport, sleep=waits)
    for _ in range(2):
        assert text_of([event async for event in provider.stream(request)]) == "You said: hello"
    await transport.aclose()
    bodies = [received.json for received in server.requests]
    assert [("stream_options" in body, "max_tokens" in body) for body in bodies] == [
        (True, True),
        (False, True),
        (False, False),
        (False, False),
    ]
    assert bodies[-1]["max_completion_tokens"] == 50
    assert waits.seconds == []


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (Status(401), "auth", "Check the key under Models"),
        (Status(404, {"error": {"message": "model 'tiny' not found"}}), "not_found", "no model named tiny"),
        (Status(404, "<h1>Not Found</h1>"), "not_found", "base URL"),
        (Status(402), "quota", "no credit"),
        (Status(429, {"error": {"code": "insufficient_quota"}}), "quota", "no credit"),
        (
            Status(400, {"error": {"code": "context_length_exceeded"}}),
            "context_overflow",
            "too long for tiny",
        ),
        (Status(400, {"error": {"message": "bad name"}}), "bad_request", "refused the request: bad name"),
        (Status(429, headers={"retry-after": "60"}), "rate_limited", "Wait 60 seconds"),
        (Status(503, "<h1>Busy</h1>"), "server_error", "try again"),
        (Drop(), "cut_off", "broke in the middle"),
        (Hang(), "timeout", "too long"),
        (Hang(Say("one two three four"), after=3), "timeout", "too long"),
        (Cut(), "cut_off", "broke in the middle"),
        (Raw(b"<html>Welcome</html>", "text/html"), "garbage", "base URL"),
        (Raw(b'{"hello": "world"}', "application/json"), "garbage", "empty answer"),
        (Raw(b"data: {oops\n\n"), "garbage", "OpenAI-compatible"),
        (Raw(b"\xff\xfe\x00\x80"), "garbage", "empty answer"),
        (Raw(b""), "garbage", "empty answer"),
        (Raw(b'data: {"choices":[{"delta":{"content":"Hi"}}]}\n\n'), "cut_off", "broke off"),
        (Raw(b'data: {"error":{"code":429,"message":"slow down"}}\n\n'), "rate_limited", "too many requests"),
    ],
    ids=repr,
)
async def test_what_goes_wrong_is_told_in_a_sentence(
    server: ModelServer, reply: Any, kind: str, said: str
) -> None:
    server.script(reply, reply, reply)
    failed = await failure(server.url, timeout=0.3)
    assert (failed.kind, said in failed.message) == (kind, True), failed
    assert server.url in failed.message or "conversation" in failed.message


async def test_a_server_that_is_not_there_is_tried_three_times() -> None:
    waits, url = Waits(), refusing_url()
    failed = await failure(url, sleep=waits)
    assert (failed.kind, waits.seconds) == ("unreachable", [0.5, 1.0])
    assert failed.message.startswith(f"{url} can't be reached.")


async def test_a_busy_server_is_given_the_time_it_asks_for(server: ModelServer) -> None:
    server.script(Status(429, headers={"retry-after": "7"}), Status(500), Say("Here now"))
    waits = Waits()
    assert text_of(await ask(server.url, sleep=waits)) == "Here now"
    assert waits.seconds == [7.0, 1.0]


@pytest.mark.parametrize("reply", [Status(401), Status(429, headers={"retry-after": "60"}), Cut()], ids=repr)
async def test_what_another_try_would_not_help_is_not_tried_again(server: ModelServer, reply: Any) -> None:
    server.script(reply)
    await failure(server.url)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Status(401, {"error": {"message": f"Incorrect key: {KEY}"}}),
        Status(400, {"error": {"message": f"Header was Bearer {KEY} and sk-very%2Fsecret%2Bkey"}}),
        Raw(f"data: {KEY}\n\n".encode()),
    ],
    ids=["auth", "bad_request", "garbage"],
)
async def test_the_key_is_never_told(server: ModelServer, reply: Any) -> None:
    server.script(reply)
    failed = await failure(server.url)
    assert "[key]" in failed.detail
    assert not {part for part in (KEY, "secret") if part in repr(failed)}


async def test_a_key_that_can_not_be_sent_is_said_so(server: ModelServer) -> None:
    provider = OpenAIProvider("mine", server.url, "schlüssel\n\x00", HttpxTransport())
    [failed] = [event async for event in provider.stream(HELLO)]
    assert isinstance(failed, Failed)
    assert (failed.kind, server.requests) == ("auth", [])


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "http://[::1", "ftp://example"])
async def test_an_address_that_is_none_is_unreachable(url: str) -> None:
    assert (await failure(url)).kind == "unreachable"


async def test_stopping_to_listen_closes_the_connection() -> None:
    closed: list[bool] = []

    class Endless:
        async def send(self, request: HttpRequest) -> HttpResponse:
            async def chunks() -> AsyncIterator[bytes]:
                while True:
                    yield b'data: {"choices":[{"delta":{"content":"on "}}]}\n\n'
                    await asyncio.sleep(0)

            async def aclose() -> None:
                closed.append(True)

            return HttpResponse(200, {}, chunks(), aclose)

    stream = OpenAIProvider("mine", "http://x/v1", None, Endless()).stream(HELLO)
    assert await anext(stream) == TextDelta("on ")
    await stream.aclose()  # type: ignore[attr-defined]
    assert closed == [True]


async def test_models_are_listed_with_the_window_the_server_tells(server: ModelServer) -> None:
    server.models = [
        {"id": "llama", "meta": {"n_ctx_train": 4096}},
        {"id": "router/model", "name": "A Model", "context_length": 1000},
        {"id": "vllm", "max_model_len": 2000},
        {"id": "gpt-4o-mini"},
        {"id": "who-knows"},
        {"id": "text-embedding-3-small"},
        {"no": "id"},
    ]
    transport = HttpxTransport()
    models = await OpenAIProvider("mine", server.url + "/", None, transport).models()
    await transport.aclose()
    assert [(model.handle, model.context_window) for model in models] == [
        ("mine/llama", 4096),
        ("mine/router/model", 1000),
        ("mine/vllm", 2000),
        ("mine/gpt-4o-mini", 128_000),
        ("mine/who-knows", 32_768),
    ]
    assert models[1] == ModelInfo("router/model", "mine", "openai", 1000, "A Model", server.url)


async def test_a_server_that_is_not_there_has_no_models() -> None:
    assert await OpenAIProvider("mine", refusing_url(), None, HttpxTransport()).models() == []

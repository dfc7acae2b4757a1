"""Runs in Pyodide: the contract of a transport, held against a server whose script fits this order of cases."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

from lettawasm.hosts import late_zip
from lettawasm.hosts.fetch_transport import FetchTransport, from_page
from lettawasm.model import ChatMessage, ModelRequest, Text, TextDelta
from lettawasm.ports import HttpRequest, HttpResponse, TransportError
from lettawasm.providers.dialect import Dialect
from lettawasm.providers.http import HttpProvider
from lettawasm.providers.openai import ChatCompletions

transport = FetchTransport(from_page)


def post(url: str, timeout: float = 20.0) -> HttpRequest:
    return HttpRequest("POST", f"{url}/chat/completions", {"x-test": "yes"}, b'{"a": 1}', timeout)


async def read(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


async def outcome(request: HttpRequest) -> str:
    """The body as text, or the kind of the TransportError."""
    try:
        response = await transport.send(request)
        return (await read(response.chunks)).decode("latin-1")
    except TransportError as error:
        return error.kind


async def first_words(response: HttpResponse) -> str:
    """What has arrived while the rest is still being made; then the exchange is closed."""
    seen = b""
    while b"one" not in seen:
        seen += await anext(response.chunks)
    await response.aclose()
    return "one"


async def first_token(dialect: Dialect, url: str) -> str:
    """What a model has said while its server is silent about the rest; then nobody listens any more."""
    request = ModelRequest("tiny", (ChatMessage("user", (Text("hi"),)),))
    stream = HttpProvider("mine", url, "sk-1", transport, dialect).stream(request)
    async for event in stream:
        if isinstance(event, TextDelta):
            await stream.aclose()
            return event.text
    return "nothing"


async def by_hand(request: HttpRequest) -> list[object]:
    """What is told of a redirect that nobody follows."""
    response = await transport.send(replace(request, redirect="manual"))
    return [response.status, (await read(response.chunks)).decode()]


async def main(url: str, refusing_url: str) -> str:
    late_zip.install()
    from lettawasm.providers.anthropic import AnthropicMessages
    from lettawasm.providers.responses import Responses

    teapot = await transport.send(post(url))
    outcomes = {
        "an answer": [teapot.status, teapot.headers["x-pot"], (await read(teapot.chunks)).decode()],
        "a body being made": await first_words(await transport.send(post(url))),
        "no head": await outcome(post(url, timeout=0.3)),
        "no chunk": await outcome(post(url, timeout=0.5)),
        "cut": await outcome(post(url)),
        "bytes": await outcome(post(url)),
        "after it all": await outcome(post(url)),
        "a redirect by hand": await by_hand(post(url)),
        "a token of chat completions": await first_token(ChatCompletions(), url),
        "a token of Anthropic's": await first_token(AnthropicMessages(), url),
        "a token of Responses": await first_token(Responses(), url),
        "nobody": await outcome(post(refusing_url)),
        "no address": await outcome(post("http://")),
        "no word": await outcome(post(url)),
    }
    return json.dumps(outcomes)

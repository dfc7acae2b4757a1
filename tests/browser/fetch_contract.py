"""Runs in Pyodide: the contract of a transport, held against a server whose script fits this order of cases."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace

from lettawasm.hosts.fetch_transport import PRIVATELY, FetchTransport
from lettawasm.ports import HttpRequest, HttpResponse, TransportError

transport = FetchTransport(PRIVATELY)


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


async def by_hand(request: HttpRequest) -> list[object]:
    """What is told of a redirect that nobody follows."""
    response = await transport.send(replace(request, redirect="manual"))
    return [response.status, (await read(response.chunks)).decode()]


async def main(url: str, refusing_url: str) -> str:
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
        "nobody": await outcome(post(refusing_url)),
        "no address": await outcome(post("http://")),
        "no word": await outcome(post(url)),
    }
    return json.dumps(outcomes)

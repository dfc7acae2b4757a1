"""The contract of a transport, held against servers that refuse, hang, vanish and talk nonsense."""

from collections.abc import AsyncIterator

import pytest

from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.ports import HttpRequest, HttpResponse, Transport, TransportError
from tests.model_server import Cut, Drop, Hang, ModelServer, Raw, Say, Status, refusing_url


@pytest.fixture
async def transport() -> AsyncIterator[Transport]:
    transport = HttpxTransport()
    yield transport
    await transport.aclose()


def post(url: str, timeout: float = 10.0) -> HttpRequest:
    return HttpRequest("POST", f"{url}/chat/completions", {"x-test": "yes"}, b'{"a": 1}', timeout)


async def read(response: HttpResponse) -> bytes:
    try:
        return b"".join([chunk async for chunk in response.chunks])
    finally:
        await response.aclose()


async def broken(transport: Transport, request: HttpRequest) -> str:
    """The kind of the TransportError that the exchange ends with."""
    with pytest.raises(TransportError) as caught:
        await read(await transport.send(request))
    return caught.value.kind


async def test_method_headers_and_body_arrive_and_the_answer_comes_back(
    transport: Transport, server: ModelServer
) -> None:
    server.script(Status(418, {"tea": True}, {"X-Pot": "short"}))
    response = await transport.send(post(server.url))
    assert (response.status, response.headers["x-pot"]) == (418, "short")
    assert await read(response) == b'{"tea": true}'
    [received] = server.requests
    assert (received.method, received.headers["x-test"], received.json) == ("POST", "yes", {"a": 1})


async def test_a_body_arrives_while_it_is_being_made(transport: Transport, server: ModelServer) -> None:
    server.script(Hang(Say("one two"), after=2))
    response = await transport.send(post(server.url))
    seen = b""
    while b"one" not in seen:
        seen += await anext(response.chunks)
    await response.aclose()


async def test_nobody_there_is_unreachable(transport: Transport) -> None:
    assert await broken(transport, post(refusing_url())) == "unreachable"


async def test_no_head_in_time_is_a_timeout(transport: Transport, server: ModelServer) -> None:
    server.script(Hang())
    assert await broken(transport, post(server.url, timeout=0.2)) == "timeout"


async def test_no_chunk_in_time_is_a_timeout(transport: Transport, server: ModelServer) -> None:
    server.script(Hang(Say("one two"), after=2))
    assert await broken(transport, post(server.url, timeout=0.3)) == "timeout"


async def test_a_connection_closed_without_a_word_is_cut_off(
    transport: Transport, server: ModelServer
) -> None:
    server.script(Drop())
    assert await broken(transport, post(server.url)) == "cut_off"


async def test_a_body_broken_in_a_chunk_is_cut_off(transport: Transport, server: ModelServer) -> None:
    server.script(Cut())
    assert await broken(transport, post(server.url)) == "cut_off"


async def test_bytes_come_as_they_are(transport: Transport, server: ModelServer) -> None:
    server.script(Raw(bytes(range(256))))
    assert await read(await transport.send(post(server.url))) == bytes(range(256))


async def test_the_next_request_works_after_a_broken_one(transport: Transport, server: ModelServer) -> None:
    server.script(Cut(), Status(500), Say("ok"))
    assert await broken(transport, post(server.url)) == "cut_off"
    assert (await transport.send(post(server.url))).status == 500
    assert b"ok" in await read(await transport.send(post(server.url)))

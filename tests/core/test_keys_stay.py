"""A key goes to the address that it was given for, whatever a server says."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from lettawasm.errors import LettaError
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.model import ChatMessage, Failed, ModelRequest, Text
from lettawasm.ports import HttpRequest, Transport
from lettawasm.providers.embeddings import RemoteEmbedder
from lettawasm.providers.openai import OpenAIProvider
from lettawasm.relay.guarded_transport import GuardedTransport
from lettawasm.relay.hosts import Hosts
from tests.model_server import ModelServer, Status

KEY = "sk-stays-here"
ASKED = ModelRequest("tiny", (ChatMessage("user", (Text("Hello?"),)),))


@pytest.fixture
def elsewhere() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
async def httpx() -> AsyncIterator[HttpxTransport]:
    transport = HttpxTransport()
    yield transport
    await transport.aclose()


@pytest.fixture(params=["plain", "guarded"])
def transport(request: Any, httpx: Transport, server: ModelServer, elsewhere: ModelServer) -> Transport:
    """A way out, which may lead to both servers."""
    if request.param == "plain":
        return httpx
    origins = [each.url.removesuffix("/v1") for each in (server, elsewhere)]
    return GuardedTransport(httpx, Hosts.of(" ".join(origins)))


async def test_a_model_server_that_redirects_gets_no_key_sent_elsewhere_and_the_person_is_told(
    transport: Transport, server: ModelServer, elsewhere: ModelServer
) -> None:
    provider = OpenAIProvider("far", server.url, KEY, transport)
    server.script(Status(307, {}, {"Location": f"{elsewhere.url}/chat/completions"}))
    [failed] = [event async for event in provider.stream(ASKED)]
    assert isinstance(failed, Failed) and "redirects to another address" in failed.message
    assert (len(server.requests), elsewhere.requests) == (1, [])


async def test_neither_does_a_server_of_embeddings(
    transport: Transport, server: ModelServer, elsewhere: ModelServer
) -> None:
    embedder = RemoteEmbedder(OpenAIProvider("far", server.url, KEY, transport), "tiny", 0)
    server.script_embeddings(Status(307, {}, {"Location": f"{elsewhere.url}/embeddings"}))
    with pytest.raises(LettaError, match="redirects to another address"):
        await embedder.embed(["tea"])
    assert elsewhere.requests == []


@pytest.mark.parametrize("name", ["authorization", "x-api-key", "x-goog-api-key"])
async def test_whatever_header_it_stands_in_it_follows_to_no_other_host(
    httpx: Transport, server: ModelServer, elsewhere: ModelServer, name: str
) -> None:
    origins = [each.url.removesuffix("/v1") for each in (server, elsewhere)]
    guarded = GuardedTransport(httpx, Hosts.of(" ".join(origins)))
    server.script(Status(307, {}, {"Location": f"{elsewhere.url}/chat/completions"}))
    request = HttpRequest("POST", f"{server.url}/chat/completions", {name: KEY}, b"{}")
    answer = await guarded.send(request)
    await answer.aclose()
    assert [KEY in received.headers.values() for received in server.requests] == [True]
    assert [KEY in received.headers.values() for received in elsewhere.requests] == [False]

"""CPython's way to the public web: where a name leads decides, and what it led to is asked."""

import asyncio
import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from lettawasm.hosts import public_transport
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.hosts.public_transport import PublicTransport
from lettawasm.ports import HttpRequest, TransportError


class Named(BaseHTTPRequestHandler):
    """Answers with the name it was asked for."""

    def do_GET(self) -> None:
        body = self.headers["host"].encode()
        self.send_response(200 if self.path == "/" else 302)
        self.send_header("location", "http://127.0.0.1/")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Named)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def lead_to(monkeypatch: pytest.MonkeyPatch, *numbers: str) -> None:
    async def look_up(*_: Any, **__: Any) -> list[Any]:
        if not numbers:
            raise socket.gaierror("no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, 80)) for number in numbers]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)


@pytest.mark.parametrize(
    "numbers",
    [
        ("127.0.0.1",),
        ("10.0.0.7",),
        ("93.184.216.34", "192.168.1.1"),
        ("fe80::1%eth0",),
        ("169.254.169.254",),
    ],
)
async def test_a_name_that_leads_into_a_private_network_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, numbers: tuple[str, ...]
) -> None:
    lead_to(monkeypatch, *numbers)
    with pytest.raises(TransportError, match="private network") as caught:
        await PublicTransport(HttpxTransport()).send(HttpRequest("GET", "http://a.example/"))
    assert caught.value.kind == "refused"


async def test_a_name_that_leads_nowhere_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    lead_to(monkeypatch)
    with pytest.raises(TransportError) as caught:
        await PublicTransport(HttpxTransport()).send(HttpRequest("GET", "http://a.example/"))
    assert caught.value.kind == "unreachable"


async def test_the_number_that_was_looked_up_is_asked_under_the_name(
    monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    monkeypatch.setattr(public_transport, "is_public_number", lambda number: True)
    lead_to(monkeypatch, "127.0.0.1")
    transport = HttpxTransport()
    response = await PublicTransport(transport).send(HttpRequest("GET", f"http://a.example:{port}/"))
    assert b"".join([chunk async for chunk in response.chunks]) == f"a.example:{port}".encode()
    moved = await PublicTransport(transport).send(HttpRequest("GET", f"http://a.example:{port}/moved"))
    assert moved.status == 302
    await moved.aclose()
    await transport.aclose()

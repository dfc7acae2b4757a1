"""Pages of the web for those who may not read them themselves: `GET /v1/fetch` of a server."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from starlette.types import Message

from lettawasm.access.tokens import Token
from lettawasm.db import SqliteDriver
from lettawasm.ports import HttpRequest, HttpResponse, TransportError
from lettawasm.relay.beside import Beside
from lettawasm.relay.ledger import Amount, Ledger
from lettawasm.relay.pages import MOST, PATH, Pages
from lettawasm.relay.settings import DayCaps
from lettawasm.testing import TickingClock
from lettawasm.webpages.fetching import ThroughWorker
from tests.core.relay_bed import nothing_else, token

TEA = "https://tea.example/"


class Web:
    """The public web: bytes at their addresses, redirects, and what can't be reached."""

    def __init__(self, pages: dict[str, bytes | str | TransportError]) -> None:
        self._pages = pages
        self.asked: list[HttpRequest] = []

    async def send(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        found = self._pages.get(request.url, b"")
        if isinstance(found, TransportError):
            raise found
        if isinstance(found, str):
            return response(302, {"location": found}, b"")
        return response(200 if found else 404, {"content-type": "text/html; charset=latin-1"}, found)


class Server:
    """A server that fetches pages, or one that doesn't, and what is left of a token's day there."""

    def __init__(self, web: Web | None) -> None:
        self.ledger = Ledger(SqliteDriver(), TickingClock(), DayCaps())
        fetching = Pages(web, self.ledger)
        self._app = Beside(nothing_else, "GET", PATH, self.ledger.caps, fetching.answer)

    async def ask(
        self, url: str, who: Token | None = None, path: str = "/v1/fetch", method: str = "GET"
    ) -> tuple[int, Any]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        query = urlencode({"url": url}).encode()
        scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": query}
        await self._app({**scope, "lettawasm.token": who or token()}, receive, send)
        return sent[0]["status"], json.loads(sent[1]["body"] or b"null")

    async def send(self, request: HttpRequest) -> HttpResponse:
        """As those reach it who may not ask the web themselves."""
        parts = urlsplit(request.url)
        [(_, url)] = parse_qsl(parts.query)
        status, answer = await self.ask(url, path=parts.path)
        return response(status, {"content-type": "application/json"}, json.dumps(answer).encode())


def response(status: int, headers: dict[str, str], body: bytes) -> HttpResponse:
    async def chunks() -> AsyncIterator[bytes]:
        yield body

    async def aclose() -> None:
        pass

    return HttpResponse(status, headers, chunks(), aclose)


async def test_a_page_comes_as_it_is_from_where_it_is() -> None:
    server = Server(Web({TEA: "/green", f"{TEA}green": "Thé".encode("latin-1")}))
    assert await server.ask(TEA) == (
        200,
        {
            "url": f"{TEA}green",
            "status": 200,
            "content_type": "text/html; charset=latin-1",
            "body": base64.b64encode(b"Th\xe9").decode(),
            "encoding": "base64",
            "truncated": False,
        },
    )
    assert server.ledger.used() == server.ledger.used("t1") == Amount(requests=1)


async def test_of_a_large_page_the_beginning_comes() -> None:
    status, found = await Server(Web({TEA: b"x" * (MOST + 1)})).ask(TEA)
    assert (status, found["truncated"], len(base64.b64decode(found["body"]))) == (200, True, MOST)


async def test_the_web_is_told_nothing_of_who_asks() -> None:
    web = Web({TEA: b"tea"})
    await Server(web).ask(TEA)
    [asked] = web.asked
    assert (asked.method, list(asked.headers), asked.body) == ("GET", ["accept"], None)


@pytest.mark.parametrize("url", ["", "http://127.0.0.1/", "http://metadata.internal/", "file:///etc/passwd"])
async def test_what_is_not_public_is_refused_and_costs_nothing(url: str) -> None:
    web = Web({})
    server = Server(web)
    assert (await server.ask(url))[0] == 400
    assert (web.asked, server.ledger.used()) == ([], Amount(requests=0))


async def test_a_redirect_to_what_is_not_public_is_refused() -> None:
    web = Web({TEA: "http://169.254.169.254/latest/meta-data"})
    assert (await Server(web).ask(TEA))[0] == 400
    assert [request.url for request in web.asked] == [TEA]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (token("read-only"), 403),
        (token("widget"), 403),
        (token("read-only", relay=True), 200),
        (token(requests=0), 429),
    ],
    ids=["read-only", "widget", "relay", "used up"],
)
async def test_a_token_needs_the_right_to_have_pages_fetched(who: Token, status: int) -> None:
    assert (await Server(Web({TEA: b"tea"})).ask(TEA, who))[0] == status


async def test_a_page_that_cannot_be_reached_is_told_why() -> None:
    status, told = await Server(Web({TEA: TransportError("timeout")})).ask(TEA)
    assert (status, told) == (503, {"detail": f"{TEA} took too long to answer."})


async def test_a_server_without_a_way_to_the_web_says_so() -> None:
    assert await Server(None).ask(TEA) == (503, {"detail": "This server fetches no pages"})


async def test_all_else_goes_on_to_the_app() -> None:
    assert await Server(None).ask(TEA, path="/v1/fetches") == (204, None)
    assert (await Server(None).ask(TEA, method="POST"))[0] == 405


async def test_a_space_elsewhere_reads_pages_through_it() -> None:
    web = Web({TEA: b"<title>Tea</title><p>Green", "https://gone.example/": b""})
    reader = ThroughWorker(Server(web), "https://worker.example/v1", "token")
    page = await reader.fetch(TEA)
    assert (page.url, page.title, page.text) == (TEA, "Tea", "Green")


async def test_the_largest_page_still_reaches_a_space_elsewhere() -> None:
    reader = ThroughWorker(Server(Web({TEA: b"<p>" + b"x" * MOST})), "https://worker.example/v1", "token")
    assert (await reader.fetch(TEA)).text.startswith("xxx")

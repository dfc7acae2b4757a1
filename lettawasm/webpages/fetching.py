"""Fetching one page: where to, how much of it, and another way where this host is not let in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote, urljoin

from .. import strict_json
from ..errors import Misconfigured
from ..ports import HttpRequest, HttpResponse, Transport, TransportError
from .page import Page, read
from .public import must_be_public

MOST = 2_000_000  # bytes of a page
PATIENCE = 20.0  # seconds, for its head and for each piece of it
MOST_REDIRECTS = 5
_HEADERS = {"accept": "text/html, application/xhtml+xml, text/*;q=0.9, application/json;q=0.8, */*;q=0.1"}
_REASONS = {
    "timeout": "{url} took too long to answer.",
    "cut_off": "The connection to {url} broke before all of the page was there.",
    "unreachable": "{url} can't be reached from here.",
}
STRANGE = " Is that your Worker's address, and is this page among the `origins` of its token?"
CLOSED = " Most sites don't let another page in a browser read them (CORS): a Worker of your own can, see web access."


class Reader(Protocol):
    """Fetches a page. Raises LettaError, saying why it can't."""

    async def fetch(self, url: str) -> Page: ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent, where it had to be asked for in the end. `is_whole`: there was no more than that."""

    url: str
    status: int
    content_type: str
    body: bytes
    is_whole: bool


class Direct:
    """By this host itself. `hint` is added where a page can't be reached."""

    def __init__(self, transport: Transport, hint: str = "") -> None:
        self._transport, self._hint = transport, hint

    async def fetch(self, url: str) -> Page:
        found = await self.get(url, MOST)
        if found.status >= 400:
            raise Misconfigured(f"{found.url} answered with status {found.status}.")
        return read(found.url, found.content_type, found.body)

    async def get(self, url: str, most: int) -> Fetched:
        """What is there, as it is sent, or the first `most` bytes of it. Raises LettaError."""
        url = must_be_public(url)
        try:
            response, url = await self._followed(url)
            body = await whole(response, most + 1)
        except TransportError as error:
            raise Misconfigured(told(error, url, self._hint)) from None
        kind = response.headers.get("content-type", "")
        return Fetched(url, response.status, kind, body[:most], len(body) <= most)

    async def _followed(self, url: str) -> tuple[HttpResponse, str]:
        """The response at the end of all redirects, each of which has to lead to the public web."""
        for _ in range(MOST_REDIRECTS):
            response = await self._transport.send(HttpRequest("GET", url, _HEADERS, None, PATIENCE, "manual"))
            if response.status == 0:  # a browser doesn't tell where a redirect leads, and guards it itself
                await response.aclose()
                return await self._transport.send(HttpRequest("GET", url, _HEADERS, None, PATIENCE)), url
            location = response.headers.get("location")
            if not 300 <= response.status < 400 or not location:
                return response, url
            await response.aclose()
            url = must_be_public(urljoin(url, location))
        raise Misconfigured(f"{url} leads on and on to other addresses.")


class ThroughWorker:
    """By a Worker of the person's own, which asks for its token."""

    def __init__(self, transport: Transport, base_url: str, token: str | None) -> None:
        self._transport, self._base, self._token = transport, base_url.rstrip("/"), token

    async def fetch(self, url: str) -> Page:
        address = f"{self._base}/fetch?url={quote(must_be_public(url), safe='')}"
        request = HttpRequest("GET", address, bearer(self._token), None, PATIENCE * 2)
        answer = await ask(self._transport, request, STRANGE)
        if answer.get("status", 0) >= 400:
            raise Misconfigured(f"{url} answered with status {answer['status']}.")
        text = answer.get("body")
        if not isinstance(text, str):
            raise Misconfigured(
                f"The Worker at {self._base} doesn't fetch pages. Is it a lettawasm Worker, and new?"
            )
        return read(
            str(answer.get("url") or url), str(answer.get("content_type") or ""), _bytes(answer, text)
        )


def _bytes(answer: Mapping[str, object], text: str) -> bytes:
    if answer.get("encoding") != "base64":
        return text.encode()
    import base64

    return base64.b64decode(text)


def bearer(token: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"} if token else {}


async def ask(transport: Transport, request: HttpRequest, hint: str = "") -> dict[str, Any]:
    """The JSON object that a service answers with. `hint` is added where it can't be reached. Raises LettaError."""
    try:
        response = await transport.send(request)
        body = await whole(response, MOST)
    except TransportError as error:
        raise Misconfigured(told(error, request.url.partition("?")[0], hint)) from None
    try:
        answer = strict_json.parse(body.decode(errors="replace"))
    except (ValueError, RecursionError):
        answer = None
    if response.status != 200 or not isinstance(answer, dict):
        raise Misconfigured(_refusal(request.url.partition("?")[0], response.status, answer))
    return answer


def _refusal(address: str, status: int, answer: object) -> str:
    reasons = {401: "doesn't accept the key", 403: "doesn't accept the key", 402: "has no credit left for it",
               429: "is asked too often"}  # fmt: skip
    said = (
        answer.get("detail") or answer.get("error") or answer.get("message")
        if isinstance(answer, dict)
        else None
    )
    return f"{address} {reasons.get(status, f'answered with status {status}')}." + (
        f" It says: {said[:300]}" if isinstance(said, str) else ""
    )


def told(error: TransportError, url: str, hint: str = "") -> str:
    if error.kind in ("refused", "locked"):
        return error.detail
    said = _REASONS.get(error.kind, _REASONS["unreachable"]).format(url=url)
    return said + (hint if error.kind == "unreachable" else "")


async def whole(response: HttpResponse, most: int) -> bytes:
    """The body, or as much of it as is read at all. Raises TransportError."""
    body = bytearray()
    try:
        async for chunk in response.chunks:
            body += chunk
            if len(body) > most:
                break
    finally:
        await response.aclose()
    return bytes(body[:most])

"""A running Letta server, or Letta Cloud, as it is read over its REST API. Nothing is ever sent to it but GET."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from .. import strict_json
from ..errors import LettaError, NotFound
from ..ports import HttpRequest, HttpResponse, Transport, TransportError
from ..providers.failures import shown

MOST_BYTES = 64_000_000  # of one answer
TRIES = 6
LONGEST_WAIT = 60.0  # seconds that a server may ask us to wait
PAGE = 100
_SECONDS = 60.0
_REDIRECTS = (301, 302, 307, 308)

_SENTENCES = {
    "timeout": "{address} took too long to answer.",
    "cut_off": "The connection to {address} broke in the middle of an answer.",
    "refused": "This server sends nothing to {address}. {detail}",
    "unreachable": (
        "{address} can't be reached. Check that it is running, and in a browser that it allows this page (CORS)."
    ),
    401: "{address} doesn't accept the token (401). Give one that is valid.",
    403: "{address} doesn't allow this (403). Check the token and what it may do.",
}

Pause = Callable[[float], Awaitable[object]]


class ServerFailed(LettaError):
    """The server gave no usable answer, though it was asked as often as is reasonable. The message says why."""

    status = 502


class _Again(Exception):
    """The same request may go well in `wait` seconds; `why` is told if it doesn't."""

    def __init__(self, why: str, wait: float = 0.0) -> None:
        self.why, self.wait = why, wait


class LettaServer:
    def __init__(
        self, transport: Transport, base_url: str, token: str | None = None, pause: Pause = asyncio.sleep
    ) -> None:
        self._transport, self._pause = transport, pause
        self._base = base_url.rstrip("/").removesuffix("/v1")
        self._headers = {"accept": "application/json"}
        if token:
            self._headers["authorization"] = f"Bearer {token}"

    @property
    def address(self) -> str:
        return shown(self._base)

    async def get(self, path: str, **query: Any) -> Any:
        """What it answers, as JSON. Raises NotFound, and ServerFailed for everything else that is no answer."""
        url = f"{self._base}{quote(path)}{'?' + urlencode(query, doseq=True) if query else ''}"
        for number in range(1, TRIES + 1):
            try:
                return await self._ask(url)
            except _Again as again:
                if number == TRIES or again.wait > LONGEST_WAIT:
                    raise ServerFailed(again.why) from None
                await self._pause(max(again.wait, 0.5 * 2 ** (number - 1)))
        raise AssertionError("the last try has raised")

    async def pages(
        self, path: str, after: str | None = None, **query: Any
    ) -> AsyncIterator[list[dict[str, Any]]]:
        """A list page by page, from the oldest entry on."""
        while True:
            cursor = {"after": after} if after else {}
            page = await self.get(path, **query, limit=PAGE, order="asc", ascending="true", **cursor)
            entries = [entry for entry in page if isinstance(entry, dict)] if isinstance(page, list) else []
            last = entries[-1].get("id") if entries else None
            if not isinstance(last, str) or last == after:
                return
            yield entries
            after = last

    async def _ask(self, url: str) -> Any:
        try:
            response = await self._followed(url)
            body = await _whole(response)
        except TransportError as error:
            why = self._told(error.kind, detail=error.detail)
            if error.kind == "refused":
                raise ServerFailed(why) from None
            raise _Again(why) from None
        if response.status == 200:
            return self._value(body)
        raise self._refusal(response, body)

    async def _followed(self, url: str) -> HttpResponse:
        """The answer, after one redirect within the same server: the token goes nowhere else."""
        response = await self._send(url)
        target = urljoin(url, response.headers.get("location", ""))
        if response.status not in _REDIRECTS or _origin(target) != _origin(url):
            return response
        await response.aclose()
        return await self._send(target)

    async def _send(self, url: str) -> HttpResponse:
        request = HttpRequest("GET", url, self._headers, timeout=_SECONDS, redirect="manual")
        return await self._transport.send(request)

    def _value(self, body: bytes) -> Any:
        try:
            return strict_json.loads(body)
        except ValueError:
            raise ServerFailed(
                f"{self.address} answers, but not as a Letta server does. Check the base URL."
            ) from None

    def _refusal(self, response: HttpResponse, body: bytes) -> Exception:
        status = response.status
        said = f"{self.address} answers with {status}: {body[:200].decode(errors='replace')}".rstrip(": ")
        if status == 429 or status >= 500:
            return _Again(said, _retry_after(response))
        if status in (404, 410):
            return NotFound(said)
        return ServerFailed(self._told(status) if status in _SENTENCES else said)

    def _told(self, what: str | int, detail: str = "") -> str:
        sentence = _SENTENCES.get(what, _SENTENCES["unreachable"])
        return sentence.format(address=self.address, detail=detail)


async def _whole(response: HttpResponse) -> bytes:
    """The body. Raises TransportError for one that is over the limit as well."""
    body = bytearray()
    try:
        async for chunk in response.chunks:
            body += chunk
            if len(body) > MOST_BYTES:
                raise TransportError("refused", f"Its answer is over the limit of {MOST_BYTES:,} bytes.")
    finally:
        await response.aclose()
    return bytes(body)


def _retry_after(response: HttpResponse) -> float:
    try:
        return max(0.0, float(response.headers["retry-after"]))
    except (KeyError, ValueError):
        return 0.0


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc

"""Models behind an HTTP API, whichever dialect it speaks: one exchange a reply, with some patience.

Only a request that got no 200 is made again: after that the person has seen something, and only the
truth helps. The key goes into one header and is cut out of everything that is reported.
"""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass, replace
from typing import Literal

from .. import strict_json
from ..model import Done, Failed, ModelEvent, ModelInfo, ModelRequest
from ..ports import HttpRequest, HttpResponse, Transport, TransportError
from . import failures, sight, signatures
from .decoding import ReplyBytes
from .dialect import Decoder, Dialect, Json

TRIES = 3
LONGEST_WAIT = 20.0  # seconds; a server that asks for more is not asked again
ERROR_LIMIT = 100_000  # bytes read of an error
LIST_LIMIT = 10_000_000  # bytes read of a list of models
MOST_PAGES = 20  # of such a list
_PICTURES = "pictures"  # what a model refuses that can't see
RETRIED = ("unreachable", "cut_off", "rate_limited", "server_error")


@dataclass(frozen=True, slots=True)
class _No:
    """What failed, the seconds that the server wants us to wait, and all it said."""

    failed: Failed
    wait: float = 0.0
    said: str = ""


Answer = HttpResponse | _No  # a 200, or none


class HttpProvider:
    """Implements `ports.Provider`. `timeout` is the seconds to wait for a head, and then for each chunk; `address`
    what the server is called in errors; `retried` are the kinds of failures after which it is asked again.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        api_key: str | None,
        transport: Transport,
        dialect: Dialect,
        *,
        address: str | None = None,
        timeout: float = 120.0,
        retried: Collection[str] = RETRIED,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = lambda: random.random(),  # not yet: a worker has none at import
    ) -> None:
        self.name, self.dialect = name, dialect
        self.base_url = base_url.strip().rstrip("/")
        self._address = address or failures.shown(self.base_url)
        self._key = (api_key or "").strip()
        self._transport, self._timeout, self._retried = transport, timeout, retried
        self._sleep, self._jitter = sleep, jitter
        self._refused: dict[str, frozenset[str]] = {}  # model → parameters it was found not to take

    @property
    def provider_type(self) -> str:
        return self.dialect.provider_type

    async def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        """Deltas, then exactly one Done or Failed."""
        maker = signatures.mark(self.base_url + self.dialect.path(request.model), request.model)
        answer = await self._patiently(lambda: self._ask(signatures.given_back(request, maker)))
        if isinstance(answer, Failed):
            yield self._without_key(answer)
            return
        reply = self.dialect.reply(self._address, request.model)
        try:
            async for event in self._events(answer, reply):
                match event:
                    case Failed():
                        yield self._without_key(event)
                    case Done():
                        yield signatures.marked(event, maker)
                    case _:
                        yield event
        except (asyncio.CancelledError, GeneratorExit):
            if not reply.is_over:
                await self.abandoned(reply, request.model)
            raise
        finally:
            await answer.aclose()

    async def exchange(self, request: HttpRequest) -> HttpResponse:
        """One try at a reply. Raises TransportError, here or while the body is read."""
        return await self._transport.send(request)

    async def abandoned(self, reply: Decoder, model: str) -> None:
        """Nobody listens to a reply any more, in the middle of it. A model says no more when its answer is closed."""

    async def models(self) -> list[ModelInfo]:
        """The server's chat models; empty when it can't be asked."""
        found: list[ModelInfo] = []
        path: str | None = self.dialect.models_path
        for _ in range(MOST_PAGES):
            answer = await self.listed(path) if path else None
            if answer is None:
                break
            found += self.dialect.listed(answer, self.name, self.base_url)
            path = self.dialect.next_page(answer)
        return found

    async def listed(self, path: str) -> object:
        """The list that the server has at a path; None when it can't be had."""
        try:
            response = await self._transport.send(self._request("GET", path, None, timeout=10.0))
            body = await text_of(response, LIST_LIMIT)
            return strict_json.parse(body) if response.status == 200 else None
        except (TransportError, ValueError, RecursionError):
            return None

    async def post(self, path: str, body: Json, model: str, limit: int) -> str | Failed:
        """What the server answers with a 200, at most `limit` bytes of it."""
        answer = await self._patiently(lambda: self._ask_once(path, body, model))
        try:
            told = answer if isinstance(answer, Failed) else await text_of(answer, limit)
        except TransportError as error:
            told = failures.from_transport(error, self._address)
        return self._without_key(told) if isinstance(told, Failed) else told

    def unreadable(self, body: str) -> Failed:
        """What is to be said of an answer that is not what this API answers with."""
        return self._without_key(failures.not_the_api(self._address, body, self.dialect.api))

    async def _patiently(self, ask: Callable[[], Awaitable[Answer]]) -> HttpResponse | Failed:
        """A response that is a 200, after as many tries as it takes and is reasonable."""
        if not (self._key.isascii() and self._key.isprintable()):
            return Failed(
                "auth", "The API key has characters in it that no key has. Enter it again under Models."
            )
        tries = 1
        while isinstance(answer := await ask(), _No):
            if tries == TRIES or answer.failed.kind not in self._retried or answer.wait > LONGEST_WAIT:
                return answer.failed
            await self._sleep(max(answer.wait, 2 ** (tries - 2) * (1 + self._jitter())))
            tries += 1
        return answer

    async def _ask(self, request: ModelRequest) -> Answer:
        """One try, without what the server turns out not to take: one thing less at a time."""
        refused = self._refused.get(request.model, frozenset())
        path = self.dialect.path(request.model)
        while True:
            shown = sight.blinded(request) if _PICTURES in refused else request
            body = self.dialect.body(shown, refused)
            answer = await self._ask_once(path, body, request.model)
            if isinstance(answer, HttpResponse):
                self._refused[request.model] = refused - signatures.NAMES
                return answer
            if sight.has_pictures(shown) and sight.is_blind(answer.said):
                refused |= {_PICTURES}
                continue
            newly = self._newly_refused(answer, body, refused)
            if not newly:
                return answer
            refused |= {newly}

    def _newly_refused(self, answer: _No, body: Json, refused: frozenset[str]) -> str | None:
        """The first of the optional things that were sent and are named in a refusal."""
        if answer.failed.kind != "bad_request":
            return None
        sent = json.dumps(body)
        named = (name for name in self.dialect.optional if name not in refused and name in answer.said)
        return next((name for name in named if f'"{name}"' in sent), None)

    async def _ask_once(self, path: str, body: Json, model: str) -> Answer:
        try:
            response = await self.exchange(self._request("POST", path, body))
            if response.status == 200:
                return response
            said = await text_of(response, ERROR_LIMIT)
        except TransportError as error:
            return _No(failures.from_transport(error, self._address))
        wait = _retry_after(response) or failures.asked_wait(said)
        failed = failures.from_status(response.status, said, address=self._address, model=model, wait=wait)
        return _No(failed, wait, said)

    async def _events(self, response: HttpResponse, reply: Decoder) -> AsyncIterator[ModelEvent]:
        received = ReplyBytes(reply, self.unreadable)
        try:
            async for chunk in response.chunks:
                for event in received.feed(chunk):
                    yield event
                if reply.is_over:
                    break
        except TransportError as error:
            reply.fail(failures.from_transport(error, self._address))
        for event in received.end():
            yield event

    def _request(
        self, method: str, path: str, body: Json | None, timeout: float | None = None
    ) -> HttpRequest:
        headers = {"accept": "application/json, text/event-stream", **self.dialect.headers(self._key)}
        if body is not None:
            headers["content-type"] = "application/json"
        data = json.dumps(body).encode() if body is not None else None
        redirect: Literal["follow", "manual"] = (
            "manual" if self._key else "follow"
        )  # a key stays where it was sent
        return HttpRequest(method, self.base_url + path, headers, data, timeout or self._timeout, redirect)

    def _without_key(self, failed: Failed) -> Failed:
        from ..masking import masked  # most replies are good

        message, detail = (masked(text, self._key, "[key]") for text in (failed.message, failed.detail))
        return replace(failed, message=message, detail=detail)


async def text_of(response: HttpResponse, limit: int) -> str:
    """The body as text, cut at `limit` bytes; the response is closed after it."""
    body = bytearray()
    try:
        async for chunk in response.chunks:
            body += chunk
            if len(body) > limit:
                break
    finally:
        await response.aclose()
    return bytes(body[:limit]).decode(errors="replace")


def _retry_after(response: HttpResponse) -> float:
    """The seconds a server asks us to wait; 0 where it says nothing, or says it as a date."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(response.headers[name]) * unit)
        except (KeyError, ValueError):
            continue
    return 0.0

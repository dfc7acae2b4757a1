"""`POST /v1/chat/completions`: models for whoever holds a token of the space, while the keys stay here.

A request is read, paid for, sent on under our own headers, and its reply passed back as it comes. What it
really used is settled when it ends, however it ends. `GET /v1/chat/usage` tells what is left of the day.
"""

import asyncio
import json
from collections.abc import Awaitable, Sequence
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from .. import strict_json
from ..api.request import chunks
from ..errors import LettaError
from .allowance import Allowance
from .answer import PING_SECONDS, Answer
from .call import Call
from .ledger import SPACE, Ledger
from .passage import Passage
from .refusal import Refusal, refusal_of
from .upstream import Upstream

COMPLETIONS, USAGE = "/v1/chat/completions", "/v1/chat/usage"
MOST_BYTES = 8_000_000  # of a request


class Relay:
    """ASGI. Answers its two paths and hands everything else to `app`. The token comes from the guard before it."""

    def __init__(
        self,
        app: ASGIApp,
        upstreams: Sequence[Upstream],
        ledger: Ledger,
        *,
        ping_seconds: float = PING_SECONDS,
    ) -> None:
        self._app, self._upstreams, self._ledger = app, upstreams, ledger
        self._ping_seconds = ping_seconds
        self._handlers = {COMPLETIONS: ("POST", self._complete), USAGE: ("GET", self._tell_usage)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].rstrip("/") if scope["type"] == "http" else ""
        if path not in self._handlers:
            return await self._app(scope, receive, send)
        method, handler = self._handlers[path]
        answer = Answer(send, self._ping_seconds)
        try:
            if scope["method"] != method:
                raise Refusal(405, "method_not_allowed", f"This address takes {method}")
            own = Allowance.of(scope.get("lettawasm.token"), self._ledger.caps)
            await handler(own, Request(scope, receive), answer)
        except ClientDisconnect:
            pass  # before its request was there
        except LettaError as error:
            await answer.refuse(refusal_of(error))
        except Refusal as refusal:
            await answer.refuse(refusal)

    async def _complete(self, own: Allowance, request: Request, answer: Answer) -> None:
        call = Call.of(await _body(request), self._upstreams, self._ledger.caps.max_tokens)
        await _unless_gone(request.receive, self._pass(call, own, answer))

    async def _pass(self, call: Call, own: Allowance, answer: Answer) -> None:
        reservation = self._ledger.reserve(call.most, own.token_id, own.caps)
        passage = Passage(call)
        try:
            await passage.to(answer)
        finally:
            self._ledger.settle(reservation, passage.used)

    async def _tell_usage(self, own: Allowance, request: Request, answer: Answer) -> None:
        day = self._ledger.today()
        space, token = ((SPACE, self._ledger.caps.space), (own.token_id, own.caps))
        told = {"day": day, "space": self._ledger.told(day, *space), "token": self._ledger.told(day, *token)}
        await answer.document(json.dumps(told))


async def _body(request: Request) -> Any:
    text = b"".join([chunk async for chunk in chunks(request, MOST_BYTES)])
    try:
        return strict_json.loads(text)
    except ValueError:
        raise Refusal(400, "invalid_json", "The body is not JSON") from None


async def _unless_gone(receive: Receive, work: Awaitable[None]) -> None:
    """Do the work, or stop in the middle of it when the client has gone."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_disconnected(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass

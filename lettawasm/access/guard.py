"""The guard before a space's API: who asks, from which page, for what, how often, and how much at once.

Nothing behind it hears of a request that it refuses, so an app may open its space at the first request it gets.
"""

import math
import time
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..bearer import bearer
from ..errors import TooLarge
from . import bodies, cors, scopes, widget
from .answer import UNAUTHORIZED, Refusal, refused
from .rate import Buckets
from .store import Tokens
from .tables import HISTORY
from .tokens import Token


class Guard:
    """Lets through to `app` what a token of this space allows; `scope["lettawasm.token"]` says which it was."""

    def __init__(
        self, app: ASGIApp, tokens: Tokens, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._app, self._tokens, self._buckets = app, tokens, Buckets(monotonic)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "http":
                await self._answer(scope, receive, send)
            case "lifespan":
                await self._app(scope, receive, send)
            case _:  # there are no WebSockets here
                await send({"type": "websocket.close", "code": 1008})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if cors.is_preflight(scope["method"], headers):
            return await cors.preflight(headers)(scope, receive, send)
        token = self._tokens.verify(bearer(headers.getlist("authorization")))
        if (origin := headers.get("origin")) is not None:
            if token and not cors.may_ask(origin, headers.get("host", ""), token.origins):
                return await refused(403, "Pages of this origin may not use this token")(scope, receive, send)
            send = cors.sending_to(origin, send)  # a 401 may be read by any page: it tells nothing
        if token is None:
            return await UNAUTHORIZED(scope, receive, send)
        sending = _Sending(send)
        try:
            await self._serve(token, scope, bodies.limited(receive, token.max_body_bytes), sending)
        except Refusal as refusal:
            await refusal.answer(scope, receive, send)
        except ClientDisconnect:
            pass  # before its request was there
        except TooLarge as error:
            if sending.has_begun:
                raise
            await refused(413, str(error))(scope, receive, send)

    async def _serve(self, token: Token, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises Refusal and TooLarge."""
        is_full = token.scope == "full"  # and needs no route, which takes a while to find
        route, params = ("", {}) if is_full else scopes.route_of(scope)
        if not scopes.allows(token, route, params, self._tokens.driver):
            raise Refusal(refused(403, "This token may not do that"))
        if wait := self._buckets.wait(token.id, token.requests_per_minute):
            after = {"retry-after": str(math.ceil(wait))}
            raise Refusal(refused(429, "This token asks too often", after))
        if bodies.is_announced_over(Headers(scope=scope).get("content-length"), token.max_body_bytes):
            raise TooLarge(f"The body is over this token's limit of {token.max_body_bytes:,} bytes")
        scope["lettawasm.token"] = token
        if token.scope == "widget":
            receive = await _narrowed(route, scope, receive)
        await self._app(scope, receive, send)


async def _narrowed(route: str, scope: Scope, receive: Receive) -> Receive:
    """Keep a widget's request to what its visitors may say and see. Raises Refusal and ClientDisconnect."""
    if route == HISTORY:
        if (query := widget.shown(scope.get("query_string", b""))) is None:
            raise Refusal(refused(403, "A widget may not read that"))
        scope["query_string"] = query
    if route not in widget.JUDGED:
        return receive
    body = await bodies.whole(receive)
    if problem := widget.problem(route, widget.read(body)):
        raise Refusal(refused(403, problem))
    return bodies.again(body, receive)


class _Sending:
    """A `send` that knows whether an answer has begun."""

    has_begun = False

    def __init__(self, send: Send) -> None:
        self._send = send

    async def __call__(self, message: Message) -> None:
        self.has_begun = True
        await self._send(message)

"""The visitors' door: who bears a widget's token, or the token of one of its visitors, comes in here and nowhere else.

    Door → API, for visitors | everybody else → whatever guards the API

A widget's token opens conversations. A visitor's reads, writes and stops one conversation. Where a space has a door,
nothing behind it hears of a request that it refuses.
"""

import math
import time
from collections.abc import Callable
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from ..bearer import bearer, kind_of
from ..errors import TooLarge
from ..ports import Clock, Driver
from ..schemas.widgets import WidgetToken
from ..store.visits import Visit, Visits
from ..store.widgets import Widgets
from . import bodies, cors, widget
from .answer import UNAUTHORIZED, Refusal, refused
from .rate import Buckets

SESSIONS = "/v1/widget/sessions"
PER_MINUTE = 120  # requests of any kind, by one visitor or with one widget's token
MOST_BYTES = 1_000_000

Caller = WidgetToken | Visit


class Door:
    """`app` is the API, `otherwise` what guards it from everybody else."""

    def __init__(
        self,
        app: ASGIApp,
        otherwise: ASGIApp,
        driver: Driver,
        clock: Clock,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._otherwise, self._driver = app, otherwise, driver
        self._widgets, self._visits = Widgets(driver, clock), Visits(driver, clock)
        self._buckets = Buckets(monotonic)
        self._is_there = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app_for(scope) if scope["type"] == "http" else self._otherwise
        await app(scope, receive, send)

    def _app_for(self, scope: Scope) -> ASGIApp:
        headers = Headers(scope=scope)
        if kind_of(text := bearer(headers.getlist("authorization"))) in ("lwt", "lws"):
            return self._answer_to(self._caller(text), headers)
        if cors.is_preflight(scope["method"], headers) and self._expects(_path(scope), headers["origin"]):
            return cors.preflight(headers)
        return self._otherwise

    def _answer_to(self, caller: Caller | None, headers: Headers) -> ASGIApp:
        if (origin := headers.get("origin")) is None:
            return self._for(caller) if caller else UNAUTHORIZED
        if caller is None:  # which any page may read: it tells nothing
            return UNAUTHORIZED.with_headers(cors.readable(origin))
        if not cors.may_ask(origin, headers.get("host", ""), tuple(_token(caller).origins)):
            return refused(403, "Pages of this origin may not use this token")
        return cors.readable_by(origin, self._for(caller))

    def _for(self, caller: Caller) -> ASGIApp:
        """The API as this caller has it."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            app = self._app
            try:
                receive = await self._admitted(caller, scope, bodies.limited(receive, MOST_BYTES))
            except Refusal as refusal:
                app = refusal.answer
            except TooLarge as error:
                app = refused(413, str(error))
            except ClientDisconnect:
                return  # before its request was there
            await app(scope, receive, send)

        return answer

    async def _admitted(self, caller: Caller, scope: Scope, receive: Receive) -> Receive:
        """The request's body, once nothing speaks against it. Raises Refusal, TooLarge and ClientDisconnect."""
        wish = _wish(caller, "GET" if scope["method"] == "HEAD" else scope["method"], _path(scope))
        if wish is None:
            raise Refusal(refused(403, "This token may not do that"))
        _heed(self._buckets.wait(caller.id, PER_MINUTE))
        if bodies.is_announced_over(Headers(scope=scope).get("content-length"), MOST_BYTES):
            raise TooLarge(f"The body is over this token's limit of {MOST_BYTES:,} bytes")
        if wish == "read":
            scope["query_string"] = _shown(scope.get("query_string", b""))
            return receive
        body = await bodies.whole(receive)
        if wish == "send" and (problem := widget.problem_of(body, _token(caller).takes)):
            raise Refusal(refused(403, problem))
        self._count(caller, wish)
        return bodies.again(body if wish == "send" else b"", receive)

    def _count(self, caller: Caller, wish: str) -> None:
        """Raises Refusal for what is more than an hour has room for."""
        if isinstance(caller, WidgetToken):
            _heed(self._widgets.opened(caller))
        elif wish == "send":
            _heed(self._visits.sent(caller))
            _heed(self._widgets.sent(caller.token))

    def _caller(self, text: str) -> Caller | None:
        if not self._has_tokens():
            return None
        return self._widgets.verify(text) if kind_of(text) == "lwt" else self._visits.verify(text)

    def _expects(self, path: str, origin: str) -> bool:
        """Whether a page of this origin may ask here with some token, as a preflight bears none."""
        theirs = path == SESSIONS or path.startswith("/v1/conversations/")
        return theirs and self._has_tokens() and any(origin in token.origins for token in self._widgets.all())

    def _has_tokens(self) -> bool:
        """Whether the space is open, and knows of widgets: asking a space that isn't leaves no trace."""
        self._is_there = self._is_there or bool(
            self._driver.execute(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'widget_visits'"
            )
        )
        return self._is_there


def _wish(caller: Caller, method: str, path: str) -> str | None:
    """What a request is for, if it is one that the caller may ask. Paths are compared whole, so that none can mean
    one thing here and another to the router.
    """
    if isinstance(caller, WidgetToken):
        return "open" if (method, path) == ("POST", SESSIONS) else None
    own = f"/v1/conversations/{caller.conversation_id}"
    return {
        ("GET", f"{own}/messages"): "read",
        ("POST", f"{own}/messages"): "send",
        ("POST", f"{own}/cancel"): "cancel",
    }.get((method, path))


def _path(scope: Scope) -> str:
    path: Any = scope["path"]
    return str(path.removeprefix(scope.get("root_path", ""))).removesuffix("/")


def _token(caller: Caller) -> WidgetToken:
    return caller if isinstance(caller, WidgetToken) else caller.token


def _shown(query: bytes) -> bytes:
    """Raises Refusal when only what a visitor may not see was asked for."""
    if (shown := widget.shown(query, of_conversation=True)) is None:
        raise Refusal(refused(403, "A widget may not read that"))
    return shown


def _heed(wait: float) -> None:
    if wait:
        after = {"retry-after": str(math.ceil(wait))}
        raise Refusal(refused(429, "This token asks too often", after))

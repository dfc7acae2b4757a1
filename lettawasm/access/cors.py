"""Which pages may ask, and the headers by which a browser lets them read the answer."""

import re
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .answer import Answer

_METHODS = "GET, HEAD, POST, PATCH, PUT, DELETE"
_HEADER_NAMES = re.compile(r"[A-Za-z0-9-]+(, ?[A-Za-z0-9-]+)*")


def is_preflight(method: str, headers: Mapping[str, str]) -> bool:
    return method == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers


def preflight(headers: Mapping[str, str]) -> Answer:
    """Yes to every page: a preflight bears no token. The request that follows is held to its token's origins."""
    asked = headers.get("access-control-request-headers", "")
    return Answer(
        204,
        headers={
            **readable(headers["origin"]),
            "access-control-allow-methods": _METHODS,
            "access-control-allow-headers": asked if _HEADER_NAMES.fullmatch(asked) else "authorization",
            "access-control-max-age": "600",
        },
    )


def may_ask(origin: str, host: str, allowed: tuple[str, ...]) -> bool:
    """Whether a page of `origin` is one of the `allowed`, or this server's own, which goes by the name `host`.

    The scheme of our own is not compared: a proxy before us may have ended TLS.
    """
    is_own = host != "" and origin in (f"https://{host}", f"http://{host}")
    return is_own or origin in allowed or "*" in allowed


def readable(origin: str) -> dict[str, str]:
    """Headers that let pages of `origin` read an answer."""
    is_plain = origin.isascii() and origin.isprintable()
    return {
        "access-control-allow-origin": origin if is_plain else "null",
        "access-control-expose-headers": "*",
        "vary": "Origin",
    }


def sending_to(origin: str, send: Send) -> Send:
    """`send`, with the headers that let pages of `origin` read what is sent."""
    extra = Headers(readable(origin)).raw

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *extra]}
        await send(message)

    return sending


def readable_by(origin: str, app: ASGIApp) -> ASGIApp:
    """`app`, with the same headers on all that it says."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope, receive, sending_to(origin, send))

    return answering

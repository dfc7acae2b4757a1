"""Who may ask a server: programs that know its token, and no page of a stranger's.

A server on this machine's own address needs no token, but any page in a browser can send requests there.
So a request must name the server as it is known (else a name was rebound to it), and one that comes from a
page must come from an origin that was allowed.
"""

import hmac
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Gate:
    """Lets through what may ask of `app` and answers everything else with 401 or 403.

    `names` are the host names the server goes by, none meaning any; `origins` those of pages that may ask.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        names: Iterable[str] = LOOPBACK,
        origins: Iterable[str] = (),
        token: str | None = None,
    ) -> None:
        self._names, self._origins, self._token = frozenset(names), frozenset(origins), token
        self._app: ASGIApp = CORSMiddleware(
            app, allow_origins=sorted(self._origins), allow_methods=["*"], allow_headers=["*"]
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = self._refusal(Request(scope)) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, request: Request) -> JSONResponse | None:
        if self._names and urlsplit(f"//{request.headers.get('host', '')}").hostname not in self._names:
            return JSONResponse({"detail": "This server is not known by that name"}, 403)
        origin = request.headers.get("origin")
        if origin is not None and origin not in self._origins and not _is_own(request, origin):
            return JSONResponse({"detail": f"Pages of {origin} may not ask this server; see --origin"}, 403)
        is_preflight = request.method == "OPTIONS" and "access-control-request-method" in request.headers
        if self._token is not None and not is_preflight and not self._knows_token(request):
            return JSONResponse({"detail": "Unauthorized"}, 401)
        return None

    def _knows_token(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), (self._token or "").encode())


def _is_own(request: Request, origin: str) -> bool:
    return origin == f"{request.url.scheme}://{request.headers.get('host', '')}"

"""The ASGI application: routing, and errors as Letta's server words them."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ..errors import Busy, Conflict, LettaError, ModelFailed, NotOffered, TooLarge, TooSoon
from ..ports import Host
from ..runtime import Runtime
from .absent import ABSENT
from .route import ApiRoute
from .routes import ROUTES

Handler = Callable[[Request], Awaitable[Response]]

_NO_RETRY = {"x-should-retry": "false"}


def create_app(host: Host) -> Starlette:
    """The app over one space. The space is opened here and now; no lifespan is needed."""
    app = Starlette(routes=_ROUTES, exception_handlers=ERROR_HANDLERS)
    app.router.redirect_slashes = False  # both forms are routes, so no client loses a body to a redirect
    app.state.runtime = Runtime(host)
    return app


def _routes() -> list[ApiRoute]:
    """A route for each path of the tables, with and without a slash at its end."""
    by_path: dict[str, dict[str, Handler]] = {}
    for method, path, handler in [*ABSENT, *ROUTES]:  # /v1/messages/batches is no message
        by_path.setdefault(path, {})[method] = handler
    return [
        ApiRoute(form, _dispatch(handlers), methods=list(handlers))
        for path, handlers in by_path.items()
        for form in (path, path + "/")
    ]


def _dispatch(handlers: dict[str, Handler]) -> Handler:
    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        response = await handlers[method](request)
        request.app.state.runtime.embeddings.wake(changed=method != "GET")
        return response

    return endpoint


def _answer(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(body, default=str), status, headers, media_type="application/json")


async def _letta_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, LettaError)
    if request.method != "GET" and "blocks" in request.scope["path"]:
        from .refusals import note  # most edits go well

        note(request, error)
    if isinstance(error, ModelFailed):
        # The model was asked as often as is reasonable; an SDK's own retries would send the message again.
        return _answer(error.status, {"error": error.error}, _NO_RETRY)
    # SDKs send a 409 and a 5xx again. For a busy agent that is right: nothing was stored, and it may be free by then.
    is_final = isinstance(error, Conflict | NotOffered | TooSoon) and not isinstance(error, Busy)
    headers = _NO_RETRY if is_final else None
    if isinstance(error, TooLarge):
        return _answer(error.status, {"detail": str(error)})
    return _answer(
        error.status, error.detail if isinstance(error.detail, dict) else {"detail": error.detail}, headers
    )


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(error.status_code, {"detail": error.detail}, dict(error.headers or {}))


async def _unexpected(request: Request, error: Exception) -> Response:
    return _answer(500, {"detail": "An unknown error occurred"})


async def _left(request: Request, error: Exception) -> Response:
    """Nobody reads this, but an operator does: who hung up is not what went wrong here."""
    return Response(status_code=499)


ERROR_HANDLERS: Any = {
    LettaError: _letta_error,
    HTTPException: _http_error,
    ClientDisconnect: _left,
    Exception: _unexpected,
}
_ROUTES = _routes()

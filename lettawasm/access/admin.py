"""REST for the holder of the admin secret: spaces in the directory's object, tokens in each space's own.

Both apps check the secret themselves, whatever stands before them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ..api.app import ERROR_HANDLERS
from ..api.request import body, number, query, reply
from ..bearer import SPACE_PATTERN
from .answer import UNAUTHORIZED
from .directory import Directory
from .gateway import UNCONFIGURED, is_admin, is_configured
from .store import Tokens
from .tokens import Token, TokenCreate

Wipe = Callable[[str], Awaitable[None]]


class SpaceCreate(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True)

    name: Annotated[str, Field(pattern=f"^{SPACE_PATTERN}$")]


def directory_app(directory: Directory, admin_secret: str | None, wipe: Wipe) -> ASGIApp:
    """`/admin/spaces`. `wipe` empties the storage of a space; only when it has may the name be used again."""

    async def list_(request: Request) -> Response:
        found = directory.find(number(request, "limit", 100, 1, 1_000), query(request, "after"))
        return reply([asdict(space) for space in found])

    async def create(request: Request) -> Response:
        return reply(asdict(directory.create((await body(request, SpaceCreate)).name)), 201)

    async def retrieve(request: Request) -> Response:
        return reply(asdict(directory.get(request.path_params["space"])))

    async def delete(request: Request) -> Response:
        space = directory.get(request.path_params["space"])
        await wipe(space.name)
        directory.delete(space.name)
        return reply(asdict(space))

    one = "/admin/spaces/{space}"
    return _Admin(
        admin_secret,
        [
            *_routes("/admin/spaces", GET=list_, POST=create),
            *_routes(one, GET=retrieve, DELETE=delete),
        ],
    )


def space_app(tokens: Tokens, admin_secret: str | None) -> ASGIApp:
    """`/admin/spaces/{space}/tokens`, in the object of that space, which must be known to exist."""

    async def list_(request: Request) -> Response:
        return reply([_wire(token) for token in tokens.all()])

    async def create(request: Request) -> Response:
        token, text = tokens.create(request.path_params["space"], await body(request, TokenCreate))
        return reply({**_wire(token), "token": text}, 201)

    async def revoke(request: Request) -> Response:
        return reply(_wire(tokens.revoke(request.path_params["token_id"])))

    all_ = "/admin/spaces/{space}/tokens"
    return _Admin(
        admin_secret,
        [*_routes(all_, GET=list_, POST=create), *_routes(all_ + "/{token_id}", DELETE=revoke)],
    )


class _Admin:
    """Routes behind the admin secret."""

    def __init__(self, admin_secret: str | None, routes: list[Route]) -> None:
        self._secret = admin_secret
        self._app = Starlette(routes=routes, exception_handlers=ERROR_HANDLERS)
        self._app.router.redirect_slashes = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app: ASGIApp = self._app
        if scope["type"] == "http" and not is_configured(self._secret):
            app = UNCONFIGURED
        elif scope["type"] == "http" and not is_admin(Headers(scope=scope), self._secret):
            app = UNAUTHORIZED
        await app(scope, receive, send)


def _routes(path: str, **handlers: Callable[[Request], Awaitable[Response]]) -> list[Route]:
    return [
        Route(form, handler, methods=[method])
        for form in (path, path + "/")
        for method, handler in handlers.items()
    ]


def _wire(token: Token) -> dict[str, Any]:
    return asdict(token)

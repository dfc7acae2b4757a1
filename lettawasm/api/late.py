"""Handlers whose modules are imported when they are first asked for: a page that only talks never waits for them."""

from collections.abc import Awaitable, Callable
from importlib import import_module

from starlette.requests import Request
from starlette.responses import Response

from ..errors import Misconfigured

_NOT_HERE = "This part of lettawasm isn't on this device yet. Go online, then try again."

Handler = Callable[[Request], Awaitable[Response]]


class Late:
    """Stands for a module of this package in the table of routes."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, handler: str) -> Handler:
        async def handle(request: Request) -> Response:
            try:
                module = import_module(f".{self._name}", __package__)
            except ImportError as error:
                raise Misconfigured(_NOT_HERE) from error
            answer: Handler = getattr(module, handler)
            return await answer(request)

        return handle

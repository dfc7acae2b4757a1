"""The object that knows which spaces there are, for the holder of the admin secret."""

from functools import cached_property
from typing import Any

from starlette.types import ASGIApp

from ...access.admin import directory_app
from ...access.directory import Directory
from ..system_clock import SystemClock
from .bindings import ADMIN_SECRET, Bindings
from .driver import DurableDriver
from .exchange import answer


class DirectoryObject:
    """What a Durable Object of the class Directory does. `ctx` and `env` are its own."""

    def __init__(self, ctx: Any, env: Any) -> None:
        self._ctx = getattr(ctx, "_ctx", ctx)
        self._bindings = Bindings(env)

    async def fetch(self, request: Any) -> Any:
        return await answer(self._app, request, self._ctx.waitUntil)

    @cached_property
    def _app(self) -> ASGIApp:
        directory = Directory(DurableDriver(self._ctx), SystemClock())
        return directory_app(directory, self._bindings.text(ADMIN_SECRET), self._wipe)

    async def _wipe(self, space: str) -> None:
        await self._bindings.object("SPACES").getByName(space).wipe()

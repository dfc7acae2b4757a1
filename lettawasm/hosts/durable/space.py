"""The object of one space: its database and its runtime, behind what decides who may ask.

    Observed → admin's routes | Door or Guard → Relay → API

Made in an instant, as an object must be; its database is opened by the first request that a token lets through.
"""

import asyncio
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import js
from starlette.types import ASGIApp, Receive, Scope, Send

from ...access.admin import space_app
from ...access.answer import refused
from ...access.door import Door
from ...access.guard import Guard
from ...access.store import Tokens
from ...api import create_app
from ...errors import LettaError
from ...ports import Host
from ...providers.offline import OfflineProvider
from ...relay.outside import open_outside
from ...runtime import Runtime
from ...telemetry import Metrics, Observed, ObservedRuns, json_lines
from .. import timers
from ..fetch_transport import FetchTransport
from ..site_file import STRIPPER, TABLE, bytes_of
from ..site_wheels import SiteWheels
from ..system_clock import SystemClock
from ..web_cipher import WebCipher
from .ai_binding import JsAiBinding
from .bindings import ADMIN_SECRET, Bindings
from .driver import DurableDriver
from .exchange import answer
from .isolates import sandbox_of
from .watchdog import Watchdog

METRICS = Metrics()  # of all that this isolate serves
LOG = json_lines(print)
LARGEST_UPLOAD = 20_000_000  # an isolate has 128 MB for everything


@dataclass(frozen=True, slots=True)
class _Opened:
    app: ASGIApp
    runtime: Runtime


class SpaceObject:
    """What a Durable Object of the class Space does. `ctx` and `env` are its own."""

    def __init__(self, ctx: Any, env: Any) -> None:
        timers.install()
        self._ctx = getattr(ctx, "_ctx", ctx)
        self._bindings = Bindings(env)
        self._clock, self._watchdog = SystemClock(), Watchdog(self._ctx)
        self._driver = DurableDriver(self._ctx)
        self._name: str | None = getattr(self._ctx.id, "name", None)  # an alarm may not know it

    async def fetch(self, request: Any) -> Any:
        return await answer(self._front, request, self._ctx.waitUntil)

    async def alarm(self) -> None:
        """Opening the space has ended the runs that were cut off with an earlier object."""
        _ = self._opened
        self._watchdog.alarm()

    async def wipe(self) -> None:
        """Stop what goes on, then forget everything."""
        if "_opened" in self.__dict__:
            runtime = self._opened.runtime
            while runs := runtime.store.runs.unfinished():
                for run in runs:
                    runtime.cancel(run.agent_id)
                await self._watchdog.quiet()
        storage = self._ctx.storage
        await asyncio.gather(storage.deleteAlarm(), storage.deleteAll())
        self._driver = DurableDriver(self._ctx)
        for known in ("_front", "_opened"):
            self.__dict__.pop(known, None)

    @cached_property
    def _front(self) -> ASGIApp:
        tokens = Tokens(self._driver, self._clock)
        admin = space_app(tokens, self._bindings.text(ADMIN_SECRET))
        door = Door(self._serve, Guard(self._serve, tokens), self._driver, self._clock)

        async def front(scope: Scope, receive: Receive, send: Send) -> None:
            app = admin if scope["path"].startswith("/admin/") else door
            await app(scope, receive, send)

        return Observed(front, METRICS, LOG, self._clock, space=self._name)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            app = self._opened.app
        except LettaError as error:  # of a newer schema, or configured wrong
            app = refused(error.status, str(error))
        await app(scope, receive, send)

    async def _file(self, path: str) -> bytes:
        return await bytes_of(self._bindings.object("ASSETS").fetch(f"https://assets/{path}"))

    async def _table(self) -> bytes:
        return await self._file(TABLE)

    async def _stripper(self) -> str:
        return (await self._file(STRIPPER)).decode()

    def _wheels(self) -> SiteWheels:
        return SiteWheels(self._file)

    @cached_property
    def _opened(self) -> _Opened:
        ai, web = self._bindings.object("AI"), self._bindings.object("WEB")
        outside = open_outside(
            self._bindings.texts(),
            self._driver,
            self._clock,
            FetchTransport(),
            JsAiBinding(ai) if ai else None,
            FetchTransport(service=web or js),  # Cloudflare has no network of its own to be reached
        )
        host = Host(
            driver=self._driver,
            clock=self._clock,
            transport=outside.transport,
            providers={"lettawasm": OfflineProvider(), **outside.providers},
            admit=outside.admit,
            watchers=(self._watchdog, ObservedRuns(METRICS, LOG, self._clock, space=self._name)),
            table=self._table,
            stripper=self._stripper,
            wheels=self._wheels,
            cipher=WebCipher(js.crypto),
            largest_upload=LARGEST_UPLOAD,
            public=outside.public,
            search=outside.search,
            sandbox=sandbox_of(self._bindings, str(self._ctx.id)),
        )
        app = create_app(host)
        return _Opened(outside.relayed(app), app.state.runtime)

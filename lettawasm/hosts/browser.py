"""The browser's host: the app in Pyodide, its database on OPFS, the network through `fetch`.

JavaScript calls what `start` returns with a request and the callbacks for its reply; an answer crosses
into JavaScript once for its head and once for each chunk.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import js
from pyodide.ffi import JsBuffer, JsProxy, to_js
from starlette.types import ASGIApp

from ..api import create_app
from ..catalog import ENGINES
from ..db import SqliteDriver
from ..model import ModelEvent, ModelInfo, ModelRequest
from ..ports import Cipher, Embedder, Host, Job, Provider, Ran, Reach, Surroundings, WheelFolder
from ..providers.offline import OfflineProvider
from . import ready, timers
from .asgi import Event, header_pairs, http_scope
from .fetch_transport import FetchTransport, from_page
from .simd import SimdKernel
from .site_file import STRIPPER, TABLE, bytes_of
from .system_clock import SystemClock
from .web_cipher import WebCipher

if TYPE_CHECKING:
    from ..engines.provider import EngineProvider
    from ..sandbox import Pool

Answer = Callable[[JsProxy, JsBuffer, Any, Awaitable[None]], Awaitable[None]]


class TabEngine:
    """Implements `ports.Provider` and `ports.EmbeddingProvider`: an engine in this tab, whose code comes when it is
    first asked. `connect` is JavaScript's, see web/site/engines/engines.js.
    """

    def __init__(self, name: str, connect: Any) -> None:
        self.name, self._connect = name, connect

    @cached_property
    def _engine(self) -> "EngineProvider":
        from .engine_wire import engine_of

        return engine_of(self.name, self._connect)

    def stream(self, request: ModelRequest) -> AsyncIterator[ModelEvent]:
        return self._engine.stream(request)

    async def models(self) -> list[ModelInfo]:
        return await self._engine.models()

    async def embedding_models(self) -> list[str]:
        return await self._engine.embedding_models()

    def embedder(self, model: str, dim: int) -> Embedder:
        return self._engine.embedder(model, dim)


class TabSandbox:
    """Implements `ports.Sandbox`, in frames of this tab, with code that comes with the first call. `open_cell` is
    JavaScript's, see web/site/sandbox/wire.js.
    """

    languages = frozenset({"python", "javascript"})

    def __init__(self, open_cell: Any) -> None:
        self._open_cell = open_cell

    @cached_property
    def _pool(self) -> "Pool":
        from .browser_sandbox import pool_of

        return pool_of(self._open_cell, self.languages)

    async def run(self, job: Job, reach: Reach) -> Ran:
        return await self._pool.run(job, reach)


def create(
    path: str,
    cipher: Cipher | None = None,
    connect: Any = None,
    open_cell: Any = None,
    look_around: Any = None,
) -> tuple[ASGIApp, SqliteDriver]:
    """The app over the database at `path`. `connect` is as a TabEngine has it, `open_cell` as a TabSandbox has it."""
    driver = SqliteDriver(path, exclusive=True)
    providers: dict[str, Provider] = {"lettawasm": OfflineProvider()}
    if connect:
        providers |= {name: TabEngine(name, connect) for name in ENGINES}
    host = Host(
        driver,
        SystemClock(),
        FetchTransport(from_page),
        providers,
        kernel=SimdKernel(),
        table=_table,
        stripper=_stripper,
        wheels=_wheels,
        cipher=cipher,
        sandbox=TabSandbox(open_cell) if open_cell else None,
        surroundings=partial(_surroundings, look_around) if look_around else None,
    )
    return create_app(host), driver


async def _file(path: str) -> bytes:
    return await bytes_of(js.fetch(path))  # relative to the host worker's script


async def _table() -> bytes:
    return await _file(TABLE)


async def _stripper() -> str:
    return (await _file(STRIPPER)).decode()


def _wheels() -> WheelFolder:
    from .site_wheels import SiteWheels

    return SiteWheels(_file)


async def _surroundings(look_around: Any) -> Surroundings:
    from .page_surroundings import PageSurroundings

    return PageSurroundings(await look_around())


def start(
    path: str, crypto: Any = None, connect: Any = None, open_cell: Any = None, look_around: Any = None
) -> Answer:
    """Open the database at `path`. The result answers requests, see web/site/bridge.js.

    `crypto` is JavaScript's: as long as a snapshot may be made of this Python, it can't be had from here. `connect`
    starts the engines of this tab, `open_cell` the interpreters of its sandbox; `look_around` brings the module
    web/site/engines/surroundings.js.
    """
    timers.install()  # not for a rehearsal: a timer holds what no snapshot can
    ready.install()
    app, _ = create(path, WebCipher(crypto) if crypto else None, connect, open_cell, look_around)

    async def answer(scope: JsProxy, body: JsBuffer, reply: Any, gone: Awaitable[None]) -> None:
        await app(_scope(scope), _receiver(body.to_bytes(), gone), _sender(reply))

    return answer


def _scope(scope: JsProxy) -> Event:
    request = scope.to_py()
    path = request["path"]
    return http_scope(
        method=request["method"],
        scheme=request["scheme"],
        path=path,
        raw_path=path.encode(),
        query=request["query"],
        headers=request["headers"],
        root_path=request["root_path"],
    )


def _receiver(body: bytes, gone: Awaitable[None]) -> Callable[[], Awaitable[Event]]:
    """The whole body at once, then a disconnect when the client has gone."""
    events: list[Event] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Event:
        if events:
            return events.pop()
        await gone
        return {"type": "http.disconnect"}

    return receive


def _sender(reply: Any) -> Callable[[Event], Awaitable[None]]:
    async def send(event: Event) -> None:
        if event["type"] == "http.response.start":
            reply.start(event["status"], to_js(header_pairs(event)))
        else:
            more = event.get("more_body", False)
            reply.body(to_js(event.get("body", b"")), more)
            if more:
                await asyncio.sleep(0)  # let the chunk leave before the next one is made

    return send

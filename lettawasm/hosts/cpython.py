"""CPython's host: a database file on disk, httpx, the system's clock."""

import os
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from starlette.types import ASGIApp

from ..access.door import Door
from ..api import create_app
from ..db import SqliteDriver
from ..errors import Conflict
from ..ports import Host, Provider
from ..providers.offline import OfflineProvider
from ..providers.openai import OpenAIProvider
from ..telemetry import Log, Metrics, MetricsPage, Observed, ObservedRuns
from . import disk_wheels, npm
from .httpx_transport import HttpxTransport
from .native_cipher import NativeCipher
from .node_sandbox import NodeSandbox
from .public_transport import PublicTransport
from .system_clock import SystemClock


def create_host(path: str) -> Host:
    """A host over the database file `path`, or `:memory:`.

    With OPENAI_API_KEY or OPENAI_BASE_URL in the environment, the provider `openai` is there as well.
    """
    transport = HttpxTransport()
    providers: dict[str, Provider] = {"lettawasm": OfflineProvider()}
    key, url = os.environ.get("OPENAI_API_KEY"), os.environ.get("OPENAI_BASE_URL")
    if key or url:
        providers["openai"] = OpenAIProvider("openai", url or "https://api.openai.com/v1", key, transport)
    return Host(
        _open(path),
        SystemClock(),
        transport,
        providers,
        cipher=NativeCipher(),
        sandbox=NodeSandbox(),
        stripper=npm.stripper,
        wheels=disk_wheels.chosen(),
        public=PublicTransport(transport),
    )


def create(path: str, gate: Callable[[ASGIApp], ASGIApp], log: Log) -> ASGIApp:
    """The app over the database at `path`, behind its `gate`, with a door for the visitors of widgets. What is
    refused is logged as well, and `/metrics` is for those whom the gate lets through.
    """
    host, metrics = create_host(path), Metrics()
    host = replace(host, watchers=[ObservedRuns(metrics, log, host.clock)])
    app = create_app(host)
    door = Door(app, gate(MetricsPage(app, metrics)), host.driver, host.clock)
    return Observed(door, metrics, log, host.clock)


def _open(path: str) -> SqliteDriver:
    """The database, for this process alone: a second one would take the first one's runs for interrupted."""
    try:
        if path != ":memory:":
            _make_private(Path(path))
        driver = SqliteDriver(path, exclusive=path != ":memory:")
        driver.transact(lambda: None)  # takes the lock
    except (sqlite3.DatabaseError, OSError) as error:
        reason = "another lettawasm has it open" if "locked" in str(error) else str(error)
        raise Conflict(f"{path} can't be opened: {reason}") from None
    return driver


def _make_private(path: Path) -> None:
    """A new file is its owner's alone, and so is a new folder for it; SQLite makes its other files alike."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)


async def close(host: Host) -> None:
    """Let go of the database and of connections. Nothing may go on behind the app any more."""
    assert isinstance(host.driver, SqliteDriver) and isinstance(host.transport, HttpxTransport)
    if isinstance(host.sandbox, NodeSandbox):
        await host.sandbox.aclose()
    await host.transport.aclose()
    host.driver.close()

"""CPython's host: a database file on disk, httpx, the system's clock."""

import os
from pathlib import Path

from starlette.types import ASGIApp

from ..api import create_app
from ..db import SqliteDriver
from ..ports import Host, Provider
from ..providers.offline import OfflineProvider
from ..providers.openai import OpenAIProvider
from .httpx_transport import HttpxTransport
from .system_clock import SystemClock


def create_host(path: str) -> Host:
    """A host over the database file `path`, or `:memory:`.

    With OPENAI_API_KEY or OPENAI_BASE_URL in the environment, the provider `openai` is there as well.
    """
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    transport = HttpxTransport()
    providers: dict[str, Provider] = {"lettawasm": OfflineProvider()}
    key, url = os.environ.get("OPENAI_API_KEY"), os.environ.get("OPENAI_BASE_URL")
    if key or url:
        providers["openai"] = OpenAIProvider("openai", url or "https://api.openai.com/v1", key, transport)
    return Host(SqliteDriver(path), SystemClock(), transport, providers)


def create(path: str) -> ASGIApp:
    return create_app(create_host(path))

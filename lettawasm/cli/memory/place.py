"""Where memory is: in a file on this machine, or behind an address."""

import argparse
import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import LettaError
from ...hosts.gate import LOOPBACK
from ..serve import DEFAULT_PATH, TOKEN
from .client import Client
from .failure import Failure, Missing, Unclear
from .told import Told

if TYPE_CHECKING:
    import httpx

_PATIENCE = 600.0  # seconds: a model may take part in the answer


def offer(parser: argparse.ArgumentParser) -> None:
    """The options that every verb has. They may stand before it as well."""
    quiet: dict[str, Any] = {"default": argparse.SUPPRESS}
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--db", metavar="FILE", **quiet, help=f"database file (default: {DEFAULT_PATH})")
    where.add_argument(
        "--base-url",
        metavar="URL",
        **quiet,
        help=f"a server's address instead; its token is read from {TOKEN}",
    )
    parser.add_argument("--json", action="store_true", **quiet, help="print JSON")


def asking(
    verb: Callable[[Client, argparse.Namespace], Told], *, creates: bool = False
) -> Callable[[argparse.Namespace], Told]:
    """The verb with a client of the place that its arguments name."""

    @wraps(verb)
    def run(arguments: argparse.Namespace) -> Told:
        with opened(arguments, creates=creates) as client:
            told = verb(client, arguments)
            return replace(told, lines=list(told.lines))  # as long as it is known who answered

    return run


@contextmanager
def opened(arguments: argparse.Namespace, *, creates: bool = False) -> Iterator[Client]:
    """A client of the place that the arguments name. Without `creates` a file must be there already."""
    try:
        import httpx
    except ImportError:
        raise Failure("memory needs httpx: pip install 'lettawasm[serve]'") from None
    url = getattr(arguments, "base_url", None)
    with asyncio.Runner() as runner:
        if url is not None:
            http = _remote(httpx, _checked(url))
            try:
                yield Client(http, runner, url)
            except (AttributeError, LookupError, TypeError):  # what a stranger answers has any shape
                raise Failure(f"{url} answers, but not as a Letta server does") from None
            finally:
                runner.run(http.aclose())
            return
        with _local(runner, Path(getattr(arguments, "db", DEFAULT_PATH)), creates) as client:
            yield client


@contextmanager
def _local(runner: asyncio.Runner, path: Path, creates: bool) -> Iterator[Client]:
    """The app itself, in this process, over the file."""
    import httpx

    from ...api import create_app
    from ...hosts import cpython

    file = _resolved(path, creates)
    try:
        host = cpython.create_host(str(file))
        app = create_app(host)
    except (LettaError, sqlite3.DatabaseError) as error:
        hint = "; if it serves an address, ask there with --base-url" if "has it open" in str(error) else ""
        raise Failure(f"{error}{hint}") from None
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    http = httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=None)
    try:
        yield Client(http, runner, str(file))
    finally:
        runner.run(http.aclose())
        runner.run(_everything_ended())
        runner.run(cpython.close(host))


async def _everything_ended() -> None:
    """Stop what still goes on behind the app, before its database is closed."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def _resolved(path: Path, creates: bool) -> Path:
    try:
        file = path.expanduser().resolve()
        is_folder, is_there = file.is_dir(), file.exists()
    except (OSError, RuntimeError) as error:
        raise Unclear(f"{path}: {error}") from None
    if is_folder:
        raise Unclear(f"{file} is a folder, not a database")
    if not creates and not is_there:
        raise Missing(f"There is no memory at {file} yet")
    return file


def _checked(url: str) -> str:
    """The address without its path's end. Raises Unclear for what is none."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise Unclear(f"{url!r} is no address: {error}") from None
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise Unclear(f"{url!r} is no address; it looks like http://localhost:8283")
    if parts.username is not None:
        raise Unclear(f"A password in an address can be read by every program here; put a token into {TOKEN}")
    if parts.scheme == "http" and host not in LOOPBACK and os.environ.get(TOKEN):
        print(f"lettawasm: the token goes to {host} unencrypted", file=sys.stderr)
    return url.rstrip("/").removesuffix("/v1")


def _remote(httpx: Any, url: str) -> "httpx.AsyncClient":
    timeout = httpx.Timeout(_PATIENCE, connect=10.0)
    return httpx.AsyncClient(base_url=url, timeout=timeout, auth=_auth(httpx, url))  # type: ignore[no-any-return]


def _auth(httpx: Any, url: str) -> Any:
    class Bearer(httpx.Auth):  # type: ignore[misc]
        """The token from the environment, or the one that the person types when the server wants one."""

        token = os.environ.get(TOKEN)

        def auth_flow(self, request: "httpx.Request") -> Generator["httpx.Request", "httpx.Response"]:
            if self.token:
                request.headers["authorization"] = f"Bearer {self.token}"
            response = yield request
            if response.status_code == 401 and not self.token and sys.stdin.isatty():
                Bearer.token = getpass(f"Token for {url}: ")
                request.headers["authorization"] = f"Bearer {Bearer.token}"
                yield request

    return Bearer()

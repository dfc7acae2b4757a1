"""The worker in workerd, for all its suites: one process, over data of its own."""

import functools
import os
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import build
from tests.mcp_server import McpServer
from tests.worker.web import Web
from worker.selfhost import account, config
from worker.selfhost.sandboxes import Sandboxes
from worker.selfhost.server import Server

# What workerd gets of our environment; nothing else, so that no test depends on this machine's keys.
ENVIRONMENT = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}


built = functools.cache(build.build_worker)


class Worker(Server):
    """A server under test, with the words of its owner."""

    def __init__(self, folder: Path, secret_env: dict[str, str] | None = None, **setup: Any) -> None:
        """`secret_env`: environment variables that become bindings. `setup`: more of config.Setup."""
        self.data = folder / "objects"
        environment = {"LETTAWASM_ADMIN_SECRET": secrets.token_urlsafe(32), **(secret_env or {})}
        self.admin_secret = environment["LETTAWASM_ADMIN_SECRET"]
        given = {
            "modules": built(),
            "site": build.SITE,
            "objects": self.data,
            "address": "127.0.0.1:0",
            "network": ["public", "local"],  # model servers of tests are on this machine
            "secrets": list(environment),
            **setup,
        }
        super().__init__(config.Setup(**given), folder, {**ENVIRONMENT, **environment}, logged=True)

    def new_token(self, space: str, **fields: Any) -> str:
        """A token for a space, which is made if it isn't there."""
        account.create_space(self.url, self.admin_secret, space)
        token: str = account.create_token(self.url, self.admin_secret, space, **fields)["token"]
        return token


@pytest.fixture(scope="session")
def mcp_server() -> Iterator[McpServer]:
    with McpServer() as server:
        yield server


def sandboxes() -> Sandboxes:
    """Where the tools of a worker run; nothing runs there before a tool does."""
    return Sandboxes(built())


@pytest.fixture(scope="session")
def web() -> Iterator[Web]:
    """The public web, as the worker sees it."""
    with Web() as server:
        yield server


@pytest.fixture(scope="session")
def worker(tmp_path_factory: pytest.TempPathFactory, mcp_server: McpServer, web: Web) -> Iterator[Worker]:
    """One worker for everything that leaves it running. Who kills or reconfigures makes a `Worker` of their own."""
    hosts = {"LETTAWASM_HOSTS": mcp_server.url.removesuffix("/mcp")}
    with sandboxes() as tools:
        given = {"variables": hosts, "sandbox": tools.address, "web": web.address}
        with Worker(tmp_path_factory.mktemp("worker"), **given) as started:
            started.start()
            yield started


def resident(pid: int) -> int:
    """The bytes of memory that a process holds."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout) * 1024

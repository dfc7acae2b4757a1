"""The sandbox of CPython, and a server that must never hear of what runs in it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

import build
from lettawasm.hosts.node_program import PLACE
from lettawasm.hosts.node_sandbox import NodeSandbox
from lettawasm.ports import HttpRequest, HttpResponse, Job, Ran, Sandbox, TransportError


@dataclass
class Bed:
    """A sandbox, the requests that its core was asked to send, and who called at the server."""

    sandbox: Sandbox
    host: str
    port: int
    callers: list[str]
    asked: list[HttpRequest] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/"

    async def run(self, language: Any, source: str, *, owner: str = "", **options: Any) -> Ran:
        given = {"function": "", "arguments": {}, "seconds": 20.0, "owner": owner, **options}
        return await self.sandbox.run(Job(language, source, **given), self._refuse)

    async def _refuse(self, request: HttpRequest) -> HttpResponse:
        self.asked.append(request)
        raise TransportError("refused", "nothing was granted")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bed() -> AsyncIterator[Bed]:
    callers: list[str] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append((await reader.readline()).decode("latin-1"))
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    build.build_site()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PLACE, str(build.SITE / "runtime"))
        patch.setenv("CANARY", "of the environment")
        sandbox = NodeSandbox()
        yield Bed(sandbox, host, port, callers)
        await sandbox.aclose()
    server.close()

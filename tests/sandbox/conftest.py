"""Both sandboxes, and a server that must never hear of what runs in them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, async_playwright

import build
from lettawasm.hosts.node_program import PLACE
from lettawasm.hosts.node_sandbox import NodeSandbox
from lettawasm.ports import HttpRequest, HttpResponse, Job, Ran, Sandbox, TransportError
from tests.chromium import FLAGS
from tests.sandbox.tab_cells import pool_in

HOSTS = ("node", "chromium")
PLANT = """() => {
    localStorage.setItem("canary", "yes");
    document.cookie = "canary=yes";
    globalThis.heard = [];
    lettawasm.addEventListener("changed", ({ detail }) => detail.path === "/escaped" && heard.push(detail));
}"""


@dataclass
class Bed:
    """A sandbox, the requests that its core was asked to send, and who called at the server."""

    sandbox: Sandbox
    page: Page | None
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


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=HOSTS)
async def bed(request: pytest.FixtureRequest, site_url: str) -> AsyncIterator[Bed]:
    callers: list[str] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append((await reader.readline()).decode("latin-1"))
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    opened = node() if request.param == "node" else chromium(site_url)
    async for sandbox, page in opened:
        yield Bed(sandbox, page, host, port, callers)
    server.close()


async def node() -> AsyncIterator[tuple[Sandbox, None]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PLACE, str(build.SITE / "runtime"))
        patch.setenv("CANARY", "of the environment")
        sandbox = NodeSandbox()
        yield sandbox, None
        await sandbox.aclose()


async def chromium(site_url: str) -> AsyncIterator[tuple[Sandbox, Page]]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=build.chromium(), args=[*FLAGS])
        page = await browser.new_page()
        await page.goto(site_url)
        await page.wait_for_selector("body.ready")
        await page.evaluate(PLANT)
        pool = await pool_in(page)
        yield pool, page
        await pool.aclose()
        await browser.close()

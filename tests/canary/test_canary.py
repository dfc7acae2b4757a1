"""No secret lies anywhere: not in a database, a profile, a log, a console, an export or an answer. On every host, after
a life in which each was used in every way, all bytes that are left are searched, in every form.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_server
from typing import Any

import httpx
import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.browser.conftest import Browser
from tests.browser.connecting import connect, go
from tests.browser.tab import Tab
from tests.mcp_server import McpServer
from tests.model_server import ModelServer
from tests.sdk.hosts import until
from tests.worker.conftest import Worker, sandboxes

from .life import (
    BEARERS,
    CANARY,
    CONTROL,
    KEPT_KEY,
    KEY,
    MCP_SECRET,
    OTHER_KEY,
    OTHER_KINDS,
    PASSPHRASE,
    Life,
)
from .search import forms, found, found_below


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def mcp() -> Iterator[McpServer]:
    with McpServer() as server:
        yield server


@pytest.fixture
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.mark.parametrize("form", forms(CANARY))
def test_what_is_planted_is_found(form: str, tmp_path: Path) -> None:
    planted = b"before" + forms(CANARY)[form] + b"after"
    (tmp_path / "file").write_bytes(planted)
    assert form in found(CANARY, planted)
    assert f"file: {form}" in found_below(CANARY, tmp_path)


def must_be_clean(life: Life, folder: Path) -> None:
    """Nothing is found of the canary, by those who find the control."""
    heard = "\n".join(life.heard).encode()
    assert found(CANARY, heard) == set()
    assert "raw" in found(CONTROL, heard)
    assert found_below(CANARY, folder) == []
    assert found_below(CONTROL, folder) != []


def all_were_used(life: Life) -> None:
    """Every secret arrived where it was meant for; what was never used proves nothing."""
    borne = {value for request in life.model.requests for value in request.headers.values()}
    others = {BEARERS[kind].format(key) for kind, key in OTHER_KINDS.items()}
    assert {f"Bearer {key}" for key in (KEY, OTHER_KEY, KEPT_KEY)} | others <= borne
    assert f"Bearer {MCP_SECRET}" in {value for _, _, headers in life.mcp.asked for value in headers.values()}
    assert ["[secret TOKEN]" in str(told) for told in life.leaked] == [True] * 4


class Heard:
    """Asks an address, and hears the headers of its answers as well."""

    def __init__(self, url: str, token: str = "unused") -> None:
        self._client = httpx.Client(base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=60)
        self.headers: list[str] = []

    def __call__(self, method: str, path: str, body: Any) -> str:
        answer = self._client.request(method, path, json=body)
        self.headers.append(str(answer.headers))
        return answer.text


def test_a_server_of_ones_own_keeps_no_secret(tmp_path: Path, model: ModelServer, mcp: McpServer) -> None:
    with served(tmp_path) as url:
        ask = Heard(url)
        life = Life(ask, model, mcp)
        life.live()
        life.heard += [ask("GET", "/metrics", None), *ask.headers]
    all_were_used(life)
    must_be_clean(life, tmp_path)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """`lettawasm serve`, with its log and its database in `folder`. It is killed in the end, as by a crash."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lettawasm.cli", "serve", "--log-json", "--port", str(port)]
    with open(folder / "log", "wb") as log:
        command += ["--db", str(folder / "space.db")]
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            until(lambda: _answers(url) or server.poll() is not None)
            yield url
        finally:
            server.kill()
            server.wait()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/v1/health/").is_success
    except httpx.TransportError:
        return False


def test_a_worker_keeps_no_secret(tmp_path: Path, model: ModelServer, mcp: McpServer) -> None:
    origins = f"{model.url.removesuffix('/v1')} {mcp.url.removesuffix('/mcp')}"
    hosts = {"LETTAWASM_HOSTS": origins}
    with sandboxes() as tools, Worker(tmp_path, variables=hosts, sandbox=tools.address) as worker:
        worker.start()
        ask = Heard(worker.url, worker.new_token("ada", requests_per_minute=100_000))
        life = Life(ask, model, mcp)
        life.live()
        life.heard += ask.headers
    all_were_used(life)
    must_be_clean(life, tmp_path)


# A plain `fetch` of the page: what came back, with its headers.
FETCH = """async ([method, path, body]) => {
    const headers = { "content-type": "application/json" };
    const init = body === null ? { method } : { method, headers, body: JSON.stringify(body) };
    const answer = await fetch(path.slice(1), init);
    return [await answer.text(), JSON.stringify([...answer.headers])];
}"""


def test_a_browser_keeps_no_secret(
    playwright: Playwright,
    chromium: str,
    chromium_flags: list[str],
    site_url: str,
    tmp_path: Path,
    model: ModelServer,
    mcp: McpServer,
) -> None:
    browser = Browser(playwright, chromium, chromium_flags, tmp_path)
    context = browser.start()
    console: list[str] = []
    context.on("console", lambda message: console.append(message.text))
    context.on("weberror", lambda error: console.append(str(error.error)))
    tab = Tab(context, site_url).controlled().snapshot_kept()
    connect(tab, model.url, KEY)
    tab.see("thinks with custom/tiny", "lw-connections .said")
    go(tab, "models/keys")
    form = tab.page.locator("lw-vault .vault form")
    for name in ("new", "again"):
        form.locator(f"[name={name}]").fill(PASSPHRASE)
    form.locator("[name=again]").press("Enter")
    tab.see("For http://127.0.0.1", "lw-vault .vault li:has-text('custom')")
    tab.call("DELETE", "v1/vault")
    headers: list[str] = []

    def ask(method: str, path: str, body: Any) -> str:
        text, told = tab.page.evaluate(FETCH, [method, path, body])
        headers.append(told)
        return str(text)

    life = Life(ask, model, mcp)
    life.live()
    life.heard += [*headers, *console, tab.page.content(), json.dumps(context.storage_state())]
    browser.quit()
    all_were_used(life)
    must_be_clean(life, tmp_path)

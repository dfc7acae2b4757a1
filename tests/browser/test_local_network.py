"""A page that came by https asks servers on its own network by http, where the browser lets it."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright

import build
from tests.browser.conftest import PATIENCE
from tests.certificate import certificate
from tests.model_server import ModelServer

HERE = Path(__file__).parent
PAGE = "chat.example"
AROUND = ("192.168.1.5", "nas.local", "nas.lan", "nas")
ELSEWHERE = "api.example"


@pytest.fixture(scope="module")
def page_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where the site is served by https."""
    with build.SiteServer(build.build_site()) as server:
        trusted = certificate(tmp_path_factory.mktemp("certificate"))
        server.socket = trusted.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.fixture(scope="module")
def model_port() -> Iterator[int]:
    with ModelServer() as server:
        yield int(server.url.split(":")[2].split("/")[0])


@pytest.fixture(scope="module")
def chromium_between(
    playwright: Playwright, chromium: str, chromium_flags: list[str], page_port: int, model_port: int
) -> Iterator[Browser]:
    """It takes the page for one of the internet, and the model's server for one on the network around it."""
    names = ",".join(f"MAP {name} 127.0.0.1" for name in (PAGE, ELSEWHERE, *AROUND))
    spaces = f"127.0.0.1:{page_port}=public,127.0.0.1:{model_port}=local"
    between = [
        f"--host-resolver-rules={names}",
        f"--ip-address-space-overrides={spaces}",
        "--ignore-certificate-errors",
    ]
    browser = playwright.chromium.launch(executable_path=chromium, args=[*chromium_flags, *between])
    yield browser
    browser.close()


def told(browser: Browser, page_port: int, model_port: int, permissions: list[str]) -> Any:
    """What a page that has these permissions, and was denied all others, finds out about servers."""
    context = browser.new_context(ignore_https_errors=True, permissions=permissions)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"https://{PAGE}:{page_port}/manifest.webmanifest")
    urls = [f"http://{name}:{model_port}/v1/models" for name in (*AROUND, ELSEWHERE)]
    given = {"program": (HERE / "local_network.py").read_text(), "args": urls}
    found = json.loads(page.evaluate((HERE / "fetch_contract.js").read_text(), given))
    context.close()
    return found


def test_with_its_permission_a_page_reaches_servers_around_it_and_no_other_by_http(
    chromium_between: Browser, page_port: int, model_port: int
) -> None:
    found = told(chromium_between, page_port, model_port, ["local-network-access"])
    assert found["permissions"] == ["granted", "granted"]
    assert found["statuses"] == [200] * len(AROUND) + ["unreachable"]
    assert found["answers"] == [True] * len(AROUND) + [False]


def test_a_page_that_was_denied_it_knows_that_it_was(
    chromium_between: Browser, page_port: int, model_port: int
) -> None:
    found = told(chromium_between, page_port, model_port, [])
    assert found["permissions"] == ["denied", "denied"]
    assert found["statuses"] == ["unreachable"] * (len(AROUND) + 1)

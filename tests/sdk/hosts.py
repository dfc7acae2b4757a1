"""The hosts that the one suite runs on. Each opens spaces; a test sees a space and doesn't know its host."""

import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from typing import Any

import httpx

from tests.worker.conftest import Worker, sandboxes

from . import browser_host

PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Space:
    """A space of the tests' own, as a client of any language reaches it."""

    url: str
    token: str = "unused"  # for hosts that ask for none

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    def add_provider(self, name: str, model_url: str) -> None:
        """Offer the models of an OpenAI-compatible server as `name/…`."""
        provider = {"name": name, "provider_type": "openai", "base_url": model_url}
        answer = httpx.post(f"{self.url}/v1/providers/", json=provider, headers=self.headers)
        assert answer.is_success, answer.text


OpenSpace = Callable[[], AbstractContextManager[Space]]


def until(look: Callable[[], Any]) -> Any:
    """What `look` finds as soon as it finds something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, f"nothing found within {PATIENCE} s"
        time.sleep(0.02)
    return found


@contextmanager
def cpython(folder: Path) -> Iterator[Space]:
    """`lettawasm serve`, with its database in `folder`."""
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lettawasm.cli", "serve", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen([*command, "--db", str(folder / "space.db")], stdout=subprocess.DEVNULL) as server:
        try:
            until(lambda: _answers(url) or server.poll() is not None)
            assert server.poll() is None, "the server ended; its last words stand above"
            yield Space(url)
        finally:
            server.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/v1/health/").is_success
    except httpx.TransportError:
        return False


@contextmanager
def browser(site_url: str, folder: Path) -> Iterator[Space]:
    """The built site in a Chromium whose profile is `folder`."""
    with browser_host.serve(site_url, folder) as url:
        yield Space(url)


@contextmanager
def worker(folder: Path, model_urls: Iterable[str]) -> Iterator[Worker]:
    """A workerd that may ask these model servers, since a server asks none that its owner didn't name."""
    origins = " ".join(url.removesuffix("/v1") for url in model_urls)
    variables = {"LETTAWASM_HOSTS": origins}
    with sandboxes() as tools, Worker(folder, variables=variables, sandbox=tools.address) as server:
        server.start()
        yield server


@contextmanager
def workerd(server: Worker) -> Iterator[Space]:
    """A new space of that workerd, which stays there."""
    name = f"space-{secrets.token_hex(4)}"
    yield Space(server.url, server.new_token(name, requests_per_minute=100_000))

"""The hosts that the one suite runs on. Each opens spaces; a test sees a space and doesn't know its host."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import create_server
from typing import Any

import httpx

from . import browser_host

PATIENCE = 30.0  # seconds


@dataclass(frozen=True)
class Space:
    """An empty space, as a client of any language reaches it."""

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

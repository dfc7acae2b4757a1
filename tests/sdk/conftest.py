"""The official SDK against `lettawasm serve`: one server and one scripted model for the whole session.

The clients validate every response with the SDK's own types, so a missing or mistyped field fails a test.
"""

import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from socket import create_server
from typing import Any, TypeVar

import httpx
import pytest
from letta_client import AsyncLetta, Letta
from letta_client.types import AgentState

from tests.model_server import ModelServer

OFFLINE = "lettawasm/offline"
SCRIPTED = "scripted/tiny"
PATIENCE = 30.0  # seconds


def until(look: Callable[[], Any]) -> Any:
    """What `look` finds as soon as it finds something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < deadline, f"nothing found within {PATIENCE} s"
        time.sleep(0.02)
    return found


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with an empty space."""
    database = tmp_path_factory.mktemp("space") / "space.db"
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lettawasm.cli", "serve", "--port", str(port), "--db", str(database)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            until(lambda: _answers(address) or server.poll() is not None)
            assert server.poll() is None, "the server ended; its last words stand above"
            yield address
        finally:
            server.terminate()


def _answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/v1/health/").is_success
    except httpx.TransportError:
        return False


@pytest.fixture(scope="session")
def model(url: str) -> Iterator[ModelServer]:
    """The model behind `scripted/tiny`: it says what `model.script(…)` tells it."""
    with ModelServer() as server:
        provider = {"name": "scripted", "provider_type": "openai", "base_url": server.url}
        assert httpx.post(f"{url}/v1/providers/", json=provider).is_success
        yield server


@pytest.fixture(scope="session")
def letta(url: str) -> Iterator[Letta]:
    with Letta(base_url=url, api_key="unused", max_retries=0, _strict_response_validation=True) as client:
        yield client


@pytest.fixture
async def async_letta(url: str) -> AsyncIterator[AsyncLetta]:
    client = AsyncLetta(base_url=url, api_key="unused", max_retries=0, _strict_response_validation=True)
    async with client:
        yield client


@pytest.fixture
def agent(letta: Letta, model: ModelServer) -> Iterator[AgentState]:
    """An agent whose model is scripted."""
    made = letta.agents.create(
        name="Sam",
        model=SCRIPTED,
        memory_blocks=[
            {"label": "human", "value": "Name: Ada"},
            {"label": "persona", "value": "Kind.", "limit": 200},
        ],
    )
    yield made
    letta.agents.delete(made.id)


Pages = TypeVar("Pages", bound=Iterable[Any])


def valid(entries: Pages) -> list[Any]:
    """All entries of all pages. The SDK doesn't validate what comes in pages, so it is done here."""
    every = list(entries)
    for entry in every:
        type(entry).model_validate(entry.to_dict(mode="json"), strict=False)
    return every

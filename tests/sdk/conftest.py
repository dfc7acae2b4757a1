"""The official SDK against every host: one host after another, one scripted model for all.

The clients validate every response with the SDK's own types, so a missing or mistyped field fails a test.
`-k browser` runs one host alone; `--matrix FILE` writes the table of results.
"""

import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from letta_client import AsyncLetta, DefaultAsyncHttpxClient, DefaultHttpxClient, Letta
from letta_client.types import AgentState

from tests.letta_server import LettaServer
from tests.mcp_server import McpServer
from tests.model_server import ModelServer
from tests.web_server import WebServer

from . import hosts
from .golden import Parrot
from .hosts import OpenSpace, Space
from .matrix import HOSTS, Call, Matrix, endpoint, sdk_method

OFFLINE = "lettawasm/offline"
SCRIPTED = "scripted/tiny"
MATRIX = pytest.StashKey[Matrix]()
TOLD_LAST = Path(__file__).parent / "test_matrix.py"

Record = Callable[[str, str, bool, str], None]


# -- models --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def model() -> Iterator[ModelServer]:
    """The model behind `scripted/tiny`: it says what `model.script(…)` tells it."""
    with ModelServer() as server:
        yield server


@pytest.fixture(scope="session")
def parrot() -> Iterator[Parrot]:
    """The model that Letta's server was recorded with."""
    with Parrot() as server:
        yield server


@pytest.fixture(scope="session")
def mcp_server() -> Iterator[McpServer]:
    """Tools that can be reached from every host."""
    with McpServer() as server:
        yield server


@pytest.fixture(scope="session")
def letta_server() -> Iterator[LettaServer]:
    """A Letta server with agents on it, which can be moved away from on every host."""
    with LettaServer() as server:
        yield server


@pytest.fixture(scope="session")
def web_server() -> Iterator[WebServer]:
    """The way to the web, as every host may take it."""
    with WebServer() as server:
        yield server


# -- spaces and clients --------------------------------------------------------------------------------


@pytest.fixture(scope="session", params=HOSTS)
def host(request: pytest.FixtureRequest) -> str:
    """The name of the present host: only for the table, never for a test."""
    return str(request.param)


@pytest.fixture(scope="session")
def open_space(host: str, request: pytest.FixtureRequest) -> OpenSpace:
    """Opens a new space on the present host."""
    return request.getfixturevalue(f"on_{host}")


@pytest.fixture(scope="session")
def on_cpython(tmp_path_factory: pytest.TempPathFactory) -> OpenSpace:
    return lambda: hosts.cpython(tmp_path_factory.mktemp("space"))


@pytest.fixture(scope="session")
def on_browser(site_url: str, tmp_path_factory: pytest.TempPathFactory) -> OpenSpace:
    return lambda: hosts.browser(site_url, tmp_path_factory.mktemp("profile"))


@pytest.fixture(scope="session")
def on_workerd(
    model: ModelServer,
    parrot: Parrot,
    mcp_server: McpServer,
    letta_server: LettaServer,
    web_server: WebServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[OpenSpace]:
    folder = tmp_path_factory.mktemp("worker")
    mcp = mcp_server.url.removesuffix("/mcp")
    known = [model.url, parrot.url, mcp, letta_server.url, web_server.url]
    with hosts.worker(folder, known) as worker:
        yield lambda: hosts.workerd(worker)


@pytest.fixture(scope="session")
def space(open_space: OpenSpace, model: ModelServer) -> Iterator[Space]:
    """The space that the tests share."""
    with open_space() as space:
        space.add_provider("scripted", model.url)
        yield space


@pytest.fixture(scope="session")
def letta(space: Space, record: Record) -> Iterator[Letta]:
    def note(response: httpx.Response) -> None:
        record(response.request.method, response.url.path, response.is_success, sdk_method())

    http = DefaultHttpxClient(event_hooks={"response": [note]})
    with Letta(**options(space), http_client=http) as client:
        yield client


@pytest.fixture
async def async_letta(space: Space, record: Record) -> AsyncIterator[AsyncLetta]:
    async def note(response: httpx.Response) -> None:
        record(response.request.method, response.url.path, response.is_success, sdk_method())

    http = DefaultAsyncHttpxClient(event_hooks={"response": [note]})
    async with AsyncLetta(**options(space), http_client=http) as client:
        yield client


def options(space: Space) -> dict[str, Any]:
    strict: dict[str, Any] = {"max_retries": 0, "_strict_response_validation": True}
    return {"base_url": space.url, "api_key": space.token, **strict}


@pytest.fixture
def agent(letta: Letta) -> Iterator[AgentState]:
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


# -- the table -----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def matrix(pytestconfig: pytest.Config) -> Matrix:
    return pytestconfig.stash[MATRIX]


@pytest.fixture(scope="session")
def record(host: str, matrix: Matrix) -> Record:
    """Enters what a client asked the present host into the table."""

    def note(method: str, path: str, succeeded: bool, by: str) -> None:
        if known := endpoint(method, path):
            test, _, _ = os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")
            matrix.calls.append(Call(host, known, by, test, succeeded))

    return note


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--matrix", type=Path, metavar="FILE", help="write the table of results as Markdown")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[MATRIX] = Matrix()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path == TOLD_LAST)


def pytest_deselected(items: list[pytest.Item]) -> None:
    for item in items:
        item.config.stash[MATRIX].partial.add(host_of(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    matrix = item.config.stash[MATRIX]
    matrix.seconds[host_of(item)] += report.duration
    if report.failed:
        matrix.failed.add(item.nodeid)
    return report


def host_of(item: pytest.Item) -> str:
    """The name of the host it runs on, if any."""
    return item.callspec.params.get("host", "") if hasattr(item, "callspec") else ""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    matrix = config.stash[MATRIX]
    if matrix.calls and matrix.is_whole:
        terminalreporter.section("calls of the SDKs that succeeded")
        terminalreporter.write(matrix.markdown())
    if path := config.getoption("--matrix", None):
        path.write_text(matrix.markdown())

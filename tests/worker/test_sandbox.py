"""In workerd: tools that a person or a model wrote run where nothing can be reached and nothing can be hurt."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import build
from tests.wheels import package, site_with
from tests.worker.conftest import Worker, sandboxes


class Space:
    """A space, by what its tools are asked."""

    def __init__(self, worker: Worker, name: str) -> None:
        token = worker.new_token(name, requests_per_minute=100_000)
        headers = {"authorization": f"Bearer {token}"}
        self.http = httpx.Client(base_url=worker.url, headers=headers, timeout=120)

    def run(
        self, source: str, language: str = "python", requires: Iterable[str] = (), **args: Any
    ) -> dict[str, Any]:
        required = [{"name": name} for name in requires]
        body = {"source_code": source, "source_type": language, "args": args, "pip_requirements": required}
        answer = self.http.post("/v1/tools/run", json=body)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A worker whose tools run beside it."""
    folder = tmp_path_factory.mktemp("beside")
    site = offering(build.build_site(), folder)
    with sandboxes() as tools, Worker(folder, site=site, sandbox=tools.address) as started:
        started.start()
        yield started


@pytest.fixture(scope="module")
def loading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A worker that loads isolates itself, as on Cloudflare, of what is deployed there."""
    build.bundle()
    folder = tmp_path_factory.mktemp("loading")
    with Worker(folder, site=offering(build.WORKER / "site", folder), loader=True) as started:
        started.start()
        yield started


def offering(site: Path, folder: Path) -> Path:
    """The site with packages for tools."""
    return site_with(site, folder / "site", package("tea", "1.5", "water>=2"), package("water", "2.1"))


@pytest.fixture(scope="module", params=["beside", "loading"])
def space(request: pytest.FixtureRequest) -> Space:
    """A space whose tools run beside its worker, then one whose tools run in isolates of its worker's."""
    return Space(request.getfixturevalue(request.param), "tools")


DOUBLE = """
def double(number: int) -> int:
    '''Doubles a number.

    Args:
        number: The number.
    '''
    print("doubling", number)
    return 2 * number
"""


def test_a_tool_runs(space: Space) -> None:
    ran = space.run(DOUBLE, number=21)
    assert (ran["status"], ran["tool_return"], ran["stdout"]) == ("success", "42", ["doubling 21\n"])


SCRIPT = """
/**
 * Doubles a number.
 * @param {number} number The number.
 */
export async function double(number) {
  console.log("doubling", number);
  await new Promise((resolve) => setTimeout(resolve, 1));
  return { doubled: 2 * number };
}
"""


def test_a_tool_in_javascript_runs(space: Space) -> None:
    ran = space.run(SCRIPT, "javascript", number=21)
    assert (ran["status"], ran["tool_return"], ran["stdout"]) == (
        "success",
        '{"doubled": 42}',
        ["doubling 21\n"],
    )


TYPED = """
/**
 * Doubles a number.
 * @param number The number.
 */
export function double(number: number): number {
  const doubled: number = 2 * number;
  return doubled;
}
"""


def test_a_tool_in_typescript_runs(space: Space) -> None:
    ran = space.run(TYPED, "typescript", number=21)
    assert (ran["status"], ran["tool_return"]) == ("success", "42")


BREW = """
from importlib.metadata import version

def brew() -> list[str]:
    '''Makes tea.'''
    import tea, water
    return [tea.version, water.version, version("tea")]
"""


def test_a_tool_imports_what_it_requires_and_what_that_requires(space: Space) -> None:
    for _ in range(2):  # with and without a fresh interpreter
        ran = space.run(BREW, requires=["tea"])
        assert (ran["status"], ran["tool_return"]) == ("success", '["1.5", "2.1", "1.5"]')


def test_without_a_requirement_no_package_is_there(space: Space) -> None:
    space.run(BREW, requires=["tea"])
    ran = space.run(BREW)
    assert (ran["status"], ran["tool_return"].rpartition(": ")[2]) == ("error", "No module named 'tea'")

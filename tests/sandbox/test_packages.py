"""The packages that a tool requires are there when it runs: from a folder of wheels under CPython, from the site in a
browser.
"""

import io
import json
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import async_playwright

import build
from lettawasm.api import create_app
from lettawasm.hosts import cpython
from lettawasm.hosts.disk_wheels import PLACE as WHEELS
from lettawasm.hosts.node_program import PLACE as PYODIDE
from tests.chromium import FLAGS
from tests.wheels import Wheel, package, put, site_with

pytestmark = pytest.mark.asyncio(loop_scope="module")

OFFERED = (
    package("tea", "1.5", "water>=2"),
    package("tea", "1.0"),
    package("water", "2.1"),
    package(
        *("pot", "1", "lid"),
        files={
            "kitchen/pot.py": "of = 'clay'",
            "pot-1.data/purelib/stove.py": "heat = 3",
            "pot-1.data/platlib/kitchen/fire.py": "is_on = True",
            "pot-1.data/scripts/boil": "#!python",
            "pot-1.dist-info/entry_points.txt": "[console_scripts]\nboil = stove:boil",
        },
    ),
    package("lid", "1", files={"kitchen/lid.py": "of = 'glass'"}),
)
BREW = '''
from importlib.metadata import version

def brew() -> list[str]:
    """Make tea of what is there."""
    import tea, water
    return [tea.version, water.version, version("tea")]
'''
COOK = '''
from importlib.metadata import entry_points

def brew() -> list:
    """Look what there is in several packages of one name, and in the folders of a wheel."""
    import os, stove
    from kitchen import fire, lid, pot
    [script] = entry_points(group="console_scripts", name="boil")
    return [pot.of, lid.of, stove.heat, fire.is_on, script.value, os.path.exists("/packages/boil")]
'''
PARSE = '''
def brew() -> list:
    """Let code that isn't Python read JSON."""
    from pydantic_core import from_json
    return from_json("[1, 2]")
'''
LOOK = '''
def brew() -> str:
    """Look for tea."""
    import tea
'''
TOLD = """async ([method, path, body]) => {
    const answer = await lettawasm.fetch(lettawasm.baseURL + path, { method, body: JSON.stringify(body) });
    return await answer.json();
}"""


def native() -> Wheel:
    """The wheel of pydantic-core, as it is in the site."""
    runtime, name = build.SITE / "runtime", "pydantic_core-2.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
    made = io.BytesIO()
    with zipfile.ZipFile(runtime / "site.zip") as site, zipfile.ZipFile(made, "w") as wheel:
        for file in site.namelist():
            if file.startswith(("pydantic_core/", "typing_extensions")):
                wheel.writestr(file, site.read(file))
        wheel.write(runtime / "pydantic_core.so", build.PYDANTIC_CORE)
        wheel.writestr("pydantic_core-2.0.dist-info/METADATA", "Name: pydantic_core")
    return name, made.getvalue()


Ask = Callable[[str, str, Any], Awaitable[Any]]


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["node", "chromium"])
async def ask(
    request: pytest.FixtureRequest, site_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Ask]:
    """Sends a request to a space whose host offers packages."""
    opened = node if request.param == "node" else chromium
    async for sends in opened(tmp_path_factory.mktemp("packages") / "offered"):
        yield sends


async def node(folder: Path) -> AsyncIterator[Ask]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PYODIDE, str(build.SITE / "runtime"))
        patch.setenv(WHEELS, str(put(folder, *OFFERED, native())))
        host = cpython.create_host(":memory:")
        transport = httpx.ASGITransport(create_app(host))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:

            async def sends(method: str, path: str, body: Any) -> Any:
                return (await http.request(method, path, json=body)).json()

            yield sends
        await cpython.close(host)


async def chromium(folder: Path) -> AsyncIterator[Ask]:
    with build.SiteServer(site_with(build.SITE, folder, *OFFERED, native())) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=build.chromium(), args=[*FLAGS])
            page = await browser.new_page()
            await page.goto(server.url)
            await page.wait_for_selector("body.ready")

            async def sends(method: str, path: str, body: Any) -> Any:
                return await page.evaluate(TOLD, [method, path, body])

            yield sends
            await browser.close()
        server.shutdown()


async def tried(ask: Ask, source: str, *required: dict[str, str]) -> tuple[Any, str]:
    """Whether and with what the source succeeds, or the end of what it says instead."""
    body = {"source_code": source, "args": {}, "pip_requirements": list(required)}
    told = await ask("POST", "/v1/tools/run", body)
    return told["status"], told["tool_return"] if told["status"] == "success" else told["stderr"][-1].strip()


async def test_a_tool_imports_what_it_requires_and_what_that_requires(ask: Ask) -> None:
    succeeded = ("success", json.dumps(["1.5", "2.1", "1.5"]))
    assert await tried(ask, BREW, {"name": "tea"}) == succeeded
    assert await tried(ask, BREW, {"name": "tea"}) == succeeded  # where it is there already


async def test_a_tool_has_the_version_that_it_requires_and_nothing_else(ask: Ask) -> None:
    await tried(ask, BREW, {"name": "tea"})
    status, problem = await tried(ask, BREW, {"name": "tea", "version": "1.0"})
    assert (status, problem.splitlines()[-1]) == ("error", "ModuleNotFoundError: No module named 'water'")


async def test_code_is_found_wherever_a_wheel_has_it(ask: Ask) -> None:
    there = json.dumps(["clay", "glass", 3, True, "stove:boil", False])
    assert await tried(ask, COOK, {"name": "pot"}) == ("success", there)


async def test_a_package_that_is_not_python_alone_runs(ask: Ask) -> None:
    assert await tried(ask, PARSE, {"name": "pydantic-core"}) == ("success", json.dumps([1, 2]))


async def test_without_a_requirement_no_package_is_there(ask: Ask) -> None:
    await tried(ask, BREW, {"name": "tea"})
    status, problem = await tried(ask, LOOK)
    assert (status, problem.splitlines()[-1]) == ("error", "ModuleNotFoundError: No module named 'tea'")


async def test_what_is_not_offered_is_named(ask: Ask) -> None:
    problem = "Error executing function brew: Invalid: coffee (for the tool): no such package was found."
    assert await tried(ask, BREW, {"name": "tea"}, {"name": "coffee"}) == ("error", problem)


async def test_an_agents_tool_imports_what_it_requires(ask: Ask) -> None:
    made = {"source_code": BREW, "pip_requirements": [{"name": "tea"}]}
    tool = await ask("POST", "/v1/tools", made)
    agent = await ask("POST", "/v1/agents", {"model": "lettawasm/offline", "tool_ids": [tool["id"]]})
    for _ in range(2):  # with and without a fresh interpreter
        ran = await ask("POST", f"/v1/agents/{agent['id']}/tools/brew/run", {"args": {}})
        assert (ran["status"], ran["func_return"]) == ("success", ["1.5", "2.1", "1.5"])

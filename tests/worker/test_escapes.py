"""In workerd: what code of tools tries to get out of its isolate, or to harm what is outside of it. All in vain."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

import build
from tests.sandbox import escapes
from tests.worker.conftest import Worker, sandboxes
from tests.worker.variant import modules_with
from tests.worker.web import Web

PROGRAM = Path(__file__).parent / "programs" / "jobs.py"
CANARY = "a canary that another agent was granted"

# What succeeds and leads nowhere: workerd gives every isolate files in its own memory, a process that is none, and a
# beacon that is never sent.
HARMLESS = {"import of Node", "the private file system", "Pyodide's insides", "sendBeacon"}


class Bench:
    """Spaces whose only work is to run jobs, by their names."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    def run(self, language: str, source: str, space: str = "one", **options: Any) -> dict[str, Any]:
        job = {
            "language": language,
            "source": source,
            "function": "",
            "arguments": {},
            "seconds": 30,
            **options,
        }
        answer = httpx.post(f"{self._worker.url}/{space}", content=json.dumps(job), timeout=120)
        ran: dict[str, Any] = answer.raise_for_status().json()
        return ran

    def value(self, language: str, source: str, **options: Any) -> Any:
        ran = self.run(language, source, **options)
        assert ran["problem"] is None, ran
        return ran["value"]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("escapes")
    modules = modules_with({"entry.py": PROGRAM}, folder / "modules")
    with sandboxes() as tools, Worker(folder, modules=modules, sandbox=tools.address) as worker:
        worker.start()
        yield Bench(worker)
        assert worker.is_running


@pytest.fixture(scope="module")
def loading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Spaces that load isolates themselves, as on Cloudflare. Here they share a thread, so nothing may hang."""
    build.bundle()
    folder = tmp_path_factory.mktemp("loading")
    modules = modules_with({"entry.py": PROGRAM}, folder / "modules")
    with Worker(folder, modules=modules, site=build.WORKER / "site", loader=True) as worker:
        worker.start()
        yield Bench(worker)
        assert worker.is_running


@pytest.fixture(scope="module", params=["bench", "loading"])
def either(request: pytest.FixtureRequest) -> Bench:
    bench: Bench = request.getfixturevalue(request.param)
    return bench


@pytest.mark.parametrize("language", ["javascript", "python"])
def test_nothing_gets_out(either: Bench, web: Web, language: str) -> None:
    either.run("python", "import os\ndog = dict(os.environ)", owner="other", env={"CANARY": CANARY})
    host, _, port = web.address.partition(":")
    url = f"http://{web.address}/"
    source = {
        "javascript": f"function attempts() {{ return {escapes.javascript(url, 'lettawasm').strip()} }}",
        "python": escapes.python(url, host, int(port), CANARY),
    }[language]
    before = len(web.asked)
    found = either.value(language, source, function="attempts" if language == "javascript" else "")
    assert {name for name, got_out in found.items() if got_out} <= HARMLESS
    assert len(found) == len(escapes.JAVASCRIPT if language == "javascript" else escapes.PYTHON)
    assert len(web.asked) == before


def test_what_destroys_its_isolate_destroys_nothing_else(bench: Bench) -> None:
    attempts = {name: attempt for name, attempt in escapes.DESTRUCTIVE.items() if attempt[2] is not None}

    def destroy(name: str) -> bool:
        language, source, is_problem = attempts[name]
        space = name.replace(" ", "-").replace("'", "")
        ran = bench.run(language, source, space=space, seconds=1 if is_problem else 30)
        return ran["problem"] is not None

    with ThreadPoolExecutor(4) as pool:
        ended = dict(zip(attempts, pool.map(destroy, attempts), strict=True))
    assert ended == {name: is_problem for name, (_, _, is_problem) in attempts.items()}
    assert bench.value("python", "1 + 1") == 2


def test_memory_ends_for_its_isolate_alone(bench: Bench) -> None:
    bombs = escapes.BOMBS | escapes.FULL_HEAPS

    def is_problem(name: str) -> bool:
        ran = bench.run("javascript", bombs[name], space=name.replace(" ", "-"), seconds=5)
        return ran["problem"] is not None

    with ThreadPoolExecutor(4) as pool:
        ended = dict(zip(bombs, pool.map(is_problem, bombs), strict=True))
    assert ended == dict.fromkeys(bombs, True)
    assert bench.value("javascript", "1 + 1") == 2


@pytest.mark.parametrize("name", escapes.RESULTS)
def test_a_result_is_data(either: Bench, name: str) -> None:
    language, source, value = escapes.RESULTS[name]
    assert either.value(language, source) == value


def test_a_loop_holds_up_nobody_else(bench: Bench) -> None:
    ended: list[str] = []

    def run(space: str, source: str) -> None:
        bench.run("python", source, space=space, seconds=5)
        ended.append(space)

    with ThreadPoolExecutor(2) as pool:
        pool.submit(run, "looping", "while True: pass")
        pool.submit(run, "working", "1 + 1")
    assert ended == ["working", "looping"]


@pytest.mark.parametrize(("space", "owner"), [("one", "b"), ("two", "a")])
def test_nobody_finds_what_another_has_left(either: Bench, space: str, owner: str) -> None:
    source = "import builtins\nseen = getattr(builtins, 'left', None)\nbuiltins.left = 'here'\nseen"
    assert either.value("python", source, space="one", owner="a") in (None, "here")
    assert either.value("python", source, space="one", owner="a") == "here"
    assert either.value("python", source, space=space, owner=owner) is None


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("python", "from js import fetch\nawait (await fetch('http://granted/')).text()"),
        ("javascript", "fetch('http://granted/').then((response) => response.text())"),
    ],
)
def test_what_is_granted_is_reached(either: Bench, language: str, source: str) -> None:
    assert either.value(language, source) == "granted"
    assert "not granted" in either.run(language, source.replace("granted", "other"))["problem"]

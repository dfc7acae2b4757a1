"""The driver contract in a Durable Object, promise by promise."""

import json
import urllib.request
from pathlib import Path

import pytest

from tests.storage import driver_contract
from tests.storage.driver_contract import PROMISES
from tests.worker.conftest import Worker
from tests.worker.variant import modules_with

SOURCES = {
    "entry.py": Path(__file__).parent / "programs" / "contract.py",
    "tests/storage/driver_contract.py": Path(driver_contract.__file__),
}


@pytest.fixture(scope="module")
def objects(tmp_path_factory: pytest.TempPathFactory):
    """A worker with an object for each promise."""
    folder = tmp_path_factory.mktemp("contract")
    with Worker(folder, modules=modules_with(SOURCES, folder / "modules")) as worker:
        worker.start()
        yield worker


def ask(worker: Worker, path: str) -> str:
    with urllib.request.urlopen(f"{worker.url}/{path}", timeout=60) as answer:
        return answer.read().decode()


@pytest.mark.parametrize("name", PROMISES)
def test_a_durable_object(objects: Worker, name: str):
    failure = ask(objects, f"promise/{name}")
    assert not failure, failure


def test_another_process_finds_what_was_committed_and_nothing_else(tmp_path: Path):
    with Worker(tmp_path, modules=modules_with(SOURCES, tmp_path / "modules")) as worker:
        worker.start()
        assert ask(worker, "promise/reopening_keeps_what_was_committed") == ""
        worker.kill()
        worker.start()
        assert json.loads(ask(worker, "notes/reopening_keeps_what_was_committed")) == ["alone", "together"]

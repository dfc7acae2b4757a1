"""The driver contract, promise by promise, on every SQLite that can be had: CPython's over a file and in
memory, Pyodide's over our file system under Node, and Pyodide's over OPFS in a real browser.
"""

import sqlite3
from pathlib import Path

import pytest

from lettawasm.db import SqliteDriver
from tests.storage.bed import run_in_chromium, run_in_node
from tests.storage.driver_contract import PROMISES, notes_in, with_notes


class FileSpace:
    def __init__(self, path: str) -> None:
        self.path = path
        self.driver = SqliteDriver(path)

    def reopen(self) -> None:
        self.driver.close()
        self.driver = SqliteDriver(self.path)


@pytest.fixture
def on_disk(tmp_path: Path):
    space = FileSpace(str(tmp_path / "space.db"))
    yield space
    space.driver.close()


@pytest.fixture
def in_memory():
    space = FileSpace(":memory:")
    yield space
    space.driver.close()


@pytest.fixture(scope="module")
def in_node(tmp_path_factory):
    return _failures(run_in_node("contract", tmp_path_factory.mktemp("node")))


@pytest.fixture(scope="module")
def in_browser(chromium, chromium_flags, tmp_path_factory):
    folder = tmp_path_factory.mktemp("chromium")
    return _failures(run_in_chromium("contract", folder, [chromium, *chromium_flags]))


def _failures(reports: list[dict[str, str]]) -> dict[str, str]:
    return {report["promise"]: report["failure"] for report in reports}


@pytest.mark.parametrize("name", PROMISES)
def test_cpython_on_disk(on_disk: FileSpace, name: str):
    PROMISES[name](on_disk)


@pytest.mark.parametrize("name", [name for name in PROMISES if not name.startswith("reopening")])
def test_cpython_in_memory(in_memory: FileSpace, name: str):
    PROMISES[name](in_memory)


@pytest.mark.parametrize("name", PROMISES)
def test_pyodide_in_node(in_node: dict[str, str], name: str):
    assert not in_node[name], in_node[name]


@pytest.mark.parametrize("name", PROMISES)
def test_pyodide_on_opfs_in_chromium(in_browser: dict[str, str], name: str):
    assert not in_browser[name], in_browser[name]


def test_a_second_reader_sees_only_what_is_committed(on_disk: FileSpace):
    driver, seen = with_notes(on_disk, "before"), []

    def work() -> None:
        driver.execute("INSERT INTO notes (text) VALUES ('during')")
        seen.append(notes_in(reader))

    reader = SqliteDriver(on_disk.path)
    driver.transact(work)
    seen.append(notes_in(reader))
    reader.close()
    assert seen == [["before"], ["before", "during"]]


def test_an_exclusive_database_has_one_connection(tmp_path: Path):
    path = str(tmp_path / "space.db")
    driver = SqliteDriver(path, exclusive=True)
    driver.execute("CREATE TABLE notes (text TEXT)")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        sqlite3.connect(path, timeout=0).execute("SELECT * FROM notes")
    driver.close()

"""A power cut at any moment leaves a whole database with every acknowledged transaction in it.

A disk promises only what was flushed. Of what a file was given since its last flush, any operation may be
on the disk or not, and a write may be there in part, in sectors of 512 bytes. So we take the log of what
SQLite, through Pyodide and our file system, really did to the disk, stop it at random places, make up what
the disk may hold there, and open that.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from lettawasm.db import SqliteDriver
from tests.storage.bed import run_in_node
from tests.storage.ledger import Ledger

SECTOR = 512
TRANSACTIONS = 300
POWER_CUTS = 300


class Operation(NamedTuple):
    """A write of `data` at `at`, or a truncation to `at` bytes where there is no data."""

    at: int
    data: bytes | None


class Disk:
    """What is surely on the disk, and what may be."""

    def __init__(self) -> None:
        self.durable: dict[str, bytearray] = defaultdict(bytearray)
        self.pending: dict[str, list[Operation]] = defaultdict(list)

    def flush(self, name: str) -> None:
        for operation in self.pending.pop(name, []):
            _apply(self.durable[name], operation)

    def after_power_cut(self, chance: random.Random) -> dict[str, bytearray]:
        files = defaultdict(bytearray, {name: bytearray(data) for name, data in self.durable.items()})
        for name, operations in self.pending.items():
            for operation in operations:
                for part in _survivors(operation, chance):
                    _apply(files[name], part)
        return files


def _apply(file: bytearray, operation: Operation) -> None:
    at, data = operation
    file.extend(bytes(max(0, at - len(file))))
    if data is None:
        del file[at:]
    else:
        file[at : at + len(data)] = data


def _survivors(operation: Operation, chance: random.Random) -> list[Operation]:
    """What is left of an operation that was not flushed: nothing, some of its sectors, or all of it."""
    fate = chance.choice(["lost", "kept", "torn"])
    if fate == "torn" and operation.data is not None:
        at, data = operation
        sectors = [Operation(at + i, data[i : i + SECTOR]) for i in range(0, len(data), SECTOR)]
        return [sector for sector in sectors if chance.random() < 0.5]
    return [] if fate == "lost" else [operation]


def _power_cuts(log: Path, chance: random.Random) -> Iterator[tuple[int, dict[str, bytearray]]]:
    """The last acknowledged transaction and the files, after cuts at random moments of the log."""
    entries = json.loads(log.with_suffix(".json").read_text())
    written = memoryview(log.with_suffix(".bin").read_bytes())
    start = entries.index(["mark", 0])  # the schema was made long ago, and is on the disk by now
    moments = set(chance.sample(range(start + 1, len(entries)), POWER_CUTS))
    disk, acknowledged = Disk(), 0
    for moment, (kind, *rest) in enumerate(entries):
        if moment in moments:
            yield acknowledged, disk.after_power_cut(chance)
        match kind, rest:
            case "write", (name, at, length):
                disk.pending[name].append(Operation(at, bytes(written[:length])))
                written = written[length:]
            case "truncate", (name, size):
                disk.pending[name].append(Operation(size, None))
            case "flush", (name,):
                disk.flush(name)
            case "mark", (acknowledged,) if moment == start:
                for name in list(disk.pending):
                    disk.flush(name)


def _damage(files: dict[str, bytearray], acknowledged: int, folder: Path) -> list[str]:
    """What a person would miss who opens what the power cut left."""
    for name in ("space.db", "space.db-journal", "space.db-wal", "space.db-shm"):
        (folder / name).unlink(missing_ok=True)
        if files.get(name):
            (folder / name).write_bytes(files[name])
    try:
        driver = SqliteDriver(str(folder / "space.db"))
    except Exception as error:  # whatever opening says is damage
        return [repr(error)]
    ledger = Ledger(driver)
    try:
        faults = ledger.faults()
        if not faults and not acknowledged <= ledger.last() <= acknowledged + 1:
            faults = [f"transaction {acknowledged} was acknowledged; the last one there is {ledger.last()}"]
        return faults
    finally:
        driver.close()


@pytest.fixture
def damages(tmp_path: Path):
    """Run the ledger, cut the power again and again, and list the damage of each cut."""

    def cut(*, fdatasync: bool) -> list[list[str]]:
        log = tmp_path / "log"
        run_in_node("commits", tmp_path, count=TRANSACTIONS, log=str(log), fdatasync=fdatasync)
        cuts = _power_cuts(log, random.Random(1))
        return [_damage(files, acknowledged, tmp_path) for acknowledged, files in cuts]

    return cut


def test_a_power_cut_loses_and_tears_nothing(damages):
    assert damages(fdatasync=True) == [[]] * POWER_CUTS


def test_without_the_fdatasync_fix_power_cuts_do_harm(damages):
    """This proves that the test above can fail, and that the fix is still needed."""
    assert sum(map(bool, damages(fdatasync=False))) > POWER_CUTS / 2

"""Tries every promise of the driver contract on a fresh database, and reports what came of each."""

import json
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bed

from lettawasm.db import SqliteDriver
from tests.storage.driver_contract import PROMISES, Promise

PATH = Path("/opfs/space.db")


class OpfsSpace:
    def __init__(self) -> None:
        self.driver = SqliteDriver(str(PATH), exclusive=True)

    def reopen(self) -> None:
        self.driver.close()
        self.driver = SqliteDriver(str(PATH), exclusive=True)


@contextmanager
def fresh_space() -> Iterator[OpfsSpace]:
    PATH.unlink(missing_ok=True)
    space = OpfsSpace()
    try:
        yield space
    finally:
        space.driver.close()


def main() -> None:
    for name, promise in PROMISES.items():
        bed.report(json.dumps({"promise": name, "failure": failure_of(promise)}))


def failure_of(promise: Promise) -> str:
    try:
        with fresh_space() as space:
            promise(space)
    except Exception:  # any failure is the result here
        return traceback.format_exc()
    return ""

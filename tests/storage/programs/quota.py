"""Fills the disk in the middle of transactions, and goes on when there is room again."""

import json
import sqlite3

import bed

from lettawasm.db import SqliteDriver
from tests.storage.ledger import Ledger

UNLIMITED = 1 << 40


def main() -> None:
    ledger = Ledger(SqliteDriver("/opfs/space.db", exclusive=True))
    ledger.driver.execute("PRAGMA wal_autocheckpoint = 40")  # so that the database file must grow too
    ledger.open()
    for room in (0, 1, 4_096, 10_000, 100_000, 1_000_000):
        bed.leaveRoomFor(room)
        error = fill(ledger)
        full = {"last": ledger.last(), "faults": ledger.faults()}
        bed.leaveRoomFor(UNLIMITED)
        ledger.record(ledger.last() + 1)
        again = {"last": ledger.last(), "faults": ledger.faults()}
        bed.report(json.dumps({"room": room, "error": error, "full": full, "again": again}))
    ledger.driver.close()
    ledger = Ledger(SqliteDriver("/opfs/space.db", exclusive=True))
    bed.report(json.dumps({"last": ledger.last(), "faults": ledger.faults()}))


def fill(ledger: Ledger) -> dict[str, object]:
    """Record until the disk is full: what was raised, and the transaction that was refused."""
    n = ledger.last()
    while True:
        n += 1
        try:
            ledger.record(n)
        except sqlite3.Error as error:
            return {"kind": type(error).__name__, "text": str(error), "refused": n}

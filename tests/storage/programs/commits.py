"""A stream of transactions, each acknowledged to the bed once it is committed."""

import itertools
import json

import bed

from lettawasm.db import SqliteDriver
from tests.storage.ledger import Ledger


def main() -> None:
    driver = SqliteDriver("/opfs/space.db", exclusive=True)
    driver.execute("PRAGMA wal_autocheckpoint = 120")  # so that many checkpoints are met too
    ledger = Ledger(driver)
    ledger.open()
    last = ledger.last()
    bed.report(json.dumps({"last": last, "faults": ledger.faults()}))
    bed.acknowledge(last)
    for n in itertools.islice(itertools.count(last + 1), bed.count):
        ledger.record(n)
        bed.acknowledge(n)

"""kill -9 of the whole browser at random moments: after a restart everything acknowledged is there, whole.

First a plain stream of transactions on OPFS; it is told to the test only after its commit, so what the
test heard of must be found.
"""

import random
from itertools import pairwise

from tests.storage.bed import BrowserBed

KILLS = 4


def test_killing_the_browser_loses_no_acknowledged_transaction(tmp_path, chromium, chromium_flags):
    chance = random.Random(2)
    with BrowserBed(tmp_path, [chromium, *chromium_flags]) as bed:
        for life in range(KILLS + 1):
            with bed.start("commits", count=10_000) as browser:
                found = bed.witness.wait_for(lambda said, n=life: said["reported"][n:])[0]
                assert found["faults"] == []
                goal = found["last"] + chance.randint(10, 60)
                bed.witness.wait_for(lambda said, n=goal: n in said["acknowledged"])
                browser.kill9()  # in the middle of the next transaction, or between two
        acknowledged = bed.witness.said["acknowledged"]
    # Each life begins by acknowledging the last transaction it found: the last that was heard of, or one
    # more, which was committed and not yet acknowledged.
    assert {after - before for before, after in pairwise(acknowledged)} == {0, 1}

"""A commit on OPFS: Python's sqlite3 on our file system against the official sqlite-wasm from JavaScript.

One commit stores one message of fifty words in the schema of a space, full-text index included.
"""

import json
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import build
from lettawasm.migrations import MIGRATIONS
from tests.bench.table import Line, Table
from tests.chromium import FLAGS, Chromium
from tests.storage.bed import ROOT, pack_source
from tests.storage.ledger import NOW, words
from tests.witness import Witness

AGENT = (
    "INSERT INTO agents (id, name, settings, created_at, updated_at)"
    f" VALUES ('agent-1', 'bench', '{{}}', '{NOW}', '{NOW}')"
)
INSERT = (
    "INSERT INTO messages (id, agent_id, number, role, text, body, tokens, place, created_at)"
    " VALUES ('message-' || hex(randomblob(16)), 'agent-1', 1, 'user', ?, '{}', 60, 1, ?)"
)
WORK = {
    "setup": [*(statement for migration in MIGRATIONS for statement in migration), AGENT],
    "insert": INSERT,
    "row": [words(seed=1, count=50), NOW],
    "rounds": 9,
    "commits": 200,
}


def main() -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        rounds = measure(Path(folder))
    ours, theirs = (statistics.median(r[whose] for r in rounds) for whose in ("ours", "theirs"))
    line = Line("a commit on OPFS", ours, theirs, most_ratio=1.0)
    yield Table("storage, ms", "sqlite-wasm from JS", (line,))


def measure(folder: Path) -> list[dict[str, float]]:
    pack_source(folder)
    (folder / "work.json").write_text(json.dumps(WORK))
    witness = Witness(ROOT, folder)
    page = urljoin(witness.url, "/tests/bench/commits.html")
    with Chromium([build.chromium(), *FLAGS], folder / "profile", page):
        [ended] = witness.wait_for(lambda said: said["ended"], patience=120)
    witness.close()
    return ended["rounds"]

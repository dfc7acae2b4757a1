"""What memory costs in Chromium on OPFS: blocks, searches, inserts with vectors, and the history of all of it.

Everything is asked of the API, inside of the host's Python. For the share that history has in a write, its versions are
left out of every other series of the same writes.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import build
from tests.bench.bench_boot import copy_site
from tests.bench.seed import QUERY, Seed
from tests.bench.table import Line, Table
from tests.chromium import FLAGS, Chromium
from tests.witness import Witness

HERE = Path(__file__).parent
PASSAGES = {"small": 1_000, "large": 100_000}  # in each space
BUDGETS = {  # ms
    "block read": 1.0,
    "block write": 5.0,
    "block list of 100": 5.0,
    "search of 1,000 passages": 8.0,
    "search of 100,000 passages": 50.0,
}
HISTORY = 1.2  # of the same write without it


def main() -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        told = measure(Path(folder))
    took = {f"search of {PASSAGES[name]:,} passages": ms for name, ms in told["searches"].items()}
    took |= told["blocks"]
    yield Table(
        "memory in Chromium, ms",
        "",
        tuple(Line(name, took[name], most=most) for name, most in BUDGETS.items()),
    )
    yield Table(
        "in Chromium, s",
        "",
        (Line("insert of 10,000 passages with their vectors", told["inserts"], most=10),),
    )
    kept = told["history"]
    lines = [
        Line(
            f"{name} write", kept[f"{name} with history"], kept[f"{name} without history"], most_ratio=HISTORY
        )
        for name in ("block", "passage")
    ]
    yield Table("in Chromium, ms", "without history", tuple(lines))
    sizes = (Line("an edit of a 2 kB block", kept["block bytes"]), Line("a passage", kept["passage bytes"]))
    yield Table("history on disk, bytes", "", sizes)


def measure(folder: Path) -> Any:
    asked = {name: fill(folder / f"{name}.db", count) for name, count in PASSAGES.items()}
    (folder / "asked.json").write_text(json.dumps(asked))
    copy_site(folder / "site")
    shutil.copyfile(HERE / "memory.worker.js", folder / "site" / "memory.worker.js")
    witness = Witness(folder, build.ROOT)
    page = f"{witness.url}/tests/bench/memory.html"
    with Chromium([build.chromium(), *FLAGS], folder / "profile", page):
        [ended] = witness.wait_for(lambda said: said["ended"], patience=600)
    witness.close()
    assert "error" not in ended, ended
    return ended["measured"]


def fill(path: Path, passages: int) -> list[str]:
    """Make a space with one agent's passages and their vectors. Returns the agent and what it can be asked."""
    seed = Seed(path)
    agent = seed.agent(passages=passages)
    seed.embed()
    seed.close()
    return [agent, QUERY]

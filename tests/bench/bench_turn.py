"""What an agent's work costs without its model's time: in Chromium against CPython, in CPython against SQLite.

The model is the built-in one, whose thinking is counted in. Every agent's model sees the same hundred
messages, so what remains to be seen between agents is the length of their histories.
"""

import asyncio
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

import build
from lettawasm.api import create_app
from lettawasm.db import SqliteDriver
from lettawasm.hosts.cpython import create_host
from tests.bench.bench_boot import copy_site
from tests.bench.bench_commit import INSERT, WORK
from tests.bench.plays import EDIT, STEP, Plays, as_json, history, perform, plays
from tests.bench.seed import Seed
from tests.bench.table import Line, Table
from tests.chromium import FLAGS, Chromium
from tests.witness import Witness

WARM_UP, ROUNDS = 3, 15
BARE = "a bare commit of two messages"
Round = dict[str, float]

BUDGETS = {  # ms in Chromium
    "agent creation": 12.0,
    STEP: 35.0,
    EDIT: 45.0,
    ".af export of 100 messages": 15.0,
    "search of 1,000 passages": 8.0,
    "search of 10,000 passages": 15.0,
    "block read": 10.0,
    "block write": 100.0,
    "block list": 100.0,
}
VIA = (STEP, "block read")  # also asked through the service worker
LONGEST = 100_000  # messages; CPython only
FLAT = 1.2


def main() -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        here, direct, via = (medians(rounds) for rounds in measure(Path(folder)))
    histories = [name for name in here if " after " in name]
    common = [name for name in here if name in direct and name not in histories]
    lines = [Line(name, direct[name], here[name], BUDGETS.get(name)) for name in common]
    lines += [Line(f"{name}, through the service worker", via[name], here[name]) for name in VIA]
    yield Table("in Chromium, ms", "CPython", tuple(lines))
    yield Table(
        "in CPython, ms", "a bare commit", tuple(Line(name, here[name], here[BARE]) for name in common)
    )
    for host, took in (("Chromium", direct), ("CPython", here)):
        known = [name for name in histories if name in took]
        lines = [Line(name, took[name], took[name.split(" after ")[0]], most_ratio=FLAT) for name in known]
        yield Table(f"in {host}, ms", "after 100", tuple(lines))


def measure(folder: Path) -> tuple[list[Round], list[Round], list[Round]]:
    """The same rounds in CPython, in Chromium over the direct port, and there through the service worker."""
    seed = Seed(folder / "here.db")
    shared = plays(seed)
    seed.close()
    shutil.copyfile(folder / "here.db", folder / "space.db")
    seed = Seed(folder / "here.db")
    more = history(seed, LONGEST)
    seed.close()

    via = {name: shared[name] for name in VIA}
    work = (
        f'{{"rounds": {WARM_UP + ROUNDS}, "direct": {as_json(shared)}, "viaServiceWorker": {as_json(via)}}}'
    )
    (folder / "work.json").write_text(work)
    copy_site(folder / "site")
    witness = Conductor(CPython(folder, shared | more), folder, build.ROOT)
    page = f"{witness.url}/tests/bench/turns.html"
    with Chromium([build.chromium(), *FLAGS], folder / "profile", page):
        [error] = witness.wait_for(lambda said: said["ended"], patience=240)
    witness.close()
    assert error is None, error
    rounds = witness.said["round"]
    return witness.rounds, [r["direct"] for r in rounds], [r["viaServiceWorker"] for r in rounds]


class CPython:
    """The app over a file, and one bare commit beside it as the yardstick."""

    def __init__(self, folder: Path, plays: Plays) -> None:
        self._plays = plays
        self._transport = httpx.ASGITransport(create_app(create_host(str(folder / "here.db"))))
        self._bare = SqliteDriver(str(folder / "bare.db"))
        for statement in WORK["setup"]:
            self._bare.execute(statement)

    async def round(self, turn: int) -> Round:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://bench") as client:
            took = {name: await perform(client, play, turn) for name, play in self._plays.items()}
        return took | {BARE: self._commit()}

    def _commit(self) -> float:
        """A message step keeps two messages; so does this."""
        start = time.perf_counter()
        self._bare.transact(lambda: [self._bare.execute(INSERT, WORK["row"]) for _ in range(2)])
        return (time.perf_counter() - start) * 1000


class Conductor(Witness):
    """Lets CPython play a round whenever the browser has played one; the browser is still meanwhile."""

    def __init__(self, player: CPython, *folders: Path) -> None:
        super().__init__(*folders)
        self._player = player
        self.rounds: list[Round] = []

    def hear(self, topic: str, value: Any) -> None:
        if topic == "round":
            self.rounds.append(asyncio.run(self._player.round(len(self.rounds))))
        super().hear(topic, value)


def medians(rounds: list[Round]) -> Round:
    """Of each play, without the rounds in which everything was new."""
    warm = rounds[WARM_UP:]
    return {name: statistics.median(took[name] for took in warm) for name in warm[0]}

"""Two workerd servers over an S3 bucket on this machine: what sharing costs, and how long a dead one is missed.

The bucket is a mock in memory, so a real one adds its own time to each write.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from tests.bench.bench_worker import ROUNDS, WARM_UP, Times, percentile
from tests.bench.plays import Play, perform
from tests.bench.table import Line, Table
from tests.worker.cluster import pair
from tests.worker.conftest import Worker
from tests.worker.crowd import client_of

SPACES = 20
PATIENCE = 120  # seconds
PLAYS = {
    "block write": Play("POST", "/v1/blocks/", [{"label": "kept", "value": "a value"}], "kept"),
    "block list": Play("GET", "/v1/blocks/?limit=10", (), "kept"),
}


def main() -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as name, Worker(Path(name) / "alone", {}) as alone:
        alone.start()
        with pair(Path(name) / "one", Path(name) / "two") as (one, two):
            tokens = [(one, two)[number % 2].new_token(f"space-{number}") for number in range(SPACES)]
            ours, single = asyncio.run(measure((two.url, tokens[0]), (alone.url, alone.new_token("alone"))))
            spread = [held(one), held(two)]
            missed = asyncio.run(takeover(one, two, tokens))
    for p in (50, 95):
        lines = [Line(name, percentile(ours[name], p), percentile(single[name], p)) for name in PLAYS]
        yield Table(f"in a cluster of two, p{p}, ms", "one server", tuple(lines))
    yield Table(
        "two servers of a cluster",
        "",
        (
            *(Line(f"spaces on a server's disk, of {SPACES}", count) for count in spread),
            Line("kill -9 of one to the last answer of its spaces, s", missed),
        ),
    )


async def measure(*spaces: tuple[str, str]) -> list[Times]:
    """Every play at each address in turns."""
    clients = [client_of(*space) for space in spaces]
    times: list[Times] = [{name: [] for name in PLAYS} for _ in spaces]
    for turn in range(WARM_UP + ROUNDS):
        for client, its in zip(clients, times, strict=True):
            for name, play in PLAYS.items():
                its[name].append(await perform(client, play, turn))
    return [{name: took[WARM_UP:] for name, took in its.items()} for its in times]


async def takeover(killed: Worker, peer: Worker, tokens: list[str]) -> float:
    """Seconds from a kill -9 until the peer has answered for every space."""
    killed.kill()
    start = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(served(client_of(peer.url, token)) for token in tokens))
    return time.perf_counter() - start


async def served(client: httpx.AsyncClient) -> None:
    while not (await client.get("/v1/blocks/")).is_success:
        await asyncio.sleep(0.2)


def held(worker: Worker) -> int:
    """How many spaces a server keeps on its own disk."""
    return len(list((worker.data / "lettawasm-space").glob("*.sqlite")))

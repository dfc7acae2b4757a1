"""What a space in workerd answers, over HTTP, beside `lettawasm serve` on the same machine in the same minutes.

Both have written to disk what they answer. The model is the built-in one, whose thinking is counted in.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import quote

import httpx

from tests.bench.plays import EDIT, STEP, Play, Plays, edit, perform, step
from tests.bench.seed import AGENT
from tests.bench.table import Line, Table
from tests.sdk.hosts import Space, cpython, workerd
from tests.worker.conftest import Worker, resident, sandboxes
from tests.worker.crowd import client_of, events

WARM_UP, ROUNDS, STARTS = 5, 60, 5
SPACES, AGENTS = 20, 10  # that answer at once
TOOL = 'def answer() -> int:\n    """The answer."""\n    return 42'
Times = dict[str, list[float]]


def main() -> Iterator[Table]:
    with (
        tempfile.TemporaryDirectory() as name,
        sandboxes() as tools,
        Worker(Path(name), {}, sandbox=tools.address) as worker,
    ):
        folder = Path(name)
        starts = [(began(from_rest(worker)), began(cpython(folder))) for _ in range(STARTS)]
        idle = resident(worker.process.pid)
        with workerd(worker) as there, cpython(folder) as here:
            ours, theirs = asyncio.run(measure(there, here))
        crowd = asyncio.run(at_once(worker))
        grown = resident(worker.process.pid)
    start = Line("start to first answer", *(statistics.median(times) for times in zip(*starts, strict=True)))
    yield Table("in workerd, p50, ms", "lettawasm serve", (*lines(ours, theirs, 50), start))
    yield Table("in workerd, p95, ms", "lettawasm serve", tuple(lines(ours, theirs, 95)))
    turns = [Line(f"p{p}, ms", percentile(crowd, p), percentile(ours[STEP], p)) for p in (50, 95)]
    yield Table(f"{len(crowd)} streamed turns at once in {SPACES} spaces", "one alone", tuple(turns))
    yield Table("workerd's memory, MB", "at its start", (Line("after all of this", grown / 1e6, idle / 1e6),))


def began(server: AbstractContextManager[Space]) -> float:
    """Milliseconds until a server has answered its first question."""
    start = time.perf_counter()
    with server as space:
        httpx.get(f"{space.url}/v1/agents/", headers=space.headers, timeout=60).raise_for_status()
        return (time.perf_counter() - start) * 1000


@contextmanager
def from_rest(worker: Worker) -> Iterator[Space]:
    """The worker, started by and for this; it goes on."""
    if worker.is_running:
        worker.stop()
    worker.start()
    with workerd(worker) as space:
        yield space


async def measure(*spaces: Space) -> list[Times]:
    """Every play in each space, round by round."""
    clients = [client_of(space.url, space.token) for space in spaces]
    plays = [await prepared(client) for client in clients]
    rounds: list[list[dict[str, float]]] = [[] for _ in spaces]
    for turn in range(WARM_UP + ROUNDS):
        for client, its_plays, its_rounds in zip(clients, plays, rounds, strict=True):
            its_rounds.append({name: await perform(client, play, turn) for name, play in its_plays.items()})
    for client in clients:
        await client.aclose()
    return [{name: [took[name] for took in its[WARM_UP:]] for name in its[0]} for its in rounds]


async def prepared(client: httpx.AsyncClient) -> Plays:
    """What is asked of a space, and the agents that it is asked of."""
    talker, editor, archivist = [await made(client) for _ in range(3)]
    for number in range(100):
        await posted(
            client, f"/v1/agents/{archivist}/archival-memory", {"text": f"Fact {number} is about rivers."}
        )
    search = f"/v1/agents/{archivist}/archival-memory/search?query={quote('rivers')}"
    blocks = f"/v1/agents/{archivist}/core-memory/blocks"
    values = [{"value": "I am kind."}, {"value": "I am wise."}]
    return {
        "health": Play("GET", "/v1/health/", (), "ok"),
        "agent creation": Play("POST", "/v1/agents/", [AGENT], '"persona"'),
        STEP: step(talker),
        EDIT: edit(editor),
        "last 50 messages": Play("GET", f"/v1/agents/{talker}/messages?limit=50"),
        "passage search": Play("GET", search, (), '"count"'),
        "passage insert": Play(
            "POST", f"/v1/agents/{talker}/archival-memory", [{"text": "A river."}], "river"
        ),
        "block read": Play("GET", f"{blocks}/human", (), "Ada"),
        "block write": Play("PATCH", f"{blocks}/persona", values, "I am"),
        "custom tool, warm": Play("POST", "/v1/tools/run", [{"source_code": TOOL, "args": {}}], '"42"'),
    }


async def at_once(worker: Worker) -> list[float]:
    """Milliseconds of each of many turns that were all begun together."""
    tokens = [worker.new_token(f"crowd-{number}") for number in range(SPACES)]
    clients = [client_of(worker.url, token) for token in tokens]
    agents = [(client, await made(client)) for client in clients for _ in range(AGENTS)]
    return await asyncio.gather(*(timed(turn(*agent)) for agent in agents))


async def turn(client: httpx.AsyncClient, agent_id: str) -> None:
    told = [event async for event in events(client, agent_id, "What is my name?", "once")]
    assert any(event.get("stop_reason") == "end_turn" for event in told), told[-1]


async def timed(work: Awaitable[None]) -> float:
    start = time.perf_counter()
    await work
    return (time.perf_counter() - start) * 1000


async def made(client: httpx.AsyncClient) -> str:
    return str((await posted(client, "/v1/agents/", AGENT))["id"])


async def posted(client: httpx.AsyncClient, path: str, body: object) -> dict[str, object]:
    answer: dict[str, object] = (await client.post(path, json=body)).raise_for_status().json()
    return answer


def lines(ours: Times, theirs: Times, p: int) -> Iterator[Line]:
    for name, times in ours.items():
        yield Line(name, percentile(times, p), percentile(theirs[name], p))


def percentile(times: list[float], p: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[p - 1]

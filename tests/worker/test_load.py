"""Two hundred turns at once, in twenty spaces of one process: none is lost, and memory doesn't grow with them."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from tests.model_server import ModelServer, Say
from tests.worker.conftest import Worker, resident
from tests.worker.crowd import client_of, events, new_agent

SPACES = 20
AGENTS = 10  # in each space
WAVES = 5
GROWTH = (
    1.6  # at most, of memory from the first wave to the last: JavaScript's garbage waits for its collector
)


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        yield server


@pytest.fixture
def worker(tmp_path: Path, model: ModelServer) -> Iterator[Worker]:
    """One that nobody else's runs take memory of."""
    provider = f'[{{"name": "scripted", "base_url": "{model.url}", "models": ["tiny"]}}]'
    with Worker(tmp_path, secret_env={"LETTAWASM_PROVIDERS": provider}) as started:
        started.start()
        yield started


@pytest.fixture
async def agents(worker: Worker) -> AsyncIterator[list[tuple[httpx.AsyncClient, str]]]:
    """Every agent of every space."""
    clients = [
        client_of(worker.url, worker.new_token(f"space-{n}", requests_per_minute=10_000))
        for n in range(SPACES)
    ]
    yield [(client, await new_agent(client, "scripted/tiny")) for client in clients for _ in range(AGENTS)]
    for client in clients:
        await client.aclose()


async def turn(client: httpx.AsyncClient, agent_id: str, wave: int) -> str:
    """What the agent answers."""
    told = [event async for event in events(client, agent_id, f"Wave {wave}.", f"wave-{wave}")]
    assert told[-2].get("stop_reason") == "end_turn", told
    return "".join(event["content"] for event in told if event["message_type"] == "assistant_message")


async def wave(model: ModelServer, agents: list[tuple[httpx.AsyncClient, str]], number: int) -> list[str]:
    """One turn of every agent; the model answers none of them before it was asked by all."""
    gate, asked = threading.Event(), len(model.requests) + len(agents)
    model.script(*(Say(f"Answer {number}.", gate=gate) for _ in agents))
    turns = asyncio.gather(*(turn(*agent, number) for agent in agents))
    async with asyncio.timeout(400):
        while len(model.requests) < asked and not turns.done():
            await asyncio.sleep(0.05)
    gate.set()
    return await turns


async def test_two_hundred_turns_at_once_all_come_to_their_end(worker, model, agents):
    sizes = []
    for number in range(WAVES):
        assert await wave(model, agents, number) == [f"Answer {number}."] * len(agents)
        sizes.append(resident(worker.process.pid))
    assert sizes[-1] < sizes[0] * GROWTH, sizes
    for client, agent_id in agents:
        listed = (
            await client.get(f"/v1/agents/{agent_id}/messages", params={"order": "asc", "limit": 100})
        ).json()
        said = [message["content"] for message in listed if message["message_type"] == "user_message"]
        assert said[-WAVES:] == [f"Wave {number}." for number in range(WAVES)]

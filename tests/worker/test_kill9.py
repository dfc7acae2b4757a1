"""kill -9 of workerd while people talk to their agents: what any of them was told is done, is there afterwards."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.worker.conftest import Worker
from tests.worker.crowd import Person, client_of, new_agent, until_the_end

ROUNDS = 10
SPACES = ("ada", "ben")
AGENTS = 2  # in each space
MODEL = "lettawasm/offline"


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Worker]:
    with Worker(tmp_path) as started:
        started.start()
        yield started


async def crowd(worker: Worker) -> list[Person]:
    people = []
    for space in SPACES:
        client = client_of(worker.url, worker.new_token(space))
        people += [Person(client, await new_agent(client, MODEL)) for _ in range(AGENTS)]
    return people


async def kill_after(worker: Worker, people: list[Person], acts: int) -> None:
    """Kill it once the people have done so many things more, wherever the next ones stand then."""
    goal = done(people) + acts
    async with asyncio.timeout(120):
        while done(people) < goal:
            await asyncio.sleep(0.005)
    worker.kill()


def done(people: list[Person]) -> int:
    return sum(len(person.shown) + person.edits + len(person.stored) for person in people)


async def test_ten_kills_under_load_lose_and_double_nothing(mortal: Worker):
    chance, people = random.Random(7), await crowd(mortal)
    for _ in range(ROUNDS):
        await asyncio.gather(until_the_end(people), kill_after(mortal, people, chance.randint(20, 60)))
        mortal.start()
        assert [await person.faults() for person in people] == [[] for _ in people]
    assert min(person.turns for person in people) >= ROUNDS

"""An agent with ten thousand messages and as many passages does all that a new one does, and a turn is no more work."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from lettawasm.api import create_app
from lettawasm.hosts.cpython import create_host
from tests.bench.seed import QUERY, Seed

MANY = 10_000
FLAT = 1.2  # times the work of an agent of whom little is known yet


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """A database, an agent in it after a hundred messages, and one after a long life."""
    path = tmp_path_factory.mktemp("long") / "space.db"
    seed = Seed(path)
    ids = seed.agent(messages=100, passages=100), seed.agent(messages=MANY, passages=MANY)
    seed.close()
    return path, *ids


@pytest.fixture
def host(filled: tuple[Path, str, str]) -> Iterator[object]:
    opened = create_host(str(filled[0]))
    yield opened
    opened.driver.close()


@pytest.fixture
async def client(host) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(host)), base_url="http://test"
    ) as it:
        yield it


async def whole(client: httpx.AsyncClient, path: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    query = {"order": "asc", "ascending": True, "limit": 1_000}
    while page := (
        await client.get(path, params={**query, **({"after": found[-1]["id"]} if found else {})})
    ).json():
        found += page
    return found


async def say(client: httpx.AsyncClient, agent_id: str) -> None:
    body = {"input": "What is my name?", "streaming": False}
    answer = (await client.post(f"/v1/agents/{agent_id}/messages", json=body)).json()
    assert answer["stop_reason"]["stop_reason"] == "end_turn"


async def test_every_message_and_passage_is_listed_once(client, filled):
    _, _, old = filled
    messages = await whole(client, f"/v1/agents/{old}/messages")
    passages = await whole(client, f"/v1/agents/{old}/archival-memory")
    assert len({message["id"] for message in messages}) == len(messages) >= MANY
    assert len({passage["id"] for passage in passages}) == len(passages) == MANY


async def test_both_memories_are_searched(client, filled):
    _, _, old = filled
    found = (await client.get(f"/v1/agents/{old}/archival-memory/search", params={"query": QUERY})).json()
    said = (await client.post("/v1/messages/search", json={"query": QUERY, "limit": 5})).json()
    assert found["count"] == 10
    assert len(said) == 5


async def test_its_file_holds_all_of_it_and_is_read_again(client, filled):
    _, _, old = filled
    exported = await client.get(f"/v1/agents/{old}/export")
    made = await client.post("/v1/agents/import", files={"file": ("agent.af", exported.content)})
    [again] = made.raise_for_status().json()["agent_ids"]
    (_, *ours), (_, *theirs) = [await whole(client, f"/v1/agents/{one}/messages") for one in (old, again)]
    assert [message["content"] for message in theirs] == [message["content"] for message in ours]
    assert (await client.delete(f"/v1/agents/{again}")).is_success


async def test_a_turn_is_no_more_work_for_the_database(client, host, filled):
    _, young, old = filled
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    work = {}
    for agent in (young, old, young, old):  # what is done once in a space is done in the first round
        host.driver._connection.set_progress_handler(count, 10)
        steps = 0
        await say(client, agent)
        work[agent] = steps
    assert work[old] <= work[young] * FLAT

"""Which embedder makes a space's vectors, and the work of making them."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest

from lettawasm.embedding.static import StaticEmbedder
from lettawasm.errors import Invalid, LettaError, Misconfigured
from lettawasm.hosts.httpx_transport import HttpxTransport
from lettawasm.model import Usage
from lettawasm.ports import RunEnd
from lettawasm.providers.embeddings import BATCH, LONGEST, RemoteEmbedder
from lettawasm.providers.openai import OpenAIProvider
from lettawasm.runtime import Runtime
from lettawasm.schemas.archives import ArchiveCreate
from lettawasm.schemas.providers import ProviderCreate
from lettawasm.testing import host
from tests.model_server import Drop, Hang, ModelServer, Raw, Status, embedded

STATIC, REMOTE = StaticEmbedder.handle, "mine/letters-embed"
KEY = "sk-very/secret+key"


class Bed:
    """A runtime with an archive, a model server behind it, and the words for what is done to them."""

    def __init__(self, server: ModelServer) -> None:
        self.server = server
        self.transport = HttpxTransport()
        self.runtime = Runtime(replace(host(), transport=self.transport))
        self.store, self.embeddings = self.runtime.store, self.runtime.embeddings
        self.archive = self.store.archives.create(ArchiveCreate(name="notes")).id
        new = ProviderCreate(name="mine", provider_type="openai", base_url=server.url, api_key=KEY)
        self.provider = self.runtime.catalog.add(new)

    def insert(self, *texts: str) -> None:
        for text in texts:
            self.store.archival.insert(self.archive, text)

    async def settled(self) -> dict[str, Any]:
        """The state once all work has come to its end."""
        self.embeddings.wake(changed=True)
        while self.runtime._tasks:
            await asyncio.gather(*self.runtime._tasks)
        return self.embeddings.status()

    async def nearest(self, text: str) -> str:
        vector = await self.embeddings.vector_of(text)
        assert vector is not None
        [(seq, _)] = self.store.vectors.nearest("passage", vector, 1)
        return str(self.store.driver.execute("SELECT text FROM passages WHERE seq = ?", [seq])[0]["text"])

    @property
    def asked(self) -> list[list[str]]:
        return [request.json["input"] for request in self.server.requests]


@pytest.fixture
async def bed(server: ModelServer):
    bed = Bed(server)
    yield bed
    await bed.transport.aclose()


def ended(run_id: str) -> RunEnd:
    return RunEnd(run_id, "agent", "completed", "end_turn", 1, Usage(), 1)


# -- the embedder of the space --------------------------------------------------------------------------


async def test_a_space_begins_with_the_table_that_ships_with_it(bed):
    assert await bed.settled() == {
        "handle": STATIC, "dim": 128, "serving": STATIC, "state": "ready", "error": None,
        "kinds": {kind: {"done": 0, "pending": 0} for kind in ("passage", "block", "message")},
    }  # fmt: skip


async def test_few_new_rows_wait_and_many_are_embedded(bed):
    bed.insert("A cat sat there.", "The train is late.")
    assert (await bed.settled())["kinds"]["passage"] == {"done": 0, "pending": 2}
    bed.insert(*(f"Note {number}" for number in range(100)))
    assert (await bed.settled())["kinds"]["passage"] == {"done": 102, "pending": 0}
    assert await bed.nearest("kitten") == "A cat sat there."


async def test_what_waits_is_found_by_its_likeness_too(bed):
    bed.insert("A cat sat there.", "The train is late.")
    assert await bed.nearest("kitten") == "A cat sat there."
    assert await bed.nearest("railway delay") == "The train is late."


async def test_the_old_vectors_serve_until_the_new_ones_are_complete(bed):
    bed.insert(*(f"Note {number}" for number in range(40)), "zzzz")
    await bed.settled()
    bed.embeddings.began("run-1", "agent")  # holds the work back
    await bed.embeddings.choose(REMOTE)
    half = bed.embeddings.status()
    assert (half["handle"], half["dim"], half["serving"], half["state"]) == (REMOTE, 26, STATIC, "working")
    assert half["kinds"]["passage"] == {"done": 0, "pending": 41}
    assert await bed.nearest("Note 7") == "Note 7"
    bed.embeddings.ended(ended("run-1"))
    done = await bed.settled()
    assert (done["serving"], done["state"], done["kinds"]["passage"]) == (
        REMOTE,
        "ready",
        {"done": 41, "pending": 0},
    )
    assert await bed.nearest("z") == "zzzz"
    assert {row["handle"] for row in bed.store.driver.execute("SELECT handle FROM vector_sets")} == {REMOTE}


async def test_without_an_embedder_nothing_is_embedded_or_kept(bed):
    bed.insert(*(f"Note {number}" for number in range(40)))
    await bed.settled()
    await bed.embeddings.choose(None)
    assert await bed.settled() == {
        "handle": None, "dim": None, "serving": None, "state": "off", "error": None, "kinds": {}
    }  # fmt: skip
    assert await bed.embeddings.vector_of("Note 7") is None
    assert bed.store.driver.execute("SELECT count(*) AS n FROM vector_pages") == [{"n": 0}]
    await bed.embeddings.choose(STATIC)
    assert (await bed.settled())["kinds"]["passage"] == {"done": 40, "pending": 0}


async def test_an_embedder_that_does_not_work_is_not_chosen(bed, server):
    server.script_embeddings(Status(404, {"error": {"message": "The model does not exist"}}))
    with pytest.raises(Invalid, match="has no model named letters-embed"):
        await bed.embeddings.choose(REMOTE)
    for handle in ("nobody/letters", "letters", "mine/", ""):
        with pytest.raises(Invalid, match="No provider of embeddings"):
            await bed.embeddings.choose(handle)
    assert bed.embeddings.status()["handle"] == STATIC


@pytest.mark.parametrize("reply", [Status(401), Hang()])
async def test_a_search_does_without_an_embedder_that_fails_or_hangs(bed, server, monkeypatch, reply):
    monkeypatch.setattr("lettawasm.embeddings.PATIENCE", 0.1)
    await bed.embeddings.choose(REMOTE)
    await bed.settled()
    server.script_embeddings(reply)
    assert await bed.embeddings.vector_of("tea") is None


async def test_work_goes_on_where_it_was_interrupted(bed, server):
    await bed.embeddings.choose(REMOTE)
    await bed.settled()
    bed.insert(*(f"Note {number}" for number in range(300)))
    server.script_embeddings(*(embedded([""] * BATCH),) * 4, Status(401))
    failed = await bed.settled()
    assert (failed["state"], failed["kinds"]["passage"]) == ("failed", {"done": 256, "pending": 44})
    assert "doesn't accept the API key" in failed["error"]
    before = len(server.requests)
    healed = await bed.settled()
    assert (healed["state"], healed["error"], healed["kinds"]["passage"]["pending"]) == ("ready", None, 0)
    assert bed.asked[before:] == [[f"Note {number}" for number in range(256, 300)]]


async def test_what_nobody_foresaw_is_noted_as_well(bed, monkeypatch):
    def broken(*args: Any) -> None:
        raise OSError("disk full")

    bed.insert(*(f"Note {number}" for number in range(40)))
    monkeypatch.setattr(bed.store.vectors, "put", broken)
    failed = await bed.settled()
    assert (failed["state"], failed["error"]) == ("failed", "OSError: disk full")
    monkeypatch.undo()
    healed = await bed.settled()
    assert (healed["state"], healed["error"]) == ("ready", None)


async def test_a_restart_goes_on_as_well(bed):
    bed.insert(*(f"Note {number}" for number in range(100)))
    again = Runtime(bed.runtime.host)
    again.embeddings.wake(changed=False)
    await asyncio.gather(*again._tasks)
    assert again.embeddings.status()["kinds"]["passage"] == {"done": 100, "pending": 0}


async def test_no_piece_of_the_work_is_done_while_an_agent_answers(bed):
    bed.insert(*(f"Note {number}" for number in range(100)))
    bed.embeddings.began("run-1", "agent")
    bed.embeddings.wake(changed=True)
    for _ in range(100):
        await asyncio.sleep(0)
    assert bed.embeddings.status()["kinds"]["passage"]["done"] == 0
    bed.embeddings.ended(ended("run-1"))
    assert (await bed.settled())["kinds"]["passage"]["done"] == 100


async def test_a_row_that_changes_while_it_is_embedded_goes_on_waiting(bed, monkeypatch):
    await bed.embeddings.choose(REMOTE)
    bed.insert("aaaa", "bbbb")
    embed = RemoteEmbedder.embed

    async def slow(self, texts):
        vectors = await embed(self, texts)
        if texts == ["aaaa", "bbbb"]:
            bed.store.driver.execute("UPDATE passages SET text = 'zzzz' WHERE text = 'aaaa'")
        return vectors

    monkeypatch.setattr(RemoteEmbedder, "embed", slow)
    assert (await bed.settled())["kinds"]["passage"] == {"done": 2, "pending": 0}
    assert bed.asked[-2:] == [["aaaa", "bbbb"], ["zzzz"]]
    assert await bed.nearest("z") == "zzzz"


# -- the embedder behind a server -------------------------------------------------------------------------


async def embed(url: str, texts: list[str], dim: int = 0, **options: Any) -> list[Any]:
    async def waits(seconds: float) -> None:
        pass

    transport = HttpxTransport()
    try:
        provider = OpenAIProvider("mine", url, KEY, transport, sleep=waits, **options)
        return await RemoteEmbedder(provider, "letters", dim).embed(texts)
    finally:
        await transport.aclose()


async def test_many_texts_go_in_several_requests_and_long_ones_with_their_beginning(server):
    vectors = await embed(server.url, ["a" * (LONGEST + 1), *"b" * BATCH])
    assert [len(request.json["input"]) for request in server.requests] == [BATCH, 1]
    assert len(server.requests[0].json["input"][0]) == LONGEST
    assert len(vectors) == BATCH + 1
    assert all(abs(sum(number**2 for number in vector) - 1) < 1e-9 for vector in vectors)


async def test_vectors_come_in_the_order_of_their_texts_whatever_the_servers(server):
    data = [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [3.0, 0]}]
    server.script_embeddings(Raw(json.dumps({"data": data}).encode()))
    assert await embed(server.url, ["one", "two"]) == [[1.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize("reply", [Status(503), Drop(), Status(429)])
async def test_a_server_that_fails_once_is_asked_again(server, reply):
    server.script_embeddings(reply)
    assert len(await embed(server.url, ["hello"])) == 1


NO_ANSWERS = {
    "no JSON": "<html>",
    "no list": {"data": {}},
    "no objects": {"data": [1]},
    "too few": {"data": []},
    "no vector": {"data": [{"index": 0}]},
    "another index": {"data": [{"index": 5, "embedding": [1]}]},
    "no index": {"data": [{"index": [], "embedding": [1]}]},
    "texts": {"data": [{"embedding": ["1"]}]},
    "truth": {"data": [{"embedding": [True]}]},
    "nothing": {"data": [{"embedding": []}]},
    "no direction": {"data": [{"embedding": [0, 0]}]},
    "no end": '{"data": [{"embedding": [1e999]}]}',
    "not a number": '{"data": [{"embedding": [NaN]}]}',
    "too large": {"data": [{"embedding": [10**400]}]},
    "too deep": "[" * 50_000,
}


@pytest.mark.parametrize("answer", NO_ANSWERS.values(), ids=NO_ANSWERS)
async def test_what_is_no_answer_is_told_as_one(server, answer):
    data = answer if isinstance(answer, str) else json.dumps(answer)
    server.script_embeddings(Raw(data.encode(), "application/json"))
    with pytest.raises(Misconfigured, match="not as an OpenAI-compatible server does"):
        await embed(server.url, ["hello"])


async def test_vectors_of_another_length_are_refused(server):
    with pytest.raises(Invalid, match=r"vectors of \[26\] numbers where 3 were expected"):
        await embed(server.url, ["hello"], dim=3)


async def test_the_key_is_in_no_error(server):
    server.script_embeddings(Status(400, {"error": {"message": f"bad key {KEY}"}}))
    with pytest.raises(LettaError) as error:
        await embed(server.url, ["hello"])
    assert KEY not in str(error.value)

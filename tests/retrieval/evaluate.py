"""How well a real space, asked over its API, finds the answers to a set's questions."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import httpx

import build
from lettawasm.api import create_app
from lettawasm.hosts import cpython

from .sets import DEPTH, RetrievalSet, Score

SHIPPED, MINILM = "lettawasm/static-128", "minilm/all-MiniLM-L6-v2"  # embedders by their handles
Places = list[int | None]  # of the answers, counted from 1; None for those that were not found


async def places(asked: RetrievalSet, embedder: str | None, minilm_at: str = "") -> Places:
    """The facts are passages of one archive. Without an embedder they are found by words and letters alone."""
    async with space() as api:
        if minilm_at:
            await api.post("/v1/providers/", json=MINILM_PROVIDER | {"base_url": minilm_at})
        await api.patch("/v1/memory/embedding", json={"handle": embedder})
        archive = (await api.post("/v1/archives/", json={"name": "notes"})).json()["id"]
        passages = [{"text": fact} for fact in asked.facts]
        await api.post(f"/v1/archives/{archive}/passages/batch", json={"passages": passages})
        await settled(api)
        return [await place(api, question.text, asked.facts[question.answer]) for question in asked.questions]


MINILM_PROVIDER = {"name": "minilm", "provider_type": "openai", "api_key": "none"}


async def place(api: httpx.AsyncClient, query: str, answer: str) -> int | None:
    wanted = {"query": query, "kinds": ["passage"], "limit": DEPTH}
    texts = [hit["text"] for hit in (await api.post("/v1/memory/search", json=wanted)).json()["hits"]]
    return texts.index(answer) + 1 if answer in texts else None


async def settled(api: httpx.AsyncClient) -> None:
    """All vectors are made, by the embedder that was chosen."""
    async with asyncio.timeout(600):
        while (await api.get("/v1/memory/embedding")).json()["state"] == "working":
            await asyncio.sleep(0.05)
    told = (await api.get("/v1/memory/embedding")).json()
    assert told["serving"] == told["handle"] and not any(
        each["pending"] for each in told["kinds"].values()
    ), told


@asynccontextmanager
async def space() -> AsyncIterator[httpx.AsyncClient]:
    """An empty one in memory. What it refuses is an error."""
    host = cpython.create_host(":memory:")
    transport = httpx.ASGITransport(create_app(host))
    async with httpx.AsyncClient(transport=transport, base_url="http://space", event_hooks=STRICT) as api:
        yield api
        await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})  # what requests left to be done
    await cpython.close(host)


async def _raise(response: httpx.Response) -> None:
    await response.aread()
    response.raise_for_status()


STRICT = {"response": [_raise]}


@contextmanager
def minilm() -> Iterator[str]:
    """The address of a server that has MiniLM. Downloads the model if it is not here yet."""
    python, model = build.minilm()
    command = [str(python), "-u", str(build.RETRIEVAL / "minilm_server.py"), str(model)]
    environment = {"PYTHONPATH": str(build.ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


@dataclass(frozen=True, slots=True)
class Quality:
    """A table of scores: a line for each way of searching, a column for each language."""

    asked: RetrievalSet
    ways: dict[str, Places]

    def score(self, way: str, language: str | None = None) -> Score:
        questions = zip(self.ways[way], self.asked.questions, strict=True)
        return Score.of([place for place, question in questions if language in (None, question.language)])

    def markdown(self) -> str:
        several = self.asked.languages if len(self.asked.languages) > 1 else []
        facts, questions = len(self.asked.facts), len(self.asked.questions)
        title = f"{self.asked.name}: {facts} facts, {questions} questions; R@1 / R@5 / MRR"
        rows = [[title, "all", *several], ["---"] + ["---:"] * (1 + len(several))]
        for way in self.ways:
            rows.append([way, *(str(self.score(way, language)) for language in (None, *several))])
        return "\n".join(f"| {' | '.join(row)} |" for row in rows)

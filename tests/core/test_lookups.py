"""Searches of agents whose embedder is on another server: they wait for it, and go by words where it fails."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from lettawasm.errors import Invalid
from lettawasm.model import ToolCall

TOOLS = ["archival_memory_search", "archival_memory_insert", "conversation_search"]
POINTS = {"pet": [1.0, 0.1], "dog": [1.0, 0.0], "stone": [0.0, 1.0]}


@dataclass
class Far:
    """An embedder that can't be asked at once."""

    handle: str = "far/embedder"
    dim: int = 2
    is_strong: bool = True
    fails: bool = False
    asked: list[str] = field(default_factory=list)

    async def embed(self, texts: Sequence[str]) -> list[Sequence[float]]:
        self.asked += texts
        if self.fails:
            raise Invalid("It is asleep")
        return [POINTS.get(text, [0.5, 0.5]) for text in texts]


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Far:
    embedder = Far()
    monkeypatch.setattr("lettawasm.catalog.Catalog.embedder", lambda self, handle, dim: embedder)
    return embedder


def look(query: str, tool: str = "archival_memory_search") -> ToolCall:
    return ToolCall("call-1", tool, json.dumps({"query": query}))


def told(talk) -> list[str]:
    return [one.text for message in talk.history() for one in message.tool_returns]


def served(talk, far: Far) -> None:
    """Let the far embedder's vectors serve."""
    archive = talk.store.archives.ensure(talk.agent.id, "x").id
    for note in ("stone", "dog"):
        talk.store.archival.insert(archive, note)
    talk.store.embedders.choose(far.handle, far.dim)
    pending = talk.store.vectors.pending("passage", far.handle, 10)
    talk.store.vectors.put("passage", far.handle, pending, [POINTS[text] for _, text in pending])
    talk.store.embedders.finish()


async def test_an_agents_search_waits_for_the_embedder(space, far):
    talk = await space(look("pet"), "It is a dog", tools=TOOLS)
    served(talk, far)
    await talk.say("Which pet?")
    [found] = told(talk)
    assert [hit["content"] for hit in json.loads(found)] == ["dog", "stone"]
    assert "pet" in far.asked


async def test_a_search_goes_by_words_where_the_embedder_fails(space, far):
    talk = await space(look("stone pet"), "A stone", tools=TOOLS)
    served(talk, far)
    far.fails = True
    await talk.say("Which pet?")
    [found] = told(talk)
    assert [hit["content"] for hit in json.loads(found)] == ["stone"]


async def test_arguments_that_cannot_be_read_are_told_without_asking_anyone(space, far):
    talk = await space(ToolCall("call-1", "archival_memory_search", '{"query": 7}'), "Sorry", tools=TOOLS)
    served(talk, far)
    await talk.say("Which pet?")
    [found] = told(talk)
    assert "query" in found
    assert far.asked == []


async def test_a_search_at_hand_asks_nobody_far(space, far):
    talk = await space(look("dog"), "A dog", tools=TOOLS)
    archive = talk.store.archives.ensure(talk.agent.id, "x").id
    talk.store.archival.insert(archive, "dog")
    await talk.say("Which pet?")
    [found] = told(talk)
    assert [hit["content"] for hit in json.loads(found)] == ["dog"]
    assert far.asked == []

"""Fills a space in bulk, through the store: agents with histories and passages of any length.

Words follow Zipf's law, as words do, so that a search finds about as much as it would in real prose.
"""

import asyncio
import itertools
import random
from pathlib import Path

from lettawasm import agents
from lettawasm.hosts.cpython import create_host
from lettawasm.model import Text
from lettawasm.runtime import Runtime
from lettawasm.schemas.agents import AgentCreate
from lettawasm.store.recall import CONVERSATION, OUTSIDE

STARTS, VOWELS, MIDDLES = "bdfglmnprstv", "aeiou", ("n", "rd", "st", "lk", "mber", "va")
ENDS = ("", "el", "os", "um", "ix")
VOCABULARY = ["".join(parts) for parts in itertools.product(STARTS, VOWELS, MIDDLES, ENDS)]
WEIGHTS = [1 / rank for rank in range(1, len(VOCABULARY) + 1)]
QUERY = " ".join(VOCABULARY[rank] for rank in (60, 120, 240))

AGENT = {
    "name": "Companion",
    "model": "lettawasm/offline",
    "memory_blocks": [
        {"label": "human", "value": "Name: Ada", "description": "What I know about the person."},
        {"label": "persona", "value": "I am a friendly companion.", "description": "Who I am."},
    ],
    "tools": ["archival_memory_insert", "archival_memory_search"],
}


class Seed:
    """An open space. Close it before anyone else opens the file; all of it is in that one file then."""

    def __init__(self, path: Path) -> None:
        self._host = create_host(str(path))
        self._runtime = Runtime(self._host)
        self._store = self._runtime.store
        self._random = random.Random(1)

    def agent(self, *, messages: int = 0, in_context: int = 100, passages: int = 0) -> str:
        """A new agent's id; the newest messages, as many as `in_context`, are what its model sees."""
        new = AgentCreate.model_validate(AGENT)
        agent_id = asyncio.run(agents.create(self._store, self._runtime.catalog, new)).id
        self._host.driver.transact(lambda: self._talk(agent_id, messages, in_context))
        self._host.driver.transact(lambda: self._note(agent_id, passages))
        return agent_id

    def embed(self) -> None:
        """Make the vectors of everything."""
        asyncio.run(self._embed())

    async def _embed(self) -> None:
        self._runtime.embeddings.wake(changed=True)
        while tasks := tuple(self._runtime._tasks):
            await asyncio.gather(*tasks)

    def close(self) -> None:
        self._host.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._host.driver.close()  # type: ignore[attr-defined]

    def _talk(self, agent_id: str, messages: int, in_context: int) -> None:
        for left, role in zip(range(messages, 0, -1), itertools.cycle(("user", "assistant")), strict=False):
            draft = self._store.recall.draft(agent_id, role, content=(Text(self._words(40)),))
            self._store.recall.append(draft, CONVERSATION if left <= in_context else OUTSIDE)

    def _note(self, agent_id: str, passages: int) -> None:
        for _ in range(passages):
            archive = self._store.archives.ensure(agent_id, "bench")
            self._store.archival.insert(archive.id, self._words(40))

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(VOCABULARY, WEIGHTS, k=count))

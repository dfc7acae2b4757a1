"""What agents of a Letta server keep in archives, page by page. An archive that they share there, they share here."""

import asyncio

from ..errors import NotFound
from ..schemas.archives import ArchiveCreate
from .letta_server import LettaServer
from .logbook import Json, Logbook
from .loose import moment, text, texts


class Keepings:
    def __init__(self, server: LettaServer, log: Logbook) -> None:
        self._server, self._log, self._store = server, log, log.store

    async def bring(self, progress: Json) -> None:
        """All passages that an agent can search."""
        told = await self._told(progress["remote_id"])
        path = f"/v1/agents/{progress['remote_id']}/archival-memory"

        def store(page: list[Json]) -> None:
            archive_id = self._archive(progress, told)
            for entry in page:
                progress["passages"] += self._passage(archive_id, entry)
            progress["after"]["passages"] = page[-1]["id"]
            self._log.note()

        async for page in self._server.pages(path, progress["after"].get("passages")):
            with self._store.because(self._log.cause):
                self._store.driver.transact(lambda page=page: store(page))  # type: ignore[misc]
            await asyncio.sleep(0)

    async def _told(self, agent_id: str) -> Json:
        """What the server says of the agent's archive."""
        try:
            found = await self._server.get("/v1/archives/", agent_id=agent_id)
        except NotFound:  # an older server knows no archives: the passages are the agent's own
            found = []
        first = found[0] if isinstance(found, list) and found else None
        return first if isinstance(first, dict) else {"id": f"archive of {agent_id}"}

    def _archive(self, progress: Json, told: Json) -> str:
        """The agent's archive here."""
        held = self._store.archives.of_agent(progress["id"])
        if held is not None:
            return held.id
        here = self._log.here(text(told, "id"), self._store.archives.get)
        if here is None:
            name = text(told, "name")[:256] or f"{progress['name'][:200]}'s Archive"
            here = self._store.archives.create(ArchiveCreate(name=name)).id
            self._log.arrived(text(told, "id"), here)
        self._store.archives.attach(progress["id"], here, is_owner=True)
        return here

    def _passage(self, archive_id: str, entry: Json) -> bool:
        """Store a passage, unless it is here already; tells whether it was stored."""
        remote_id, words, metadata = text(entry, "id"), text(entry, "text"), entry.get("metadata")
        if not words or self._log.here(remote_id, self._store.archival.get):
            return False
        made = self._store.archival.insert(
            archive_id,
            words,
            tags=tuple(texts(entry, "tags")),
            created_at=moment(entry.get("created_at")),
            metadata=metadata if isinstance(metadata, dict) else None,
        )
        self._log.arrived(remote_id, made.id)
        return True

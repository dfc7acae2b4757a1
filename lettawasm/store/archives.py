"""Archives, and which agents search them: an agent has at most one, and may share it with others."""

import json
from typing import Any

from ..db import atomic
from ..errors import Conflict, NotFound
from ..ports import Row
from ..schemas.archives import Archive, ArchiveCreate
from ..schemas.embeddings import asked_for
from .table import Page, Remembered, Where, marks, select_page, to_json


class Archives(Remembered):
    def create(self, new: ArchiveCreate) -> Archive:
        now = self.clock.now()
        archive = Archive(
            id=self.clock.new_id("archive"),
            name=new.name,
            description=new.description,
            metadata=new.metadata,
            embedding_config=asked_for(new.embedding_config, new.embedding),
            created_at=now,
            updated_at=now,
        )
        fields = [archive.id, *_fields(archive), now, now]
        self.driver.execute(
            "INSERT INTO archives (id, name, description, metadata, embedding_config, created_at, updated_at)"
            f" VALUES ({marks(fields)})",
            fields,
        )
        return archive

    def get(self, archive_id: str) -> Archive:
        rows = self.driver.execute("SELECT * FROM archives WHERE id = ?", [archive_id])
        if not rows:
            raise NotFound(f"Archive with id {archive_id} not found")
        return _archive(rows[0])

    def is_there(self, archive_id: str) -> bool:
        return bool(self.driver.execute("SELECT 1 FROM archives WHERE id = ?", [archive_id]))

    def find(self, page: Page, *, name: str | None = None, agent_id: str | None = None) -> list[Archive]:
        where = Where()
        where.equals("name", name)
        if agent_id is not None:
            where.add("id IN (SELECT archive_id FROM agent_archives WHERE agent_id = ?)", agent_id)
        return [_archive(row) for row in select_page(self.driver, "archives", where, page)]

    @atomic
    def update(self, archive_id: str, changes: dict[str, Any]) -> Archive:
        """Set the fields in `changes`; a name can't be taken away."""
        kept = {key: value for key, value in changes.items() if value is not None or key != "name"}
        archive = self.get(archive_id).model_copy(update={**kept, "updated_at": self.clock.now()})
        self.driver.execute(
            "UPDATE archives SET name = ?, description = ?, metadata = ?, embedding_config = ?, updated_at = ?"
            " WHERE id = ?",
            [*_fields(archive), archive.updated_at, archive_id],
        )
        return archive

    @atomic
    def delete(self, archive_id: str) -> None:
        """Delete an archive with its passages and all that these were. The agents that searched it have none then."""
        self.get(archive_id)
        searching = self.driver.execute(
            "SELECT agent_id FROM agent_archives WHERE archive_id = ?", [archive_id]
        )
        self.versions.drop("SELECT id FROM passages WHERE archive_id = ?", [archive_id])
        self.driver.execute("DELETE FROM archives WHERE id = ?", [archive_id])
        self.versions.touch("agent", *(row["agent_id"] for row in searching))

    # An agent's

    def of_agent(self, agent_id: str) -> Archive | None:
        rows = self.driver.execute(
            "SELECT archives.* FROM agent_archives JOIN archives ON archives.id = archive_id WHERE agent_id = ?",
            [agent_id],
        )
        return _archive(rows[0]) if rows else None

    @atomic
    def ensure(self, agent_id: str, agent_name: str) -> Archive:
        """The agent's archive, made on first use. One that was made so is its own, and goes when it goes."""
        if archive := self.of_agent(agent_id):
            return archive
        name = f"{agent_name[:200]}'s Archive"
        archive = self.create(ArchiveCreate(name=name, description="Made for the agent's first passage"))
        self._attach(agent_id, archive.id, is_owner=True)
        return archive

    @atomic
    def attach(self, agent_id: str, archive_id: str, *, is_owner: bool = False) -> None:
        """Let an agent search an archive, as its own if so. Raises Conflict when it has another one."""
        self.get(archive_id)
        held = self.of_agent(agent_id)
        if held is None:
            self._attach(agent_id, archive_id, is_owner=is_owner)
        elif held.id != archive_id:
            raise Conflict(f"Agent {agent_id} already has the archive {held.id}; detach that one first")

    @atomic
    def detach(self, agent_id: str, archive_id: str) -> None:
        held = self.of_agent(agent_id)
        if held is None or held.id != archive_id:
            raise NotFound(f"Archive with id {archive_id} is not attached to agent {agent_id}")
        self.driver.execute("DELETE FROM agent_archives WHERE agent_id = ?", [agent_id])
        self.versions.touch("agent", agent_id)

    def _attach(self, agent_id: str, archive_id: str, *, is_owner: bool) -> None:
        self.driver.execute(
            "INSERT INTO agent_archives (agent_id, archive_id, is_owner) VALUES (?, ?, ?)",
            [agent_id, archive_id, int(is_owner)],
        )
        self.versions.touch("agent", agent_id)


def _fields(archive: Archive) -> list[Any]:
    config = archive.embedding_config
    return [
        archive.name,
        archive.description,
        None if archive.metadata is None else to_json(archive.metadata),
        None if config is None else config.model_dump_json(),
    ]


def _archive(row: Row) -> Archive:
    parsed = {key: row[key] and json.loads(row[key]) for key in ("metadata", "embedding_config")}
    return Archive.model_validate({**row, **parsed})

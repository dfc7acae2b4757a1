"""Folders, and which agents may read in them."""

import json
from typing import Any

from ..db import atomic
from ..errors import Conflict, NotFound
from ..ports import Row
from ..schemas.embeddings import asked_for
from ..schemas.folders import FOUND_BY_WORDS, Folder, FolderCreate
from .table import Page, Table, Where, marks, select_page, to_json

_REQUIRED = ("name", "embedding_config")


class Folders(Table):
    @atomic
    def create(self, new: FolderCreate) -> Folder:
        """Make a folder. Raises Conflict when there is one of that name."""
        self._check_name_is_free(new.name)
        config = asked_for(new.embedding_config, new.embedding) or FOUND_BY_WORDS
        if new.embedding_chunk_size is not None:
            config = config.model_copy(update={"embedding_chunk_size": new.embedding_chunk_size})
        now = self.clock.now()
        folder = Folder(
            id=self.clock.new_id("source"),
            name=new.name,
            description=new.description,
            instructions=new.instructions,
            metadata=new.metadata,
            embedding_config=config,
            created_at=now,
            updated_at=now,
        )
        fields = [folder.id, *_fields(folder), now, now]
        self.driver.execute(
            "INSERT INTO folders (id, name, description, instructions, metadata, embedding_config, created_at,"
            f" updated_at) VALUES ({marks(fields)})",
            fields,
        )
        return folder

    def get(self, folder_id: str) -> Folder:
        rows = self.driver.execute("SELECT * FROM folders WHERE id = ?", [folder_id])
        if not rows:
            raise NotFound(f"Folder with id {folder_id} not found")
        return folder_of(rows[0])

    def named(self, name: str) -> Folder | None:
        rows = self.driver.execute("SELECT * FROM folders WHERE name = ?", [name])
        return folder_of(rows[0]) if rows else None

    def find(self, page: Page, *, name: str | None = None) -> list[Folder]:
        where = Where()
        where.equals("name", name)
        return [folder_of(row) for row in select_page(self.driver, "folders", where, page)]

    def count(self) -> int:
        return int(self.driver.execute("SELECT count(*) AS n FROM folders")[0]["n"])

    @atomic
    def update(self, folder_id: str, changes: dict[str, Any]) -> Folder:
        """Set the fields in `changes`. Raises Conflict for a name that another folder has."""
        old = self.get(folder_id)
        kept = {key: value for key, value in changes.items() if value is not None or key not in _REQUIRED}
        folder = Folder.model_validate({**old.model_dump(), **kept, "updated_at": self.clock.now()})
        if folder.name != old.name:
            self._check_name_is_free(folder.name)
        self.driver.execute(
            "UPDATE folders SET name = ?, description = ?, instructions = ?, metadata = ?, embedding_config = ?,"
            " updated_at = ? WHERE id = ?",
            [*_fields(folder), folder.updated_at, folder_id],
        )
        return folder

    @atomic
    def delete(self, folder_id: str) -> None:
        """Delete a folder with its files."""
        self.get(folder_id)
        self.driver.execute("DELETE FROM folders WHERE id = ?", [folder_id])

    # An agent's, in the order they were attached, which is their order in the prompt.

    def of_agent(self, agent_id: str) -> list[Folder]:
        rows = self.driver.execute(
            "SELECT folders.* FROM agent_folders JOIN folders ON folders.id = folder_id WHERE agent_id = ?"
            " ORDER BY agent_folders.seq",
            [agent_id],
        )
        return [folder_of(row) for row in rows]

    def page_of_agent(self, agent_id: str, page: Page) -> list[Folder]:
        where = Where()
        where.add("id IN (SELECT folder_id FROM agent_folders WHERE agent_id = ?)", agent_id)
        return [folder_of(row) for row in select_page(self.driver, "folders", where, page)]

    def agents(self, folder_id: str) -> list[str]:
        """Ids of the agents that may read in a folder."""
        sql = "SELECT agent_id FROM agent_folders WHERE folder_id = ? ORDER BY seq"
        return [row["agent_id"] for row in self.driver.execute(sql, [folder_id])]

    def attach(self, agent_id: str, folder_id: str) -> None:
        sql = "INSERT OR IGNORE INTO agent_folders (agent_id, folder_id) VALUES (?, ?)"
        self.driver.execute(sql, [agent_id, self.get(folder_id).id])

    @atomic
    def detach(self, agent_id: str, folder_id: str) -> None:
        """Take a folder away from an agent, and forget what it had open there. Raises NotFound."""
        if agent_id not in self.agents(folder_id):
            raise NotFound(f"Folder with id {folder_id} is not attached to agent {agent_id}")
        self.driver.execute(
            "DELETE FROM agent_files WHERE agent_id = ? AND file_id IN (SELECT id FROM files WHERE folder_id = ?)",
            [agent_id, folder_id],
        )
        sql = "DELETE FROM agent_folders WHERE agent_id = ? AND folder_id = ?"
        self.driver.execute(sql, [agent_id, folder_id])

    def _check_name_is_free(self, name: str) -> None:
        if self.named(name):
            raise Conflict(f"There is a folder called {name!r} already")


def _fields(folder: Folder) -> list[Any]:
    metadata = None if folder.metadata is None else to_json(folder.metadata)
    config = folder.embedding_config.model_dump_json()
    return [folder.name, folder.description, folder.instructions, metadata, config]


def folder_of(row: Row) -> Folder:
    parsed = {key: row[key] and json.loads(row[key]) for key in ("metadata", "embedding_config")}
    return Folder.model_validate({**row, **parsed})

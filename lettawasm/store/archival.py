"""Archival memory: passages of text an agent searches, held in archives."""

import json
from collections.abc import Sequence
from typing import Any

from ..db import atomic
from ..errors import NotFound
from ..ports import Row
from ..schemas.filters import Filters
from ..schemas.passages import Passage
from .filters import where_of
from .table import Page, Remembered, numbered, select_page, to_json

_MOST_TWINS = 20  # of one text


class Archival(Remembered):
    @atomic
    def insert(
        self,
        archive_id: str,
        text: str,
        *,
        tags: tuple[str, ...] = (),
        created_at: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> Passage:
        now = self.clock.now()
        passage = Passage(
            id=self.clock.new_id("passage"),
            text=text,
            archive_id=archive_id,
            tags=list(dict.fromkeys(tags)),
            metadata=metadata or {},
            created_at=created_at or now,
            updated_at=now,
        )
        self._write(passage, is_new=True)
        return passage

    def _write(self, passage: Passage, *, is_new: bool = False) -> None:
        self.driver.execute(
            "INSERT INTO passages (id, archive_id, text, tags, metadata, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                *(passage.id, passage.archive_id, passage.text, to_json(passage.tags)),
                *(to_json(passage.metadata), passage.created_at, passage.updated_at),
            ],
        )
        for tag in passage.tags:
            self.driver.execute(
                "INSERT INTO passage_tags (archive_id, tag, passage_id) VALUES (?, ?, ?)",
                [passage.archive_id, tag, passage.id],
            )
        told = passage.model_dump(include={"archive_id", "text", "tags", "metadata", "created_at"})
        self.versions.set("passage", passage.id, told, is_new=is_new)

    def get(self, passage_id: str) -> Passage:
        rows = self.driver.execute("SELECT * FROM passages WHERE id = ?", [passage_id])
        if not rows:
            raise NotFound(f"Passage with id {passage_id} not found in database.")
        return _passage(rows[0])

    def is_there(self, passage_id: str) -> bool:
        return bool(self.driver.execute("SELECT 1 FROM passages WHERE id = ?", [passage_id]))

    @atomic
    def put(self, passage_id: str, state: dict[str, Any]) -> None:
        """Let a passage be in a state that it had. One that is there is taken out first: its words are indexed."""
        self.driver.execute("DELETE FROM passages WHERE id = ?", [passage_id])
        self._write(Passage(id=passage_id, updated_at=self.clock.now(), **state))

    def find(
        self, archive_id: str, page: Page, *, search: str | None = None, filters: Filters | None = None
    ) -> list[Passage]:
        where = where_of("passage", filters or Filters())
        where.add("archive_id = ?", archive_id)
        if search:
            where.add("instr(lower(text), lower(?)) > 0", search)
        return [_passage(row) for row in select_page(self.driver, "passages", where, page)]

    @atomic
    def delete(self, archive_id: str, passage_id: str) -> None:
        if self.get(passage_id).archive_id != archive_id:
            raise NotFound(f"Passage with id {passage_id} not found in database.")
        self.driver.execute("DELETE FROM passages WHERE id = ?", [passage_id])
        self.versions.touch("passage", passage_id)

    def numbered(self, seqs: Sequence[int]) -> dict[int, Passage]:
        """Passages by the numbers of their rows, in this order."""
        return {row["seq"]: _passage(row) for row in numbered(self.driver, "passages", seqs)}

    def count(self, agent_id: str) -> int:
        """How many passages the agent can search."""
        rows = self.driver.execute(
            "SELECT count(*) AS n FROM passages WHERE archive_id IN"
            " (SELECT archive_id FROM agent_archives WHERE agent_id = ?)",
            [agent_id],
        )
        return int(rows[0]["n"])

    def tag_counts(self, archive_id: str) -> dict[str, int]:
        """On how many passages each tag stands, that on the most first."""
        rows = self.driver.execute(
            "SELECT tag, count(*) AS n FROM passage_tags WHERE archive_id = ? GROUP BY tag ORDER BY n DESC, tag",
            [archive_id],
        )
        return {row["tag"]: row["n"] for row in rows}

    def twins(self, archive_id: str, most: int) -> list[list[Passage]]:
        """Passages that have the same text but for capitals and the space around it, the oldest of each text first."""
        rows = self.driver.execute(
            "SELECT group_concat(seq) AS seqs FROM passages WHERE archive_id = ? GROUP BY lower(trim(text))"
            " HAVING count(*) > 1 ORDER BY min(seq) LIMIT ?",
            [archive_id, most],
        )
        groups = [sorted(map(int, row["seqs"].split(",")))[:_MOST_TWINS] for row in rows]
        return [list(self.numbered(seqs).values()) for seqs in groups]

    def tags(self, agent_id: str) -> list[str]:
        """The tags on the agent's passages, at most 100 of them. Steps from tag to tag, past all their passages."""
        archive = "(SELECT archive_id FROM agent_archives WHERE agent_id = ?1)"
        rows = self.driver.execute(
            f"WITH RECURSIVE tags (tag) AS (SELECT min(tag) FROM passage_tags WHERE archive_id = {archive} UNION ALL"
            f" SELECT (SELECT min(tag) FROM passage_tags WHERE archive_id = {archive} AND tag > tags.tag)"
            " FROM tags WHERE tag IS NOT NULL LIMIT 100) SELECT tag FROM tags WHERE tag IS NOT NULL",
            [agent_id],
        )
        return [row["tag"] for row in rows]


def _passage(row: Row) -> Passage:
    return Passage(
        id=row["id"],
        text=row["text"],
        archive_id=row["archive_id"],
        tags=json.loads(row["tags"]),
        metadata=json.loads(row["metadata"]),
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )

"""Files and their texts, which are kept and found in pieces."""

from dataclasses import dataclass

from ..db import atomic
from ..documents.chunks import SIZE, chunks
from ..documents.view import lines_of
from ..errors import NotFound
from ..ports import Row
from ..schemas.folders import File, FileStats, FolderStats
from ..search import terms
from .table import Page, Table, Where, marks, numbered, select_page
from .table import chunks as in_few
from .words import Source

_AT_ONCE = 20  # chunks read for a view


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file that has some of the words looked for; `place` is its number from 0."""

    path: str
    place: int
    text: str


class Files(Table):
    @atomic
    def add(self, folder_id: str, name: str, original_name: str, kind: str, size: int, text: str) -> File:
        """Store a file with its text. Its name must be free in the folder."""
        now, pieces = self.clock.now(), chunks(text)
        file = File(
            id=self.clock.new_id("file"),
            source_id=folder_id,
            file_name=name,
            original_file_name=original_name,
            file_type=kind,
            file_size=size,
            total_chunks=len(pieces),
            chunks_embedded=len(pieces),
            created_at=now,
            updated_at=now,
            lines=len(lines_of(text)),
        )
        fields = [file.id, folder_id, name, original_name, kind, size, file.lines, len(pieces), now, now]
        self.driver.execute(
            "INSERT INTO files (id, folder_id, name, original_name, kind, size, lines, chunks, created_at, updated_at)"
            f" VALUES ({marks(fields)})",
            fields,
        )
        for place, piece in enumerate(pieces):
            sql = "INSERT INTO file_chunks (file_id, place, first_line, text) VALUES (?, ?, ?, ?)"
            self.driver.execute(sql, [file.id, place, piece.first_line, piece.text])
        return file

    def get(self, folder_id: str, file_id: str) -> File:
        rows = self.driver.execute("SELECT * FROM files WHERE id = ? AND folder_id = ?", [file_id, folder_id])
        if not rows:
            raise NotFound(f"File with id {file_id} not found in folder {folder_id}")
        return file_of(rows[0])

    def named(self, folder_id: str, name: str) -> File | None:
        rows = self.driver.execute("SELECT * FROM files WHERE folder_id = ? AND name = ?", [folder_id, name])
        return file_of(rows[0]) if rows else None

    def find(self, folder_id: str, page: Page) -> list[File]:
        where = Where()
        where.add("folder_id = ?", folder_id)
        return [file_of(row) for row in select_page(self.driver, "files", where, page)]

    def count(self, folder_id: str) -> int:
        return int(
            self.driver.execute("SELECT count(*) AS n FROM files WHERE folder_id = ?", [folder_id])[0]["n"]
        )

    def stats(self, *, with_files: bool = False) -> list[FolderStats]:
        """How much there is in each folder, by their names."""
        rows = self.driver.execute(
            "SELECT folders.id AS source_id, folders.name AS source_name, count(files.id) AS file_count,"
            " coalesce(sum(size), 0) AS total_size FROM folders LEFT JOIN files ON folder_id = folders.id"
            " GROUP BY folders.id ORDER BY folders.name"
        )
        stats = [FolderStats.model_validate(row) for row in rows]
        if with_files:
            by_folder = {one.source_id: one for one in stats}
            sql = "SELECT folder_id, id AS file_id, name AS file_name, size AS file_size FROM files ORDER BY seq"
            for row in self.driver.execute(sql):
                by_folder[row["folder_id"]].files.append(FileStats.model_validate(row))
        return stats

    def delete(self, file_id: str) -> None:
        self.driver.execute("DELETE FROM files WHERE id = ?", [file_id])

    # Texts

    def text(self, file_id: str) -> str:
        sql = "SELECT text FROM file_chunks WHERE file_id = ? ORDER BY place"
        return "".join(row["text"] for row in self.driver.execute(sql, [file_id]))

    def lines(self, file_id: str, first: int, end: int | None, most_characters: int) -> list[str]:
        """The lines from `first`, counted from 0, up to but without `end`; no more than has that many characters."""
        sql = "SELECT coalesce(max(place), 0) AS place FROM file_chunks WHERE file_id = ? AND first_line < ?"
        place = self.driver.execute(sql, [file_id, first])[0]["place"]
        rows = self._chunks(file_id, place)
        skipped = first - rows[0]["first_line"] if rows else 0
        text = "".join(row["text"] for row in rows)
        while len(rows) == _AT_ONCE and not _reaches(text, end and skipped + end - first, most_characters):
            place += _AT_ONCE
            rows = self._chunks(file_id, place)
            text += "".join(row["text"] for row in rows)
        lines = lines_of(text)[skipped:]
        return lines if end is None else lines[: max(0, end - first)]

    def _chunks(self, file_id: str, place: int) -> list[Row]:
        sql = (
            "SELECT first_line, text FROM file_chunks WHERE file_id = ? AND place >= ? ORDER BY place LIMIT ?"
        )
        return self.driver.execute(sql, [file_id, place, _AT_ONCE])

    def search(self, agent_id: str, query: str, limit: int) -> list[Piece]:
        """The pieces of an agent's files that have some of the query's words, the best first."""
        where = Where()
        where.add("file_chunks.file_id IN (SELECT id FROM known_files WHERE agent_id = ?)", agent_id)
        found = Source(self.driver, "file_chunks").by_terms(terms(query), where, limit)
        rows = numbered(self.driver, "file_chunks", [seq for seq, _ in found])
        paths: dict[str, str] = {}
        for few in in_few(sorted({row["file_id"] for row in rows})):
            sql = f"SELECT id, folder_name, name FROM known_files WHERE agent_id = ? AND id IN ({marks(few)})"
            named = self.driver.execute(sql, [agent_id, *few])
            paths |= {row["id"]: f"{row['folder_name']}/{row['name']}" for row in named}
        return [Piece(paths[row["file_id"]], row["place"], row["text"]) for row in rows]


def _reaches(text: str, lines: int | None, most_characters: int) -> bool:
    """Whether a text that begins at most one chunk early has that many lines or characters."""
    return len(text) >= SIZE + most_characters or (lines is not None and text.count("\n") >= lines)


def file_of(row: Row) -> File:
    return File(
        id=row["id"],
        source_id=row["folder_id"],
        file_name=row["name"],
        original_file_name=row["original_name"],
        file_type=row["kind"],
        file_size=row["size"],
        total_chunks=row["chunks"],
        chunks_embedded=row["chunks"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        lines=row["lines"],
    )

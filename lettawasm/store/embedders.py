"""Who makes the space's vectors: the embedder that was chosen, and the one whose vectors serve until that is done."""

from dataclasses import dataclass

from ..db import atomic
from ..ports import Row
from .table import Table


@dataclass(frozen=True, slots=True)
class Entry:
    """`error` is what went wrong last, as a sentence for a person."""

    handle: str
    dim: int
    is_chosen: bool
    is_serving: bool
    error: str | None


class Embedders(Table):
    def chosen(self) -> Entry | None:
        return self._one("is_chosen")

    def serving(self) -> Entry | None:
        return self._one("is_serving")

    @atomic
    def choose(self, handle: str | None, dim: int = 0) -> None:
        """Let `handle` make vectors from now on; those of the old one serve until `finish`. With None, search goes by
        words alone, and all vectors are forgotten.
        """
        if handle is None:
            self.driver.execute("DELETE FROM embedders")
            return
        self.driver.execute("DELETE FROM embedders WHERE NOT is_serving AND handle <> ?", [handle])
        self.driver.execute("DELETE FROM embedders WHERE handle = ? AND dim <> ?", [handle, dim])
        self.driver.execute("UPDATE embedders SET is_chosen = 0, error = NULL")
        self.driver.execute(
            "INSERT INTO embedders (handle, dim, is_chosen, is_serving)"
            " SELECT ?, ?, 1, NOT EXISTS (SELECT 1 FROM embedders WHERE is_serving)"
            " ON CONFLICT DO UPDATE SET is_chosen = 1",
            [handle, dim],
        )

    @atomic
    def finish(self) -> None:
        """Let the chosen one's vectors serve, and forget all others."""
        self.driver.execute("DELETE FROM embedders WHERE NOT is_chosen")
        self.driver.execute("UPDATE embedders SET is_serving = 1, error = NULL")

    def note(self, handle: str, error: str | None) -> None:
        self.driver.execute(
            "UPDATE embedders SET error = ? WHERE handle = ? AND error IS NOT ?", [error, handle, error]
        )

    def _one(self, role: str) -> Entry | None:
        rows = self.driver.execute(f"SELECT * FROM embedders WHERE {role}")
        return _entry(rows[0]) if rows else None


def _entry(row: Row) -> Entry:
    return Entry(row["handle"], row["dim"], bool(row["is_chosen"]), bool(row["is_serving"]), row["error"])

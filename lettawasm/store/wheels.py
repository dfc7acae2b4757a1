"""Packages that were fetched for tools, each under the index that it came from: another index may lie about a name."""

from ..db import atomic
from .table import Table

_PART = 1_000_000  # bytes; a value may have two million


class Wheels(Table):
    def names(self, source: str) -> list[str]:
        rows = self.driver.execute("SELECT name FROM wheels WHERE source = ? AND part = 0", [source])
        return [row["name"] for row in rows]

    def read(self, source: str, name: str) -> bytes:
        sql = "SELECT data FROM wheels WHERE source = ? AND name = ? ORDER BY part"
        return b"".join(bytes(row["data"]) for row in self.driver.execute(sql, [source, name]))

    @atomic
    def put(self, source: str, name: str, data: bytes) -> None:
        self.driver.execute("DELETE FROM wheels WHERE source = ? AND name = ?", [source, name])
        for part, start in enumerate(range(0, len(data), _PART)):
            self.driver.execute(
                "INSERT INTO wheels (source, name, part, data) VALUES (?, ?, ?, ?)",
                [source, name, part, data[start : start + _PART]],
            )

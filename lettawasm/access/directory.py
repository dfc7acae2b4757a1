"""The list of spaces: their names, and since when they are there. What is in them it can't see."""

import re
from dataclasses import dataclass

from ..bearer import SPACE_PATTERN
from ..errors import Conflict, NotFound
from ..ports import Clock, Driver, Row

_TABLE = """CREATE TABLE IF NOT EXISTS spaces (
    name TEXT PRIMARY KEY, created_at TEXT NOT NULL) WITHOUT ROWID"""


@dataclass(frozen=True, slots=True)
class Space:
    name: str
    created_at: str


class Directory:
    def __init__(self, driver: Driver, clock: Clock) -> None:
        self.driver, self.clock = driver, clock
        driver.execute(_TABLE)

    def create(self, name: str) -> Space:
        """Raises Conflict when the name is taken."""
        if self._row(name):
            raise Conflict(f"A space named '{name}' already exists")
        self.driver.execute("INSERT INTO spaces (name, created_at) VALUES (?, ?)", [name, self.clock.now()])
        return self.get(name)

    def get(self, name: str) -> Space:
        if (row := self._row(name)) is None:
            raise NotFound(f"No space named '{name}'")
        return Space(**row)

    def find(self, limit: int, after: str | None = None) -> list[Space]:
        """Spaces by name, those that follow the name `after`."""
        sql = "SELECT * FROM spaces WHERE name > ? ORDER BY name LIMIT ?"
        return [Space(**row) for row in self.driver.execute(sql, [after or "", limit])]

    def delete(self, name: str) -> None:
        self.get(name)
        self.driver.execute("DELETE FROM spaces WHERE name = ?", [name])

    def _row(self, name: str) -> Row | None:
        if not re.fullmatch(SPACE_PATTERN, name):
            return None
        rows = self.driver.execute("SELECT * FROM spaces WHERE name = ?", [name])
        return rows[0] if rows else None

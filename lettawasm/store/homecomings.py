"""What people brought along: imports and migrations, and what each thing of theirs became here.

A thing is known by an `origin` (a format and the agent it went to, or a server) and a `key` within it; so it comes
once, however often it is sent.
"""

import json
from collections.abc import Sequence
from typing import Any

from ..errors import NotFound
from ..ports import Row
from ..schemas.homecoming import Homecoming, HomecomingKind, HomecomingState
from .table import Page, Table, Where, chunks, marks, select_page, to_json


class Homecomings(Table):
    def create(self, kind: HomecomingKind, source: str, report: dict[str, Any]) -> Homecoming:
        now, new_id = self.clock.now(), self.clock.new_id(kind)
        self.driver.execute(
            "INSERT INTO homecomings (id, kind, source, state, report, created_at, updated_at)"
            " VALUES (?, ?, ?, 'running', ?, ?, ?)",
            [new_id, kind, source, to_json(report), now, now],
        )
        return self.get(new_id)

    def get(self, homecoming_id: str) -> Homecoming:
        rows = self.driver.execute("SELECT * FROM homecomings WHERE id = ?", [homecoming_id])
        if not rows:
            raise NotFound(f"No {homecoming_id.partition('-')[0]} with id '{homecoming_id}'")
        return _homecoming(rows[0])

    def find(self, kind: HomecomingKind, page: Page) -> list[Homecoming]:
        where = Where()
        where.equals("kind", kind)
        return [_homecoming(row) for row in select_page(self.driver, "homecomings", where, page)]

    def of_source(self, source: str) -> list[Homecoming]:
        """Those that brought something of this source, the newest first."""
        sql = "SELECT * FROM homecomings WHERE source = ? ORDER BY seq DESC"
        return [_homecoming(row) for row in self.driver.execute(sql, [source])]

    def note(self, homecoming_id: str, state: HomecomingState, report: dict[str, Any]) -> Homecoming:
        """Remember how far it has come."""
        self.driver.execute(
            "UPDATE homecomings SET state = ?, report = ?, updated_at = ? WHERE id = ?",
            [state, to_json(report), self.clock.now(), homecoming_id],
        )
        return self.get(homecoming_id)

    def delete(self, homecoming_id: str) -> None:
        """Forget that it was. What it brought stays, and what became of it stays known."""
        self.get(homecoming_id)
        self.driver.execute("DELETE FROM homecomings WHERE id = ?", [homecoming_id])

    # What things became

    def became(self, origin: str, key: str) -> str | None:
        """The id here of a thing that has come before."""
        return self.became_all(origin, [key]).get(key)

    def became_all(self, origin: str, keys: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for few in chunks(keys):
            sql = f"SELECT key, object_id FROM arrivals WHERE origin = ? AND key IN ({marks(few)})"
            found |= {row["key"]: row["object_id"] for row in self.driver.execute(sql, [origin, *few])}
        return found

    def arrived(self, origin: str, key: str, object_id: str) -> None:
        """Remember what a thing became. What it became before counts no more."""
        self.driver.execute(
            "INSERT OR REPLACE INTO arrivals (origin, key, object_id) VALUES (?, ?, ?)",
            [origin, key, object_id],
        )


def _homecoming(row: Row) -> Homecoming:
    return Homecoming(**{**row, "report": json.loads(row["report"])})

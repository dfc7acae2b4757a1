"""The copies of this space, wherever they are, and when the space last changed."""

import json

from ..db import atomic
from ..errors import NotFound
from ..ports import Row
from ..schemas.copies import Checked, Copy, CopyCreate
from .table import Table

MOST = 500  # that are remembered

# What has versions tells of every change; messages only ever come; the rest is short.
_LAST = (
    "SELECT max(created_at) FROM versions",
    "SELECT created_at FROM messages WHERE seq = (SELECT max(seq) FROM messages)",
    "SELECT max(updated_at) FROM tools WHERE tool_type = 'custom'",
    *(
        f"SELECT max(updated_at) FROM {table}"
        for table in "conversations archives folders files projects identities agent_groups".split()
    ),
)
# No compound SELECT: a Durable Object's SQLite takes five terms of one.
_CHANGED = "SELECT max({}) AS at".format(", ".join(f"coalesce(({last}), '')" for last in _LAST))


class Copies(Table):
    def find(self) -> list[Copy]:
        """All, the newest first."""
        return [_copy(row) for row in self.driver.execute("SELECT * FROM copies ORDER BY seq DESC")]

    def get(self, copy_id: str) -> Copy:
        rows = self.driver.execute("SELECT * FROM copies WHERE id = ?", [copy_id])
        if not rows:
            raise NotFound(f"No copy with id '{copy_id}'")
        return _copy(rows[0])

    @atomic
    def add(self, new: CopyCreate) -> Copy:
        """Remember a copy, or that one could not be written: of such only a place's last try is worth knowing."""
        now, new_id = self.clock.now(), self.clock.new_id("copy")
        self.driver.execute(
            "DELETE FROM copies WHERE kind = ? AND place = ? AND problem IS NOT NULL", [new.kind, new.place]
        )
        self.driver.execute(
            "INSERT INTO copies (id, kind, place, name, size, made_at, created_at, problem)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [new_id, new.kind, new.place, new.name, new.size, new.made_at or now, now, new.problem],
        )
        self.driver.execute("DELETE FROM copies WHERE seq <= (SELECT max(seq) FROM copies) - ?", [MOST])
        return self.get(new_id)

    def note(self, copy_id: str, checked: Checked) -> Copy:
        """Remember what a test restore found."""
        self.driver.execute(
            "UPDATE copies SET checked_at = ?, checked = ? WHERE id = ?",
            [checked.checked_at, checked.model_dump_json(), copy_id],
        )
        return self.get(copy_id)

    def delete(self, copy_id: str) -> None:
        """Forget a copy. Wherever it is, it stays there."""
        self.get(copy_id)
        self.driver.execute("DELETE FROM copies WHERE id = ?", [copy_id])

    def changed_at(self) -> str | None:
        """When something that a backup holds was last made or changed. What is deleted doesn't count: a copy that
        holds more is no worse.
        """
        return self.driver.execute(_CHANGED)[0]["at"] or None


def _copy(row: Row) -> Copy:
    return Copy.model_validate({**row, "checked": row["checked"] and json.loads(row["checked"])})

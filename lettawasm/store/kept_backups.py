"""Backups of other spaces that are kept here, byte for byte. What is in them is nothing to this space."""

from collections.abc import Iterator

from ..db import atomic
from ..errors import NotFound
from ..schemas.copies import KeptBackup
from .table import Page, Table, Where, select_page

_PART = 1_000_000  # bytes; a value may have two million


class KeptBackups(Table):
    @atomic
    def put(self, name: str, data: bytes) -> KeptBackup:
        new_id = self.clock.new_id("backup")
        self.driver.execute(
            "INSERT INTO backups (id, name, size, created_at) VALUES (?, ?, ?, ?)",
            [new_id, name, len(data), self.clock.now()],
        )
        for part, start in enumerate(range(0, len(data), _PART)):
            self.driver.execute(
                "INSERT INTO backup_parts (backup_id, part, data) VALUES (?, ?, ?)",
                [new_id, part, data[start : start + _PART]],
            )
        return self.get(new_id)

    def get(self, backup_id: str) -> KeptBackup:
        rows = self.driver.execute("SELECT * FROM backups WHERE id = ?", [backup_id])
        if not rows:
            raise NotFound(f"No backup with id '{backup_id}'")
        return KeptBackup.model_validate(rows[0])

    def find(self, page: Page) -> list[KeptBackup]:
        return [KeptBackup.model_validate(row) for row in select_page(self.driver, "backups", Where(), page)]

    def parts(self, backup_id: str) -> Iterator[bytes]:
        """Its bytes, a part at a time."""
        sql, part = "SELECT data FROM backup_parts WHERE backup_id = ? AND part = ?", 0
        while rows := self.driver.execute(sql, [backup_id, part]):
            yield bytes(rows[0]["data"])
            part += 1

    @atomic
    def delete(self, backup_id: str) -> None:
        self.get(backup_id)
        self.driver.execute("DELETE FROM backup_parts WHERE backup_id = ?", [backup_id])
        self.driver.execute("DELETE FROM backups WHERE id = ?", [backup_id])

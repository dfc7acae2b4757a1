"""The vault as it is stored: a wrapped key, and what is sealed with it. Without the passphrase nobody can read it."""

from dataclasses import dataclass
from typing import Any

from ..db import atomic
from ..errors import Conflict, NotFound
from ..ports import Row
from ..schemas.secrets import Owner, Use
from .table import Table

_SAME = "kind = ? AND owner = ? AND name = ? AND host = ?"


@dataclass(frozen=True, slots=True)
class Lid:
    """What keeps the vault shut. `wrong_tries` were made since it was opened last, the newest at `tried_at`."""

    wrapped_key: bytes
    idle_minutes: int
    wrong_tries: int
    tried_at: str | None
    created_at: str


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    use: Use
    sealed: bytes
    created_at: str
    updated_at: str


class Vault(Table):
    def lid(self) -> Lid | None:
        """None as long as there is no vault."""
        rows = self.driver.execute("SELECT * FROM vault")
        if not rows:
            return None
        row = rows[0]
        known = {name: row[name] for name in ("idle_minutes", "wrong_tries", "tried_at", "created_at")}
        return Lid(bytes(row["wrapped_key"]), **known)

    @atomic
    def create(self, wrapped_key: bytes, idle_minutes: int) -> None:
        if self.lid():
            raise Conflict("CONFLICT: There is a vault already")
        self.driver.execute(
            "INSERT INTO vault (slot, wrapped_key, idle_minutes, created_at) VALUES (1, ?, ?, ?)",
            [wrapped_key, idle_minutes, self.clock.now()],
        )

    def rewrap(self, old: bytes, new: bytes) -> None:
        """Wrap the key anew: in one statement, so that one of the two opens it whatever happens. Raises Conflict if it
        isn't wrapped like that any more.
        """
        renew = "UPDATE vault SET wrapped_key = ? WHERE wrapped_key = ? RETURNING slot"
        if not self.driver.execute(renew, [new, old]):
            raise Conflict("CONFLICT: The vault was forgotten while its passphrase was being changed")

    def set_idle_minutes(self, minutes: int) -> None:
        self.driver.execute("UPDATE vault SET idle_minutes = ?", [minutes])

    def note_wrong_try(self) -> None:
        self.driver.execute(
            "UPDATE vault SET wrong_tries = wrong_tries + 1, tried_at = ?", [self.clock.now()]
        )

    def note_right_try(self) -> None:
        self.driver.execute("UPDATE vault SET wrong_tries = 0, tried_at = NULL WHERE wrong_tries > 0")

    @atomic
    def delete(self) -> None:
        self.driver.execute("DELETE FROM vault_entries")
        self.driver.execute("DELETE FROM vault")

    # Entries

    def entries(self) -> list[Entry]:
        return [_entry(row) for row in self.driver.execute("SELECT * FROM vault_entries ORDER BY seq")]

    def holds(self, use: Use) -> bool:
        return bool(self.driver.execute(f"SELECT 1 FROM vault_entries WHERE {_SAME}", _row(use)))

    @atomic
    def put(self, use: Use, sealed: bytes) -> Entry:
        now = self.clock.now()
        self.driver.execute(
            "INSERT INTO vault_entries (id, kind, owner, name, host, sealed, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at",
            [self.clock.new_id("secret"), *_row(use), sealed, now, now],
        )
        return _entry(self.driver.execute(f"SELECT * FROM vault_entries WHERE {_SAME}", _row(use))[0])

    def forget(self, entry_id: str) -> Use:
        """Delete an entry. Raises NotFound."""
        rows = self.driver.execute("DELETE FROM vault_entries WHERE id = ? RETURNING *", [entry_id])
        if not rows:
            raise NotFound(f"The vault has no entry with id {entry_id}")
        return _entry(rows[0]).use

    def forget_owner(self, kind: Owner, owner: str, name: str | None = None) -> list[Use]:
        """Delete an owner's entries, or those of one name. Tells what for they were."""
        rows = self.driver.execute(
            "DELETE FROM vault_entries WHERE kind = ? AND owner = ? AND name = COALESCE(?, name) RETURNING *",
            [kind, owner, name],
        )
        return [_entry(row).use for row in rows]


def _row(use: Use) -> list[Any]:
    return [use.kind, use.owner, use.name, use.host]


def _entry(row: Row) -> Entry:
    use = Use(row["kind"], row["owner"], row["name"], row["host"])
    return Entry(row["id"], use, bytes(row["sealed"]), row["created_at"], row["updated_at"])

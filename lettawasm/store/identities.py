"""Identities, and the agents and blocks that belong to them."""

import json
from collections.abc import Iterable
from typing import Any, Literal

from ..db import atomic
from ..errors import Conflict, NotFound
from ..ports import Row
from ..schemas.identities import Identity, IdentityCreate, IdentityUpdate, Property
from .table import Page, Table, Where, select_page, to_json

Kind = Literal["agent", "block"]


class Identities(Table):
    @atomic
    def create(self, new: IdentityCreate) -> Identity:
        """Make an identity. Raises Conflict when its project has one with that key, NotFound for what it can't own."""
        self._check_key_is_free(new.identifier_key, new.project_id)
        identity_id, now = self.clock.new_id("identity"), self.clock.now()
        self.driver.execute(
            "INSERT INTO identities (id, identifier_key, name, identity_type, project_id, properties, created_at,"
            " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(identity_id, new.identifier_key, new.name, new.identity_type, new.project_id),
                *(_stored(new.properties or []), now, now),
            ],
        )
        self._own(identity_id, "agent", new.agent_ids or [])
        self._own(identity_id, "block", new.block_ids or [])
        return self.get(identity_id)

    def get(self, identity_id: str) -> Identity:
        rows = self.driver.execute("SELECT * FROM whole_identities WHERE id = ?", [identity_id])
        if not rows:
            raise NotFound(f"Identity with id {identity_id} not found")
        return _identity(rows[0])

    def find(
        self,
        page: Page,
        *,
        name: str | None = None,
        identifier_key: str | None = None,
        identity_type: str | None = None,
        project_id: str | None = None,
    ) -> list[Identity]:
        """`name` may be a part of one."""
        where = Where()
        if name:
            where.add("instr(lower(name), lower(?)) > 0", name)
        where.equals("identifier_key", identifier_key)
        where.equals("identity_type", identity_type)
        where.equals("project_id", project_id)
        return [_identity(row) for row in select_page(self.driver, "whole_identities", where, page)]

    def count(self) -> int:
        return int(self.driver.execute("SELECT count(*) AS n FROM identities")[0]["n"])

    @atomic
    def update(self, identity_id: str, changes: IdentityUpdate, *, replace: bool = False) -> Identity:
        """Set what `changes` names. What is owned and the properties are added to, or with `replace` set anew."""
        old = self.get(identity_id)
        key = changes.identifier_key or old.identifier_key
        if key != old.identifier_key:
            self._check_key_is_free(key, old.project_id)
        properties = changes.properties
        if properties is not None and not replace:
            properties = _merged(old.properties, properties)
        self.driver.execute(
            "UPDATE identities SET identifier_key = ?, name = ?, identity_type = ?, properties = ?, updated_at = ?"
            " WHERE id = ?",
            [
                *(key, changes.name or old.name, changes.identity_type or old.identity_type),
                *(
                    _stored(old.properties if properties is None else properties),
                    self.clock.now(),
                    identity_id,
                ),
            ],
        )
        self._reown(identity_id, "agent", changes.agent_ids, replace)
        self._reown(identity_id, "block", changes.block_ids, replace)
        return self.get(identity_id)

    @atomic
    def put(self, new: IdentityCreate) -> Identity:
        """Make the identity, or make the one that has its key like it."""
        known = self._with_key(new.identifier_key, new.project_id)
        if known is None:
            return self.create(new)
        changes = IdentityUpdate.model_validate(new.model_dump(exclude={"project_id"}))
        return self.update(known, changes, replace=True)

    @atomic
    def delete(self, identity_id: str) -> None:
        """Delete an identity. What belonged to it stays."""
        self.driver.execute("DELETE FROM identities WHERE id = ?", [self.get(identity_id).id])

    # What belongs to an identity

    def of_agent(self, agent_id: str) -> list[Identity]:
        ids = "(SELECT identity_id FROM identity_agents WHERE agent_id = ?)"
        rows = self.driver.execute(
            f"SELECT * FROM whole_identities WHERE id IN {ids} ORDER BY created_at, seq", [agent_id]
        )
        return [_identity(row) for row in rows]

    @atomic
    def attach(self, identity_id: str, kind: Kind, owned_id: str) -> None:
        self._own(self.get(identity_id).id, kind, [owned_id])

    @atomic
    def detach(self, identity_id: str, kind: Kind, owned_id: str) -> None:
        """Raises NotFound for what doesn't belong to the identity."""
        identity = self.get(identity_id)
        if owned_id not in (identity.agent_ids if kind == "agent" else identity.block_ids):
            raise NotFound(f"{owned_id} does not belong to identity {identity_id}")
        self._disown(identity_id, kind, owned_id)

    @atomic
    def set_of_agent(self, agent_id: str, identity_ids: list[str]) -> None:
        """Let an agent belong to these identities and to no others."""
        for old in self.of_agent(agent_id):
            if old.id not in identity_ids:
                self._disown(old.id, "agent", agent_id)
        for identity_id in identity_ids:
            self.attach(identity_id, "agent", agent_id)

    def _reown(self, identity_id: str, kind: Kind, owned: list[str] | None, replace: bool) -> None:
        if owned is None:
            return
        if replace:
            self.driver.execute(f"DELETE FROM identity_{kind}s WHERE identity_id = ?", [identity_id])
        self._own(identity_id, kind, owned)

    def _own(self, identity_id: str, kind: Kind, owned: Iterable[str]) -> None:
        for owned_id in owned:
            if not self.driver.execute(f"SELECT 1 FROM {kind}s WHERE id = ?", [owned_id]):
                raise NotFound(f"{kind.capitalize()} with ID {owned_id} not found")
            sql = f"INSERT OR IGNORE INTO identity_{kind}s (identity_id, {kind}_id) VALUES (?, ?)"
            self.driver.execute(sql, [identity_id, owned_id])

    def _disown(self, identity_id: str, kind: Kind, owned_id: str) -> None:
        sql = f"DELETE FROM identity_{kind}s WHERE identity_id = ? AND {kind}_id = ?"
        self.driver.execute(sql, [identity_id, owned_id])

    def _with_key(self, key: str, project_id: str | None) -> str | None:
        sql = "SELECT id FROM identities WHERE identifier_key = ? AND coalesce(project_id, '') = ?"
        rows = self.driver.execute(sql, [key, project_id or ""])
        return str(rows[0]["id"]) if rows else None

    def _check_key_is_free(self, key: str, project_id: str | None) -> None:
        if self._with_key(key, project_id):
            raise Conflict(f"There is an identity with the key {key!r} already")


def belongs_to(where: Where, kind: Kind, identity_id: str | None, keys: tuple[str, ...]) -> None:
    """Add to `where` that an agent or a block belongs to an identity, or to one that has some of these keys."""
    owners = f"SELECT {kind}_id FROM identity_{kind}s JOIN identities ON identities.id = identity_id"
    if identity_id is not None:
        where.add(f"id IN ({owners} WHERE identities.id = ?)", identity_id)
    if keys:
        few = "(SELECT value FROM json_each(?))"
        where.add(f"id IN ({owners} WHERE identifier_key IN {few})", to_json(keys))


def _merged(old: list[Property], new: list[Property]) -> list[Property]:
    """The newest property of each key."""
    return list({one.key: one for one in [*old, *new]}.values())


def _stored(properties: list[Property]) -> str:
    return to_json([one.model_dump() for one in _merged([], properties)])


def _identity(row: Row) -> Identity:
    parsed: dict[str, Any] = {key: json.loads(row[key]) for key in ("properties", "agent_ids", "block_ids")}
    return Identity.model_validate({**row, **parsed})

"""The space's migrations: begun, told, gone on with. Each runs by itself, whoever listens.

A token lives as long as the migration that was given it goes on, and in memory only.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from ..catalog import Catalog
from ..errors import Conflict, LettaError
from ..ports import Host
from ..schemas.homecoming import Homecoming, HomecomingState, MigrationCreate
from ..store import Store
from ..store.table import Page
from .letta_server import LettaServer, Pause
from .logbook import NOTHING_YET
from .migrating import Migrating, preview

Keep = Callable[[Coroutine[Any, Any, None]], None]


class Migrations:
    """`keep` lets work go on by itself."""

    def __init__(
        self, host: Host, store: Store, catalog: Catalog, keep: Keep, pause: Pause = asyncio.sleep
    ) -> None:
        self._host, self._store, self._catalog, self._keep, self._pause = host, store, catalog, keep, pause
        self._going: dict[str, asyncio.Task[None]] = {}

    def begin(self, wish: MigrationCreate) -> Homecoming:
        """Begin a migration. Raises Invalid for an address to which nothing may be sent from here."""
        server = self._server(wish.base_url, wish.token)
        report = {"base_url": server.address, "agent_ids": wish.agent_ids, **NOTHING_YET}
        record = self._store.homecomings.create("migration", f"import:letta:{server.address}", report)
        self._start(server, record)
        return record

    async def look(self, wish: MigrationCreate) -> dict[str, Any]:
        """What a migration would bring; nothing is changed. Raises ServerFailed."""
        server = self._server(wish.base_url, wish.token)
        return {"base_url": server.address, "agents": await preview(server, wish.agent_ids)}

    def resume(self, migration_id: str, token: str | None) -> Homecoming:
        """Go on where it stopped. Raises Conflict for one that goes on."""
        record = self.get(migration_id)
        if record.state == "running":
            raise Conflict(f"CONFLICT: The migration {migration_id} goes on")
        report = {key: value for key, value in record.report.items() if key != "error"}
        server = self._server(str(report["base_url"]), token)
        record = self._store.homecomings.note(migration_id, "running", report)
        self._start(server, record)
        return record

    def get(self, migration_id: str) -> Homecoming:
        return self._told(self._store.homecomings.get(migration_id))

    def find(self, page: Page) -> list[Homecoming]:
        return [self._told(record) for record in self._store.homecomings.find("migration", page)]

    async def delete(self, migration_id: str) -> None:
        """Forget a migration, stopping it first. What it brought stays, and wouldn't come again."""
        self._store.homecomings.get(migration_id)
        if going := self._going.get(migration_id):
            going.cancel()
            await asyncio.wait([going])
        self._store.homecomings.delete(migration_id)

    def _server(self, base_url: str, token: str | None) -> LettaServer:
        self._host.admit(base_url)
        return LettaServer(self._host.transport, base_url, token, self._pause)

    def _told(self, record: Homecoming) -> Homecoming:
        """One that runs in the record and not here was cut off with the process that ran it."""
        is_lost = record.state == "running" and record.id not in self._going
        return replace(record, state="interrupted") if is_lost else record

    def _start(self, server: LettaServer, record: Homecoming) -> None:
        work = Migrating(self._store, self._catalog, server, record)
        self._going[record.id] = asyncio.ensure_future(work.run())
        self._keep(self._end(record.id))

    async def _end(self, migration_id: str) -> None:
        """Record how a migration ends. What didn't get stored doesn't count, so the report is the stored one."""
        state: HomecomingState = "failed"
        error: dict[str, str] = {}
        try:
            await self._going[migration_id]
            state = "completed"
        except asyncio.CancelledError:  # it is being deleted
            return
        except LettaError as failure:
            error = {"error": str(failure)}
        except Exception:  # or else it would seem to go on for ever
            error = {"error": "It stopped at an error of lettawasm's own. It can be resumed."}
            raise
        finally:
            del self._going[migration_id]
            if state == "completed" or error:
                report = self._store.homecomings.get(migration_id).report
                self._store.homecomings.note(migration_id, state, {**report, **error})

"""Blocks that agents fill get shorter by themselves, between turns and never in the way of one."""

from collections.abc import Coroutine
from typing import Any, Protocol

from ..catalog import Catalog
from ..errors import LettaError
from ..ports import RunEnd
from ..store import Store
from ..store.table import Page


class Keeps(Protocol):
    """What it needs of the runtime."""

    def keep(self, work: Coroutine[Any, Any, None]) -> None: ...


class Compressing:
    """Implements `ports.RunWatcher`."""

    def __init__(self, store: Store, catalog: Catalog, tasks: Keeps) -> None:
        self._store, self._catalog, self._tasks = store, catalog, tasks
        self._going: set[str] = set()  # blocks that a summary is written of

    def began(self, run_id: str, agent_id: str) -> None:
        pass

    def ended(self, end: RunEnd) -> None:
        if end.stop_reason != "requires_approval":
            self._tasks.keep(self._after_turn(end.agent_id))

    async def _after_turn(self, agent_id: str) -> None:
        """What a person wrote or restored stays as it is, however long."""
        for block_id in self._store.policies.filled(agent_id):
            newest = self._store.timeline.find(Page(limit=1), object_id=block_id)
            if newest and newest[0].actor == "agent" and block_id not in self._going:
                await self._compress(block_id)

    async def _compress(self, block_id: str) -> None:
        from ..schemas.policies import CompressionRequest  # most turns fill nothing
        from .block import compress

        self._going.add(block_id)
        try:
            await compress(self._store, self._catalog, block_id, CompressionRequest())
        except LettaError:
            pass  # it has changed, or is gone: the next turn looks again
        finally:
            self._going.discard(block_id)

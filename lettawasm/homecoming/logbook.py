"""What a migration knows of itself: how far each agent has come, what became of what, and what there is to remark."""

from collections.abc import Callable, Sequence
from typing import Any

from ..agentfile import Report
from ..errors import NotFound
from ..schemas.homecoming import Homecoming
from ..schemas.versions import Cause
from ..store import Store
from .loose import text

Json = dict[str, Any]
NOTHING_YET: Json = {"listed": False, "agents": [], "remarks": [], "remark_count": 0}


def progress_of(agent: Json) -> Json:
    """An agent of which nothing has come yet. `after` is where the last page of each list ended."""
    counts = dict.fromkeys(("blocks", "tools", "conversations", "messages", "passages"), 0)
    told = {"remote_id": text(agent, "id"), "name": text(agent, "name"), "id": None, "state": "waiting"}
    return {**told, **counts, "left_out": {}, "after": {}}


class Logbook:
    """`report` is what stands in the record; `origin` is what the server's ids are unique in."""

    def __init__(self, store: Store, record: Homecoming) -> None:
        self.store, self.record, self.report = store, record, record.report
        self.origin = f"letta {record.report['base_url']}"
        self.cause = Cause(actor="import", origin="import", source=record.source)
        self._remarks = Report()
        for remark in self.report["remarks"]:
            self._remarks.add(remark["path"], remark["message"])

    def note(self) -> None:
        """Record how far it has come."""
        self.report["remarks"] = [remark.wire() for remark in self._remarks.remarks]
        self.report["remark_count"] = self._remarks.count
        self.store.homecomings.note(self.record.id, "running", self.report)

    def remark(self, progress: Json, message: str) -> None:
        self._remarks.add(f"{progress['name']} ({progress['remote_id']})", message)

    def left_out(self, progress: Json, kind: str) -> None:
        """Count something that has no place here."""
        left = progress["left_out"]
        left[kind] = left.get(kind, 0) + 1

    def arrived(self, remote_id: str, local_id: str) -> None:
        self.store.homecomings.arrived(self.origin, remote_id, local_id)

    def here(self, remote_id: str, get: Callable[[str], object]) -> str | None:
        """The id here of what has come before, if it is still there."""
        return self.all_here([remote_id], get).get(remote_id)

    def all_here(self, remote_ids: Sequence[str], get: Callable[[str], object]) -> dict[str, str]:
        became = self.store.homecomings.became_all(self.origin, remote_ids)
        return {remote_id: local_id for remote_id, local_id in became.items() if exists(get, local_id)}


def exists(get: Callable[[str], object], object_id: str) -> bool:
    try:
        get(object_id)
    except NotFound:
        return False
    return True

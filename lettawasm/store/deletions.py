"""What of memory is deleted: its versions are there, so it can come back."""

from ..db import atomic
from ..errors import NotFound
from ..schemas.operations import Deletion
from ..schemas.versions import Kind
from .table import Page, Where, select_page
from .timeline import Timeline


class Deletions:
    def __init__(self, timeline: Timeline) -> None:
        self.timeline, self.driver = timeline, timeline.driver

    def find(self, page: Page, kind: Kind | None = None) -> list[Deletion]:
        """A page of what is gone; cursors are ids of objects."""
        where = Where()
        where.equals("kind", kind)
        rows = select_page(self.driver, "deletions", where, page)
        return [self._deletion(row["id"], row["number"]) for row in rows]

    def get(self, object_id: str) -> Deletion:
        rows = self.driver.execute("SELECT number FROM deletions WHERE id = ?", [object_id])
        if not rows:
            raise NotFound(f"Nothing is deleted that has the id {object_id}")
        return self._deletion(object_id, rows[0]["number"])

    @atomic
    def purge(self, object_id: str) -> None:
        """Let nothing be known any more of something that is deleted."""
        self.timeline.versions.drop("?", [self.get(object_id).object_id])

    def _deletion(self, object_id: str, number: int) -> Deletion:
        version = self.timeline.get(object_id, number)
        return Deletion(
            **version.model_dump(include={"object_id", "kind", "actor", "agent_id", "run_id"}),
            label=(version.before or {}).get("label"),
            deleted_at=version.created_at,
            held=version.before,
            agent_ids=self._holders(object_id, version.created_at),
        )

    def _holders(self, block_id: str, moment: str) -> list[str]:
        """The agents that lost the block in the same transaction, all versions of which have one time."""
        rows = self.driver.execute(
            "SELECT object_id, number FROM versions JOIN chains ON chains.seq = chain"
            " WHERE created_at = ? AND kind = 'agent'",
            [moment],
        )
        changed = [self.timeline.get(row["object_id"], row["number"]) for row in rows]
        return [one.object_id for one in changed if block_id in (one.before or {}).get("blocks", ())]

"""Whole pasts of objects, to take along: every version that is still known, with its state and its cause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..schemas.versions import Cause, Kind
from ..versions.packing import Form, unpack
from ..versions.states import State, from_text
from .table import chunks, marks
from .versions import Versions, cause_of


@dataclass(frozen=True, slots=True)
class Told:
    """One version. Where the object was gone it has no state."""

    state: State | None
    cause: Cause
    created_at: str


class Pasts:
    def __init__(self, versions: Versions) -> None:
        self.driver = versions.driver

    def of(self, object_id: str) -> Iterator[Told]:
        """An object's versions, the first first, without those that were forgotten."""
        rows = self.driver.execute(
            "SELECT form, versions.body AS body, causes.body AS cause, created_at FROM versions"
            " JOIN causes ON causes.seq = cause WHERE chain = (SELECT seq FROM chains WHERE object_id = ?)"
            " ORDER BY number",
            [object_id],
        )
        text: str | None = None
        for row in rows:
            if row["form"] != Form.FORGOTTEN:
                text = unpack(row["form"], row["body"], text)
                yield Told(
                    None if text is None else from_text(text), cause_of(row["cause"]), row["created_at"]
                )

    def all(self) -> list[tuple[Kind, str]]:
        """Every object that ever had a version, in the order in which they began."""
        rows = self.driver.execute("SELECT kind, object_id FROM chains ORDER BY seq")
        return [(row["kind"], row["object_id"]) for row in rows]

    def changed_by(self, agent_id: str) -> list[str]:
        """The ids of what an agent ever changed."""
        rows = self.driver.execute(
            "SELECT object_id FROM chains WHERE seq IN (SELECT chain FROM versions WHERE cause IN"
            " (SELECT seq FROM causes WHERE json_extract(body, '$.agent_id') = ?))",
            [agent_id],
        )
        return [row["object_id"] for row in rows]

    def gone(self, object_ids: Sequence[str]) -> list[str]:
        """Those that there were once."""
        found: list[str] = []
        for few in chunks(object_ids):
            rows = self.driver.execute(
                f"SELECT object_id FROM chains WHERE object_id IN ({marks(few)}) AND (SELECT form FROM versions"
                " WHERE chain = chains.seq ORDER BY number DESC LIMIT 1) = 0",
                few,
            )
            found += [row["object_id"] for row in rows]
        return found

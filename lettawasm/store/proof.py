"""Whether memory is what its versions say: every chain is recomputed, and its end compared with the tables."""

from collections.abc import Iterator

from ..ports import Row
from ..schemas.versions import Fault
from ..versions import chain as hashes
from ..versions.packing import Form, unpack
from ..versions.states import to_text
from . import states
from .versions import Chain, Versions

_FEW = 500  # chains that are looked up at once


class Proof:
    def __init__(self, versions: Versions) -> None:
        self.versions, self.driver = versions, versions.driver

    def count(self) -> int:
        return int(self.driver.execute("SELECT count(*) AS n FROM versions")[0]["n"])

    def faults(self, object_id: str | None = None) -> Iterator[Fault]:
        """What is wrong, of one object or of all. Nothing is, unless somebody else wrote into the database."""
        if object_id is not None:
            yield from self._of_chain(self.versions.must_have(object_id))
            return
        for chain in self._chains():
            yield from self._of_chain(chain)
        for kind, ids in states.ALL.items():
            for row in self.driver.execute(
                f"{ids} EXCEPT SELECT object_id FROM chains WHERE kind = ?", [kind]
            ):
                yield Fault(object_id=row["id"], kind=kind, number=None, problem="it has no versions")
        yield from self._strays()

    def _chains(self) -> Iterator[Chain]:
        last = 0
        while rows := self.driver.execute(
            "SELECT seq, kind, object_id FROM chains WHERE seq > ? ORDER BY seq LIMIT ?", [last, _FEW]
        ):
            yield from (Chain(**row) for row in rows)
            last = rows[-1]["seq"]

    def _of_chain(self, chain: Chain) -> Iterator[Fault]:
        """The first fault of a chain: what comes after it can't be right either."""
        if chain.kind not in states.ALL:
            yield Fault.model_construct(
                object_id=chain.object_id, kind=chain.kind, number=None, problem="no such kind"
            )
            return
        anchor = self.driver.execute("SELECT anchor, dropped FROM chains WHERE seq = ?", [chain.seq])[0]
        digest, number, text = anchor["anchor"], anchor["dropped"], None
        for row in self._rows(chain):
            number += 1
            try:
                text, state = _state(row, text)
            except (ValueError, TypeError, UnicodeError) as error:
                yield self._fault(chain, number, f"what it holds can't be read: {error}")
                return
            about = (chain.kind, chain.object_id, number, str(row["created_at"]), str(row["cause_body"]))
            digest = hashes.link(digest, *about, state)
            if row["number"] != number or row["digest"] != digest:
                yield self._fault(chain, number, "it is not what was written")
                return
        if (problem := self._end(chain, text)) is not None:
            yield self._fault(chain, number, problem)

    def _rows(self, chain: Chain) -> Iterator[Row]:
        last = -1
        while rows := self.driver.execute(
            "SELECT versions.*, causes.body AS cause_body FROM versions LEFT JOIN causes ON causes.seq = cause"
            " WHERE chain = ? AND number > ? ORDER BY number LIMIT ?",
            [chain.seq, last, _FEW],
        ):
            yield from rows
            last = rows[-1]["number"]

    def _end(self, chain: Chain, text: str | None) -> str | None:
        try:
            state = states.present(self.driver, chain.kind, chain.object_id)
        except (ValueError, TypeError, AttributeError) as error:
            return f"it can't be read: {error}"
        if (None if state is None else to_text(state)) == text:
            return None
        if state is None:
            return "it is gone, and nothing tells of its being deleted"
        return (
            "it was deleted, and yet it is there" if text is None else "it was changed without a new version"
        )

    def _strays(self) -> Iterator[Fault]:
        for row in self.driver.execute(
            "SELECT DISTINCT chain FROM versions WHERE chain NOT IN (SELECT seq FROM chains)"
        ):
            problem = f"versions of a chain {row['chain']} that is not there"
            yield Fault(object_id="", kind="agent", number=None, problem=problem)

    def _fault(self, chain: Chain, number: int, problem: str) -> Fault:
        return Fault(object_id=chain.object_id, kind=chain.kind, number=number, problem=problem)


def _state(row: Row, before: str | None) -> tuple[str | None, str]:
    """A version's state as text, as far as it is known, and its hash."""
    if row["form"] in (Form.FORGOTTEN, Form.GONE) and row["salt"]:
        raise ValueError("a salt of nothing")
    if row["form"] == Form.FORGOTTEN:
        return None, str(row["body"])
    text = unpack(row["form"], row["body"], before)
    return text, hashes.state_hash(row["salt"], text)

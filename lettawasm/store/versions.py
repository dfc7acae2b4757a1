"""Versions: every state that a block, a passage, an agent or its compiled prompt ever had, and why.

Who changes such an object touches it. Before the transaction is kept, each touched object's state is compared with
its newest version, and a changed one gets a new version. So there is one version for all that one cause does to an
object in one transaction, and a change that was rolled back leaves none.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ..errors import NotFound
from ..journal import Journal
from ..ports import Clock, Row
from ..schemas.versions import PERSON, Cause, Kind
from ..versions import chain as hashes
from ..versions.packing import Form, Packed, pack, unpack
from ..versions.states import State, from_text, to_text
from . import states

_MOST_CACHED = 2_000_000  # characters of newest states that are kept at hand
_MOST_HEADS = 500
_BY_A_PERSON = to_text(PERSON.known())


@dataclass(frozen=True, slots=True)
class Chain:
    """An object's chain of versions and its newest one. `number` is 0 as long as there is none."""

    seq: int
    kind: Kind
    object_id: str
    number: int = 0
    digest: str = hashes.BEGINNING


class Versions:
    def __init__(self, journal: Journal, clock: Clock) -> None:
        self.driver, self.clock = journal, clock
        self.cause = PERSON
        self.grown: Callable[[Chain], None] = lambda chain: None  # hears of each new version
        self.made: list[tuple[str, int]] | None = None  # what is written, while somebody wants to know
        self._touched: dict[tuple[Kind, str], tuple[Cause, State | None]] = {}
        self._written: dict[tuple[Kind, str], tuple[Cause, None]] = {}  # in the transaction that goes on
        self._heads: OrderedDict[str, Chain] = OrderedDict()  # newest versions, as they stand in the database
        self._newest: OrderedDict[str, str] = OrderedDict()  # states by digest: what was written stays true
        self._cached = 0
        journal.before_commit.append(self.write)
        journal.after_commit.append(self._ended)
        journal.after_undoing.append(self._undone)

    def _ended(self, is_kept: bool) -> None:
        self._touched.clear()
        self._written.clear()
        if not is_kept:
            self._heads.clear()

    def _undone(self) -> None:
        """Something within the transaction was taken back: nothing that was known of the tables is certain, and what
        was written may have to be written again.
        """
        self._heads.clear()
        self._touched = {**self._written, **{one: (cause, None) for one, (cause, _) in self._touched.items()}}

    # Writing

    @contextmanager
    def because(self, cause: Cause) -> Iterator[None]:
        """Let `cause` be the reason of what changes within. Nothing may be awaited within."""
        outside, self.cause = self.cause, cause
        try:
            yield
            if self.driver.is_open:
                self.write()
        finally:
            self.cause = outside

    def touch(self, kind: Kind, *object_ids: str) -> None:
        """Note that these objects may be changed by the transaction that goes on."""
        assert self.driver.is_open, "what has versions is changed in a transaction only"
        for object_id in object_ids:
            self._touched[kind, object_id] = self.cause, None

    def set(self, kind: Kind, object_id: str, state: State, *, is_new: bool = False) -> None:
        """The same of an object whose state in the tables the caller has just written, and so knows; perhaps that it
        never was there before, too.
        """
        self.touch(kind, object_id)
        if is_new:
            self._heads[object_id] = self.begin(kind, object_id)
        self._touched[kind, object_id] = self.cause, state

    def write(self) -> None:
        """Give what was touched its new versions, which all have one time."""
        now = self.clock.now() if self._touched else ""
        while self._touched:
            kind, object_id = next(iter(self._touched))
            cause, state = self._touched.pop((kind, object_id))
            self._written[kind, object_id] = cause, None
            state = state or states.present(self.driver, kind, object_id)
            text = None if state is None else to_text(state)
            chain = self._heads.get(object_id) or self.chain(object_id)
            old = self.newest(chain) if chain and chain.number else None
            if text != old or (chain is None and text is not None):
                self.append(chain or self.begin(kind, object_id), old, text, cause, now)

    def begin(self, kind: Kind, object_id: str) -> Chain:
        rows = self.driver.execute(
            "INSERT INTO chains (object_id, kind) VALUES (?, ?) RETURNING seq", [object_id, kind]
        )
        return Chain(rows[0]["seq"], kind, object_id)

    def append(self, chain: Chain, old: str | None, new: str | None, cause: Cause, created_at: str) -> Chain:
        """Add a version to a chain, whose newest state is `old`."""
        number, salt = (
            chain.number + 1,
            "" if new is None else self.clock.new_id("salt").removeprefix("salt-"),
        )
        packed, body = pack(old, new, number), _BY_A_PERSON if cause is PERSON else to_text(cause.known())
        about = (chain.kind, chain.object_id, number, created_at, body)
        digest = hashes.link(chain.digest, *about, hashes.state_hash(salt, new))
        self.driver.execute(
            "INSERT INTO versions (chain, number, cause, form, body, salt, digest, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [chain.seq, number, self._cause(cause, body), packed.form, packed.body, salt, digest, created_at],
        )
        if new is not None and chain.kind != "passage":  # these hardly ever change
            self._remember(digest, new)
        longer = Chain(chain.seq, chain.kind, chain.object_id, number, digest)
        self._keep_head(longer)
        if self.made is not None:
            self.made.append((chain.object_id, number))
        self.grown(longer)
        return longer

    def _keep_head(self, chain: Chain) -> None:
        self._heads[chain.object_id] = chain
        if len(self._heads) > _MOST_HEADS:
            self._heads.popitem(last=False)

    def _cause(self, cause: Cause, body: str) -> int:
        if cause is PERSON or cause == PERSON:
            return 1
        self.driver.execute("INSERT OR IGNORE INTO causes (body) VALUES (?)", [body])
        return int(self.driver.execute("SELECT seq FROM causes WHERE body = ?", [body])[0]["seq"])

    # Reading

    def chain(self, object_id: str) -> Chain | None:
        rows = self.driver.execute(
            "SELECT chains.seq, kind, number, digest FROM chains LEFT JOIN versions ON chain = chains.seq"
            " WHERE object_id = ? ORDER BY number DESC LIMIT 1",
            [object_id],
        )
        if not rows:
            return None
        row = rows[0]
        return Chain(row["seq"], row["kind"], object_id, row["number"] or 0, row["digest"] or "")

    def must_have(self, object_id: str) -> Chain:
        """Raises NotFound."""
        if chain := self.chain(object_id):
            return chain
        raise NotFound(f"Nothing is known of an object with id {object_id}")

    def newest(self, chain: Chain) -> str | None:
        """The newest state as text; None where the object is gone, or where that state was forgotten."""
        if chain.digest in self._newest:
            self._newest.move_to_end(chain.digest)
            return self._newest[chain.digest]
        return self.texts(chain, [chain.number]).get(chain.number)

    def state(self, object_id: str, number: int) -> State | None:
        """A version's state; None where the object was gone, or the state forgotten. Raises NotFound."""
        chain = self.must_have(object_id)
        self.row(chain, number)
        text = self.texts(chain, [number]).get(number)
        return None if text is None else from_text(text)

    def row(self, chain: Chain, number: int) -> Row:
        rows = self.driver.execute(
            "SELECT * FROM versions WHERE chain = ? AND number = ?", [chain.seq, number]
        )
        if not rows:
            raise NotFound(f"{chain.object_id} has no version {number}")
        return rows[0]

    def texts(self, chain: Chain, numbers: Sequence[int]) -> dict[int, str | None]:
        """States of a chain as texts, without those that were forgotten. Each row is read once. Raises ValueError
        for a body that can't be read.
        """
        first, last = min(numbers), max(numbers)
        found: dict[int, str | None] = {}
        text: str | None = None
        for row in self._rows_from_whole(chain, first, last):
            if row["form"] == Form.FORGOTTEN:
                continue
            text = unpack(row["form"], row["body"], text)
            if row["number"] in numbers:
                found[row["number"]] = text
        return found

    def _rows_from_whole(self, chain: Chain, first: int, last: int) -> list[Row]:
        """The rows from `first` to `last`, and those before that it takes to put the first one together."""
        return self.driver.execute(
            "SELECT number, form, body FROM versions WHERE chain = ?1 AND number <= ?3 AND number >= coalesce((SELECT"
            " max(number) FROM versions WHERE chain = ?1 AND number <= ?2 AND form <> 2), 0) ORDER BY number",
            [chain.seq, first, last],
        )

    def at(self, object_id: str, moment: str) -> int | None:
        """The number of the version that was the newest one at a time; None where there was none yet."""
        rows = self.driver.execute(
            "SELECT number FROM versions WHERE chain = (SELECT seq FROM chains WHERE object_id = ?)"
            " AND created_at <= ? ORDER BY number DESC LIMIT 1",
            [object_id, moment],
        )
        return rows[0]["number"] if rows else None

    # The past of what comes from elsewhere, or was there before versions were.

    def adopt(self, kind: Kind, object_id: str, past: Sequence[tuple[State | None, Cause, str]]) -> None:
        """Let these states, with their causes and times, be what came before the object's present state.

        They take the place of what is known of it so far. Call it in a transaction.
        """
        self._touched.pop((kind, object_id), None)
        self.drop("?", [object_id])
        chain, old = self.begin(kind, object_id), None
        for state, cause, created_at in past:
            text = None if state is None else to_text(state)
            if text != old or chain.number == 0:
                chain = self.append(chain, old, text, cause, created_at)
                old = text
        self.touch(kind, object_id)

    def drop(self, ids: str, params: Sequence[str]) -> None:
        """Let nothing be known any more of the objects whose ids a query selects: they go with all that they were."""
        self._heads.clear()
        chains = f"SELECT seq FROM chains WHERE object_id IN ({ids})"
        self.driver.execute(f"DELETE FROM versions WHERE chain IN ({chains})", params)
        self.driver.execute(f"DELETE FROM chains WHERE object_id IN ({ids})", params)

    def repack(self, chain: Chain, number: int, packed: Packed, salt: str) -> None:
        """Keep a version's state in another way. Its digest stays: it is one of the state, not of its form."""
        self.driver.execute(
            "UPDATE versions SET form = ?, body = ?, salt = ? WHERE chain = ? AND number = ?",
            [packed.form, packed.body, salt, chain.seq, number],
        )
        if packed.form == Form.FORGOTTEN:
            self._newest.clear()
            self._cached = 0

    def _remember(self, digest: str, text: str) -> None:
        self._newest[digest] = text
        self._cached += len(text)
        while self._cached > _MOST_CACHED:
            self._cached -= len(self._newest.popitem(last=False)[1])


def cause_of(body: str) -> Cause:
    return Cause(**json.loads(body))

"""Notes become passages; what is short and about the person stands in the human block as well, as long as it fits."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from ..documents.chunks import chunks
from ..errors import NotFound
from ..schemas.passages import Passage
from ..store import Store
from ..store.table import Page
from .items import Note
from .tally import Tally

LONGEST = 4_000  # characters of a passage; a longer note is several
_LINE, _ROOM = (
    200,
    2_000,
)  # characters: of a line in the human block, and of all lines that one import may add
_LONG_KEY = 100
_PAGE = 500


class Notes:
    """What one import does with notes for the agent `agent_id`, or would do: `None` is one that isn't there yet."""

    def __init__(self, store: Store, origin: str, agent_id: str | None, tally: Tally, *, once: bool) -> None:
        self._store, self._origin, self._agent_id, self._tally = store, origin, agent_id, tally
        self._texts = set(self._there()) if once else None
        self._room = _ROOM

    def look(self, note: Note) -> None:
        """Count what would come."""
        if self._is_known(note, self._came(note)):
            self._tally.skipped["passages"] += 1
        else:
            self._count(note)

    def bring(self, notes: Sequence[Note]) -> None:
        """Store what hasn't come yet. Call it in a transaction."""
        lines = []
        for note in notes:
            passages = self._came(note)
            if self._is_known(note, passages):
                self._tally.skipped["passages"] += 1
                continue
            for old in passages:
                self._store.archival.delete(old.archive_id, old.id)
            made = list(self._insert(note))
            self._store.homecomings.arrived(self._origin, _short(note.key), " ".join(made))
            self._count(note)
            if note.about_person and not passages:
                lines.append(note.text)
        if lines:
            self._write(lines)

    def _there(self) -> Iterator[str]:
        """Marks of the passages that the agent has."""
        archive = self._store.archives.of_agent(self._agent_id) if self._agent_id else None
        last: str | None = None
        while archive and (
            page := self._store.archival.find(archive.id, Page(_PAGE, after=last, order="asc"))
        ):
            yield from (_mark(passage.text) for passage in page)
            last = page[-1].id

    def _came(self, note: Note) -> list[Passage]:
        """The passages that a note became when it came before, if all of them are still there."""
        became = self._store.homecomings.became(self._origin, _short(note.key))
        try:
            return [self._store.archival.get(one) for one in became.split()] if became else []
        except NotFound:
            return []

    def _is_known(self, note: Note, passages: list[Passage]) -> bool:
        if passages:
            return "".join(passage.text for passage in passages) == note.text
        return self._texts is not None and _mark(note.text) in self._texts

    def _insert(self, note: Note) -> Iterator[str]:
        agent = self._store.agents.get(self._agent_id or "")
        archive = self._store.archives.ensure(agent.id, agent.name)
        pieces = [note.text] if len(note.text) <= LONGEST else [one.text for one in chunks(note.text)]
        for number, piece in enumerate(pieces, 1):
            place = {"part": number, "parts": len(pieces)} if len(pieces) > 1 else {}
            metadata = {**note.metadata, **place}
            told = {"tags": note.tags, "created_at": note.created_at, "metadata": metadata}
            yield self._store.archival.insert(archive.id, piece, **told).id  # type: ignore[arg-type]

    def _write(self, lines: list[str]) -> None:
        """Add lines to the agent's human block, if it has one and they fit."""
        held = {block.label: block for block in self._store.blocks.of_agent(self._agent_id or "")}
        if (block := held.get("human")) is None:
            return
        value, there = block.value, set(block.value.splitlines())
        for line in dict.fromkeys(lines):
            longer = f"{value}\n{line}" if value else line
            fits = len(longer) <= block.limit and len(line) <= min(_LINE, self._room)
            if fits and "\n" not in line and line not in there:
                value, self._room = longer, self._room - len(line)
                self._tally.added["lines"] += 1
                self._tally.example("lines", line)
        if value != block.value:
            self._store.blocks.update(block.id, {"value": value})

    def _count(self, note: Note) -> None:
        if self._texts is not None:
            self._texts.add(_mark(note.text))
        self._tally.added["passages"] += 1
        self._tally.example("passages", note.text)


def _mark(text: str) -> str:
    """The same for texts that differ in nothing but blanks and capitals."""
    return sha256(" ".join(text.lower().split()).encode()).hexdigest()


def _short(key: str) -> str:
    return key if len(key) <= _LONG_KEY else f"sha256 {sha256(key.encode()).hexdigest()}"

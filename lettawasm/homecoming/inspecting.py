"""A file held up to the light: what is in it, what is suspicious in it, and what bringing it in would do. Nothing is
stored.
"""

from typing import Any

from .. import inspection
from ..agentfile import AgentFile
from ..catalog import Catalog
from ..inspection import Finding, Passage, Place
from ..store import Store
from . import unpacking
from .items import Note, Talk, Whole
from .luggage import Luggage
from .place import Wish
from .readers import recognise

_TALKS = 50  # titles that are told


async def inspect(store: Store, catalog: Catalog, luggage: Luggage, wish: Wish) -> dict[str, Any]:
    """Raises as an import of the file does."""
    tally = await unpacking.look(store, luggage, wish)
    sight = _Sight(store, [model.handle for model in await catalog.models()])
    reader = recognise(luggage)
    for item in reader.read(luggage):
        match item:
            case Whole(file=AgentFile() as file):
                sight.whole(file)
            case Note():
                sight.note(item)
            case Talk():
                sight.talk(item)
    found = inspection.ranked([*sight.found, *await inspection.look_through(sight.passages)])
    return {
        "format": reader.NAME,
        "title": reader.TITLE,
        **sight.parts,
        "notes": sight.notes,
        "talks": sight.talks,
        "tally": tally.wire(),
        "findings": found[: inspection.MOST],
        "finding_count": len(found),
    }


class _Sight:
    """What is seen of a file while it is read."""

    def __init__(self, store: Store, models: list[str]) -> None:
        self._store, self._models = store, models
        kinds = ("agents", "blocks", "tools", "servers", "archives", "folders")
        self.parts: dict[str, list[Any]] = {kind: [] for kind in kinds}
        self.notes: list[dict[str, Any]] = []
        self.talks: list[dict[str, Any]] = []
        self.found: list[Finding] = []
        self.passages: list[Passage] = []

    def whole(self, file: AgentFile) -> None:
        here = self._store.tools.named([tool.name for tool in file.tools])
        for kind, entries in inspection.parts(file, here).items():
            self.parts[kind] += entries
        self.found += inspection.demands(file, here, self._models)
        self.passages += inspection.passages(file)

    def note(self, note: Note) -> None:
        if len(self.notes) < inspection.FEW:
            self.notes.append(inspection.shown(note.text[:2_000]))
        self.passages.append(Passage(note.text, Place("notes", "", "text"), "facts"))

    def talk(self, talk: Talk) -> None:
        if len(self.talks) < _TALKS:
            self.talks.append(
                {"title": talk.title, "messages": len(talk.said), "created_at": talk.created_at}
            )
        said = Place("talks", talk.title, "messages")
        self.passages += [Passage(one.text, said, "said") for one in talk.said]

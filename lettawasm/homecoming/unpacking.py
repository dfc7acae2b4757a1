"""A file into the space, slice by slice: between two of them the server answers others.

What has come is known by what the file calls it, so an import that was cut off goes on where it stopped when the
same file is sent again, and a file that has come whole adds nothing.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

from .. import agents
from ..catalog import Catalog
from ..errors import Invalid, LettaError, NotFound
from ..schemas.agents import AgentCreate
from ..schemas.blocks import BlockCreate
from ..schemas.homecoming import Homecoming, HomecomingState
from ..schemas.versions import Cause
from ..store import Store
from .items import Note, Remark, Talk, Whole
from .luggage import Luggage
from .notes import Notes
from .place import Place, Wish
from .readers import Reader, recognise
from .talks import Talks
from .tally import Tally

SLICE = 50  # notes that are stored at once
_BLOCKS = [BlockCreate(label="human", value=""), BlockCreate(label="persona", value="")]


async def look(store: Store, luggage: Luggage, wish: Wish) -> Tally:
    """What an import would do; nothing is changed. Raises as `unpack` does."""
    reader, source, tally = _begun(store, luggage, wish)
    origin, agent_id = _origin(reader, tally), next(iter(tally.agent_ids), None)
    notes = Notes(store, origin, agent_id, tally, once=wish.skip_duplicates)
    talks = Talks(store, origin, agent_id, tally)
    for item in _items(reader, luggage, tally):
        match item:
            case Note():
                notes.look(item)
            case Talk():
                talks.look(item)
            case Whole():
                _look_whole(store, item, source, wish, tally)
        await asyncio.sleep(0)
    return tally


async def unpack(store: Store, catalog: Catalog, luggage: Luggage, wish: Wish) -> Homecoming:
    """Bring everything in. Raises Unsupported for a format that is not known, and Invalid for what can't be read:
    what came before that stays.
    """
    reader, source, tally = _begun(store, luggage, wish)
    work = _Unpacking(Place(store, catalog, wish, source), reader, tally)
    try:
        return await work.run(luggage)
    except LettaError as error:
        work.note("failed", str(error))
        raise


def _begun(store: Store, luggage: Luggage, wish: Wish) -> tuple[Reader, str, Tally]:
    """The reader of a file, the source that it is, and who shall remember it, if that is known."""
    reader = recognise(luggage)
    source = f"import:{reader.NAME}:{sha256(luggage.data).hexdigest()}"
    ids = [store.agents.get(wish.agent_id).id] if wish.agent_id else _made_before(store, source)
    return reader, source, Tally(reader.NAME, source, ids)


def _made_before(store: Store, source: str) -> list[str]:
    """The agents that this very file has made, as far as they are still there."""
    ids = dict.fromkeys(
        one for earlier in store.homecomings.of_source(source) for one in earlier.report["made"]
    )
    return [agent_id for agent_id in ids if _exists(store, agent_id)]


def _exists(store: Store, agent_id: str) -> bool:
    try:
        return bool(store.agents.get(agent_id))
    except NotFound:
        return False


def _origin(reader: Reader, tally: Tally) -> str:
    """What the keys of a file are unique in: what one agent has of one format."""
    return " ".join([reader.NAME, *tally.agent_ids[:1]])


def _items(reader: Reader, luggage: Luggage, tally: Tally) -> Iterator[Note | Talk | Whole]:
    """What is in a file, counted as it is found; remarks are kept."""
    for item in reader.read(luggage):
        match item:
            case Remark():
                tally.remarks.add(item.path, item.message)
                continue
            case Note():
                tally.found["passages"] += 1
            case Talk():
                tally.found.update(conversations=1, messages=len(item.said))
            case Whole():
                tally.found.update(item.counts)
        yield item
    for remark in luggage.remarks:
        tally.remarks.add(remark.path, remark.message)


def _look_whole(store: Store, whole: Whole, source: str, wish: Wish, tally: Tally) -> None:
    (tally.skipped if _is_here(store, whole, source, wish) else tally.added).update(whole.counts)
    for name in whole.names:
        tally.example("agents", name)


def _is_here(store: Store, whole: Whole, source: str, wish: Wish) -> bool:
    """Whether all that a file made at once is still there, and nobody wants it again."""
    became = store.homecomings.became(source, whole.key)
    return bool(became) and not wish.again and all(_exists(store, one) for one in (became or "").split())


class _Unpacking:
    def __init__(self, place: Place, reader: Reader, tally: Tally) -> None:
        self._place, self._reader, self._tally = place, reader, tally
        self._store = place.store
        self._cause = Cause(actor="import", origin="import", source=place.source)
        self._made: list[str] = [] if place.wish.agent_id else list(tally.agent_ids)
        self._record = self._begin()
        self._waiting: list[Note] = []
        self._hands: tuple[Notes, Talks] | None = None

    async def run(self, luggage: Luggage) -> Homecoming:
        for item in _items(self._reader, luggage, self._tally):
            match item:
                case Note():
                    self._waiting.append(item)
                    if len(self._waiting) >= SLICE:
                        await self._bring_notes()
                case Talk():
                    await self._bring_talk(item)
                case Whole():
                    await self._bring_whole(item)
        await self._bring_notes()
        return self.note("completed")

    def note(self, state: HomecomingState, error: str | None = None) -> Homecoming:
        """Record how far the import has come."""
        failed = {"error": error} if error else {}
        report = {**self._tally.wire(), "made": self._made, **failed}
        return self._store.homecomings.note(self._record.id, state, report)

    def _begin(self) -> Homecoming:
        """The record of the import: of an earlier one of the same file to the same agent, or a new one."""
        for earlier in self._store.homecomings.of_source(self._place.source):
            if earlier.report["agent_ids"] == self._tally.agent_ids:
                return earlier
        report = {**self._tally.wire(), "made": self._made}
        return self._store.homecomings.create("import", self._place.source, report)

    async def _ready(self) -> tuple[Notes, Talks]:
        """The hands that put things in their places, once it is known whose these are."""
        if self._hands is None:
            if not self._tally.agent_ids:
                await self._make_agent()
            origin, agent_id = _origin(self._reader, self._tally), self._tally.agent_ids[0]
            once = self._place.wish.skip_duplicates
            self._hands = (
                Notes(self._store, origin, agent_id, self._tally, once=once),
                Talks(self._store, origin, agent_id, self._tally),
            )
        return self._hands

    async def _make_agent(self) -> None:
        """A new agent that shall remember."""
        wish, models = self._place.wish, await self._place.catalog.models()
        if not wish.model and not models:
            raise Invalid("Say which model the new agent uses: model=provider/name")
        new = AgentCreate(
            name=wish.name or f"From {self._reader.TITLE}"[:100],
            model=wish.model or models[0].handle,
            project_id=wish.project_id,
            memory_blocks=_BLOCKS,
        )
        await agents.create(
            self._store, self._place.catalog, new, then=lambda agent: self._note_made([agent.id])
        )

    def _note_made(self, agent_ids: list[str]) -> None:
        """Remember which agents this file has made. Call it in the transaction that makes them."""
        self._made = self._tally.agent_ids = [*self._made, *agent_ids]
        self.note("running")

    async def _bring_notes(self) -> None:
        if not self._waiting:
            return
        notes, _ = await self._ready()
        with self._store.because(self._cause):
            self._store.driver.transact(lambda: notes.bring(self._waiting))
        self._waiting = []
        self.note("running")
        await asyncio.sleep(0)

    async def _bring_talk(self, talk: Talk) -> None:
        _, talks = await self._ready()
        for _ in talks.bring(talk):
            await asyncio.sleep(0)
        self.note("running")

    async def _bring_whole(self, whole: Whole) -> None:
        """Agents that have come before and are still there don't come again."""
        source, tally = self._place.source, self._tally
        if _is_here(self._store, whole, source, self._place.wish):
            tally.skipped.update(whole.counts)
            return

        def then(agent_ids: list[str]) -> None:
            self._store.homecomings.arrived(source, whole.key, " ".join(agent_ids))
            tally.added.update(whole.counts)
            self._note_made(agent_ids)

        await whole.bring(replace(self._place, then=then))
        for name in whole.names:
            tally.example("agents", name)

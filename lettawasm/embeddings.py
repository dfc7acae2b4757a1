"""The vectors of a space: which embedder makes them, and the work of making them.

The work goes on by itself in small pieces, stops while an agent is answering, and can end at any moment: what is still
to be done stands in the database. While another embedder takes over, the vectors of the old one serve.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Literal

from .catalog import Catalog
from .embedding.static import StaticEmbedder
from .errors import LettaError
from .ports import Embedder, RunEnd
from .store import Store
from .store.embedders import Entry
from .store.vectors import KINDS, Kind

Vector = Sequence[float]
Pending = list[tuple[int, str]]
State = Literal["off", "working", "ready", "failed"]

BATCH = 256  # texts whose vectors are kept at once
PIECE = 16  # texts between two looks at who else wants to do something
PATIENCE = 5.0  # seconds that a search waits for its query's vector
FEW = 32  # pending rows that a search embeds for itself, if its embedder is one that needs no network


class Embeddings:
    """Implements `ports.RunWatcher`. `keep` lets work go on by itself."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        static: StaticEmbedder,
        keep: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._store, self._catalog, self._static, self._keep = store, catalog, static, keep
        self._is_working = self._is_settled = False
        self._going: set[str] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        store.vectors.embed_now = self._embed_now

    # Whose vectors they are

    def serving(self) -> Embedder | None:
        """The embedder by whose vectors a search goes now."""
        return self._of(self._store.embedders.serving())

    async def vector_of(self, text: str) -> Vector | None:
        """A text as the embedder sees that serves. None where there is none, or it can't be asked now."""
        try:
            embedder = self.serving()
            async with asyncio.timeout(PATIENCE):
                return (await embedder.embed([text]))[0] if embedder else None
        except (LettaError, TimeoutError):
            return None  # words find enough

    async def handles(self) -> dict[str, int]:
        """All that can be chosen, with the length of its vectors, or 0 where nobody knows it yet."""
        entries = [self._store.embedders.chosen(), self._store.embedders.serving()]
        known = {entry.handle: entry.dim for entry in entries if entry}
        others = dict.fromkeys(await self._catalog.embedding_models(), 0)
        return {self._static.handle: self._static.dim, **others, **known}

    async def choose(self, handle: str | None) -> None:
        """Let another embedder make the vectors from now on, or none. Raises LettaError for one that doesn't work."""
        if handle is None:
            self._store.embedders.choose(None)
        else:
            [vector] = await self._named(handle, 0).embed(["Which way does this point?"])
            self._store.embedders.choose(handle, len(vector))
        self.wake(changed=True)

    def status(self) -> dict[str, Any]:
        """How far the work has come."""
        chosen, serving = self._store.embedders.chosen(), self._store.embedders.serving()
        counts = {kind: self._store.vectors.counts(kind, chosen.handle) for kind in KINDS} if chosen else {}
        return {
            "handle": chosen and chosen.handle,
            "dim": chosen and chosen.dim,
            "serving": serving and serving.handle,
            "state": self._state(chosen),
            "error": chosen and chosen.error,
            "kinds": {kind: {"done": done, "pending": pending} for kind, (done, pending) in counts.items()},
        }

    def _state(self, chosen: Entry | None) -> State:
        if chosen is None:
            return "off"
        return "working" if self._is_working else "failed" if chosen.error else "ready"

    def _of(self, entry: Entry | None) -> Embedder | None:
        return self._named(entry.handle, entry.dim) if entry else None

    def _named(self, handle: str, dim: int) -> Embedder:
        return self._static if handle == self._static.handle else self._catalog.embedder(handle, dim)

    def _embed_now(self, texts: Sequence[str]) -> Sequence[Vector] | None:
        serving = self._store.embedders.serving()
        is_here = serving is not None and serving.handle == self._static.handle
        return self._static.embed_now(texts) if is_here else None

    # The work

    def began(self, run_id: str, agent_id: str) -> None:
        self._going.add(run_id)
        self._quiet.clear()

    def ended(self, end: RunEnd) -> None:
        self._going.discard(end.run_id)
        if not self._going:
            self._quiet.set()
        self.wake(changed=True)

    def wake(self, *, changed: bool) -> None:
        """See whether there is anything to do, now that something may have `changed`; soon, and not now."""
        self._is_settled = self._is_settled and not changed
        if not self._is_settled and not self._is_working:
            self._is_working = True
            self._keep(self._work())

    async def _work(self) -> None:
        try:
            while not self._is_settled:
                self._is_settled = True
                await self._catch_up()
        finally:
            self._is_working = False

    async def _catch_up(self) -> None:
        """Embed all there is to embed. What goes wrong is noted, and tried again when something changes."""
        while chosen := self._store.embedders.chosen():
            await self._quiet.wait()
            kind, pending = self._todo(chosen)
            if kind is None:
                break
            try:
                await self._embed(self._named(chosen.handle, chosen.dim), kind, pending)
            except Exception as error:  # nobody awaits this: what isn't noted is lost
                known = isinstance(error, LettaError)
                self._store.embedders.note(
                    chosen.handle, str(error) if known else f"{type(error).__name__}: {error}"
                )
                return
        if chosen and not (chosen.is_serving and chosen.error is None):
            self._store.embedders.finish()

    def _todo(self, chosen: Entry) -> tuple[Kind | None, Pending]:
        """The first kind of which enough is pending."""
        waits_for_more = chosen.is_serving and chosen.handle == self._static.handle
        for kind in KINDS:
            pending = self._store.vectors.pending(kind, chosen.handle, BATCH)
            if len(pending) > (FEW if waits_for_more else 0):
                return kind, pending
        return None, []

    async def _embed(self, embedder: Embedder, kind: Kind, pending: Pending) -> None:
        vectors: list[Vector] = []
        size = BATCH if embedder.is_strong else PIECE
        for start in range(0, len(pending), size):
            await asyncio.sleep(0)
            await self._quiet.wait()
            vectors += await embedder.embed([text for _, text in pending[start : start + size]])
        if (chosen := self._store.embedders.chosen()) and chosen.handle == embedder.handle:
            self._store.vectors.put(kind, embedder.handle, pending, vectors)
            self._store.vectors.tidy(kind, embedder.handle)

"""The embedder that is always there: a table of word pieces' vectors, which asks no model and no network."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from ..errors import Misconfigured
from ..ports import TransportError
from .table import Table

FILE = "static-128.bin"
SIZE = 2_168_184  # bytes

Bring = Callable[[], Awaitable[bytes]]


class StaticEmbedder:
    """Implements `ports.Embedder`. `bring` fetches the table for hosts that keep it apart from the package."""

    handle, dim, is_strong = "lettawasm/static-128", 128, False

    _table: ClassVar[Table | None] = None  # of the whole process, whichever space was the first to need it

    def __init__(self, bring: Bring | None = None) -> None:
        self._bring = bring

    async def embed(self, texts: Sequence[str]) -> list[Sequence[float]]:
        """A vector for each text. Raises Misconfigured where the table can't be had."""
        if self._table is None and self._bring is not None:
            StaticEmbedder._table = await _brought(self._bring)
        table = self._table or self._packaged()
        return [table.vector(text) for text in texts]

    def embed_now(self, texts: Sequence[str]) -> list[Sequence[float]] | None:
        """The same at once; None as long as the table has to be brought first."""
        if self._table is None and self._bring is not None:
            return None
        table = self._table or self._packaged()
        return [table.vector(text) for text in texts]

    @staticmethod
    def _packaged() -> Table:
        from importlib.resources import files  # not for those who never search

        table = StaticEmbedder._table = Table(files(__package__).joinpath(FILE).read_bytes())
        return table


async def _brought(bring: Bring) -> Table:
    try:
        data = await bring()
    except TransportError as error:
        raise Misconfigured(
            f"The table of the embedder {StaticEmbedder.handle} could not be fetched: {error}"
        ) from None
    if len(data) != SIZE:
        raise Misconfigured(
            f"What came as the table of the embedder {StaticEmbedder.handle} is another file."
        )
    return Table(data)

"""The formats that are known, and which of them a file has."""

from collections.abc import Iterator
from typing import Protocol

from ..errors import Unsupported
from . import agent_files, backups, basic_memory, chatgpt, claude, graph, mem0
from .items import Item
from .luggage import Luggage


class Reader(Protocol):
    """One format. A module does: `NAME` is its name in sources and reports, `TITLE` the one that people know."""

    NAME: str
    TITLE: str

    def recognises(self, luggage: Luggage) -> bool:
        """Whether a file has this format: by what is in it, reading little, and never raising for a stranger's."""
        ...

    def read(self, luggage: Luggage) -> Iterator[Item]:
        """What is in it, in the file's order. Raises Invalid or TooLarge for what can't be read."""
        ...


# The first that recognises a file reads it.
READERS: tuple[Reader, ...] = (backups, agent_files, chatgpt, claude, mem0, graph, basic_memory)


def recognise(luggage: Luggage) -> Reader:
    """The reader of a file. Raises Unsupported for a format that is not known, Invalid for a broken zip."""
    for reader in READERS:
        if reader.recognises(luggage):
            return reader
    known = ", ".join(reader.TITLE for reader in READERS)
    raise Unsupported(f"What this file is could not be told. Known are: {known}.{_why(luggage)}")


def _why(luggage: Luggage) -> str:
    """What is wrong with the file, if something is."""
    for part in luggage.parts[:1]:
        if part.trouble:
            return f" {part.trouble}"
    return ""

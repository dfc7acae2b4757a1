"""Making a block's text shorter without a model: its oldest lines, which are its first ones, go. Pure."""

import unicodedata
from dataclasses import dataclass

from ..documents.chunks import chunks
from .quality import UNSPACED
from .texts import shortened

_JOINERS = "\u200d\ufe0e\ufe0f"


@dataclass(frozen=True, slots=True)
class Short:
    """What a text becomes, and what of it goes: together they are all that it said."""

    kept: str
    gone: str = ""

    @property
    def pieces(self) -> list[str]:
        """What goes, as passages."""
        return [words for piece in chunks(self.gone) if (words := piece.text.strip())]


def without_oldest(text: str, most: int) -> Short:
    """The end of a text, of at most `most` characters. It begins with a line, or with a word where that line alone is
    longer, and never within a word.
    """
    if len(text) <= most:
        return Short(text)
    start = len(text) - len(shortened(text, most, "end"))
    while start < len(text) and not _may_begin(text, start):
        start += 1
    return Short(text[start:].lstrip(), text[:start].rstrip())


def into_archive(text: str, most: int, label: str) -> Short:
    """The same, with a line at the beginning that says where the rest is found; unless there is no room for it."""
    if len(text) <= most:
        return Short(text)
    note = pointer(label)
    own = text.removeprefix(note).lstrip("\n")
    if 2 * len(note) > most:
        return without_oldest(own, most)
    short = without_oldest(own, most - len(note) - 1)
    return Short(f"{note}\n{short.kept}".rstrip(), short.gone)


def pointer(label: str) -> str:
    return f"[Older lines are in archival memory, tagged {label!r}.]"


def _may_begin(text: str, start: int) -> bool:
    """Whether a text can begin there: neither within a word nor within what is read as one sign."""
    before, first = text[start - 1], text[start]
    if unicodedata.category(first).startswith("M") or first in _JOINERS or before == "\u200d":
        return False
    return before.isspace() or first.isspace() or bool(UNSPACED.match(before) or UNSPACED.match(first))

"""Looking through many texts without keeping others waiting: between two pieces the server answers them."""

import asyncio
from collections.abc import Iterable, Iterator

from .findings import Finding, Place
from .suspicion import Passage
from .texts import PIECE, look

MOST_CHARACTERS = 400_000  # of all texts; what is longer is told


async def look_through(passages: Iterable[Passage]) -> list[Finding]:
    """What is suspicious in texts, as far as they are looked at."""
    found: list[Finding] = []
    left, since = MOST_CHARACTERS, 0
    unread: dict[Place, None] = {}
    for passage in passages:
        if len(passage.text) > left:
            unread[passage.place] = None
            continue
        left -= len(passage.text)
        for piece in _pieces(passage.text):
            found += look(piece, passage.place, passage.voice)
            since += len(piece)
            if since > PIECE:
                since = 0
                await asyncio.sleep(0)
    words = "This is too long to be looked at as a whole. Read it, or leave it out."
    return found + [Finding("note", "unread", place, words) for place in unread]


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces that end where a line does, if one does."""
    start = 0
    while start < len(text):
        end = start + PIECE
        cut = text.rfind("\n", start, end) + 1 if end < len(text) else len(text)
        yield text[start : (cut if cut > start else end)]
        start = cut if cut > start else end

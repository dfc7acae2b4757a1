"""What a word may have been meant to be that stands nowhere: a word of the index that is nearly the same."""

import unicodedata

from ..search import words_of
from ..spelling import likely
from .words import Source

_MOST = 3  # corrections of a word
_MOST_STEMS = 5_000  # of the index, that are compared


def corrections(source: Source, word: str) -> list[str]:
    """Words that stand in some row, as near as any to this one, which stands in none."""
    plain = _plain(word)
    near = likely(plain, _stems(source, plain[:2])) or likely(plain, _stems(source, plain[:1]))
    return [found for stem in near[:_MOST] if (found := _a_word_of(source, stem))]


def _stems(source: Source, beginning: str) -> list[str]:
    """What the index has that begins so."""
    rows = source.driver.execute(
        f"SELECT term FROM {source.table}_terms WHERE term >= ? AND term < ? LIMIT ?",
        [beginning, beginning + "\U0010ffff", _MOST_STEMS],
    )
    return [row["term"] for row in rows]


def _a_word_of(source: Source, stem: str) -> str | None:
    """One of the words that the index has under a stem: only words can be asked for."""
    row = f"SELECT doc FROM {source.table}_places WHERE term = ? LIMIT 1"
    rows = source.driver.execute(
        f"SELECT {source.said} AS said FROM {source.table} WHERE seq = ({row})", [stem]
    )
    words = [
        (_shared(_plain(word), stem), -len(word), word) for word in words_of(rows[0]["said"] if rows else "")
    ]
    shared, _, word = max(words, default=(0, 0, ""))
    return word if shared >= len(stem) - 1 else None  # a stem may end in another letter than its word


def _shared(word: str, stem: str) -> int:
    """How many letters both begin with."""
    pairs = zip(word, stem, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(word), len(stem)))


def _plain(word: str) -> str:
    """Without accents, as the index has it."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))

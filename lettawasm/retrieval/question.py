"""What is asked, as each kind of memory reads it: its terms, and what a misspelt word was meant to be."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..schemas.search import Kind
from ..search import Terms, terms
from ..spelling import most_edits
from ..store import Store
from ..store.corrections import corrections
from ..store.filters import SOURCES
from ..store.words import Source

_MOST_CORRECTED = 3  # words of a query


@dataclass(frozen=True, slots=True)
class Question:
    """A query read for some kinds of memory. `corrections` are by the word that was written."""

    text: str
    terms: dict[Kind, Terms]
    corrections: dict[str, list[str]] = field(default_factory=dict)


def source_of(store: Store, kind: Kind) -> Source:
    return Source(store.driver, *SOURCES[kind])


def asked(store: Store, query: str, kinds: Sequence[Kind]) -> Question:
    """Read a query. A word that stands nowhere in a kind of memory is asked for there as what it is near to."""
    wanted = terms(query)
    doubtful = [word for word in wanted.words if most_edits(word)]
    found: dict[str, list[str]] = {}
    read: dict[Kind, Terms] = {}
    for kind in kinds:
        source = source_of(store, kind)
        unknown = [word for word in doubtful if not source.count(word)][:_MOST_CORRECTED]
        meant = {word: corrections(source, word) for word in unknown}
        words = [other for word in wanted.words for other in (word, *meant.get(word, ()))]
        read[kind] = replace(wanted, words=tuple(dict.fromkeys(words)))
        for word, others in meant.items():
            known = found.get(word, [])
            found[word] = [*known, *(other for other in others if other not in known)]
    return Question(query, read, {word: others for word, others in found.items() if others})

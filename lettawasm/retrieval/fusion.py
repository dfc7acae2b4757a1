"""One ranking out of several. Pure.

A weak embedder is right about as often as words are, in other places: their rankings are fused by place (reciprocal
rank fusion, Cormack, Clarke and Büttcher 2009), as their scores can't be compared. A strong one is right by itself;
words then only decide between things that are about as like.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..schemas.search import Why

_SOFTENING = 60  # the paper's k: how little the first places differ
WORDS_BONUS = 0.05  # at most, on a likeness

Key = tuple[int, int]  # a kind's place and a row's number
Scored = Sequence[tuple[Key, float]]  # the best first


@dataclass(frozen=True, slots=True)
class Ranked:
    key: Key
    score: float
    why: Why


def by_place(words: Sequence[Scored], likeness: Sequence[Scored]) -> list[Ranked]:
    """All that was found, by its places in the rankings that have it."""
    shares: dict[Key, list[float]] = {}
    for ranking in (*words, *likeness):
        for place, (key, _) in enumerate(ranking, 1):
            shares.setdefault(key, []).append(1 / (_SOFTENING + place))
    return _ranked({key: math.fsum(each) for key, each in shares.items()}, words, likeness)


def by_likeness(words: Sequence[Scored], likeness: Sequence[Scored]) -> list[Ranked]:
    """What is alike, by how much, and a little more where words match, too. What only has the words comes last."""
    scores: dict[Key, float] = {}
    for ranking in likeness:
        for key, alike in ranking:
            scores[key] = max(alike, scores.get(key, alike))
    bonus: dict[Key, float] = {}
    for ranking in words:
        most = max((score for _, score in ranking), default=0.0) or 1.0
        for key, score in ranking:
            bonus[key] = max(WORDS_BONUS * score / most, bonus.get(key, 0.0))
    scores |= {key: scores.get(key, 0.0) + more for key, more in bonus.items()}
    return _ranked(scores, words, likeness)


def _ranked(scores: dict[Key, float], words: Sequence[Scored], likeness: Sequence[Scored]) -> list[Ranked]:
    """Of equals the newest of the first kind comes first, so that the order is total."""
    said, alike = ({key for ranking in rankings for key, _ in ranking} for rankings in (words, likeness))

    def why(key: Key) -> Why:
        return "both" if key in said and key in alike else "words" if key in said else "likeness"

    order = sorted(scores, key=lambda key: (-scores[key], key[0], -key[1]))
    return [Ranked(key, scores[key], why(key)) for key in order]

"""Whether two texts say the same, as far as words can tell. Pure.

It is better to keep a thing twice than to lose one: a single other word, number or order of words makes another text.
Only spelling, punctuation, articles, plurals and the like don't count.
"""

import math
import re
import unicodedata
from collections.abc import Sequence

# Of texts whose words agree. Likeness alone decides nothing: the static table finds "is 3 May" and "is 4 May" the same.
LEAST_LIKENESS = 0.85
_PIECE = re.compile(r"[^\W_]+")
_EMPTY = frozenset("a an the that is are s".split())


def says_the_same(one: str, other: str) -> bool:
    pieces = _pieces(one)
    return bool(pieces) and pieces == _pieces(other)


def likeness(one: Sequence[float], other: Sequence[float]) -> float:
    """The cosine of two vectors; 0 where one points nowhere."""
    length = math.hypot(*one) * math.hypot(*other)
    return sum(a * b for a, b in zip(one, other, strict=True)) / length if length else 0.0


def plain(text: str) -> str:
    """In one spelling, without capitals."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


def _pieces(text: str) -> list[str]:
    """The words of a text that tell something, without their plurals."""
    words = [word for word in _PIECE.findall(plain(text).replace("n't", " not")) if word not in _EMPTY]
    return [word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word for word in words]

"""Rows in pure Python: a sketch of each as one large integer finds candidates, whose likeness is then worked out.

A sketch has a bit for each number's sign; short vectors have two more, which tell large numbers from small ones. How
many bits of two sketches differ is a distance, and counting them is the fastest thing Python can do with vectors.
"""

from array import array
from collections.abc import Sequence
from itertools import compress

from .int8 import length_of, numbers_in, product

CANDIDATES = 400  # measured: 98 of 100 of the true ten nearest are among them, of 100,000 rows
FEW = 800  # rows are compared one by one
LARGE = 30  # of 127
SHORT = 256  # bytes; a longer row's signs tell enough


def _digits(base: int) -> bytes:
    """For each byte of a row its digit, in which the bits of equal steps differ by their distance."""
    signed = [byte - 256 if byte > 127 else byte for byte in range(256)]
    steps = [(n > -LARGE) + (n > 0) + (n > LARGE) if base == 8 else n > 0 for n in signed]
    return bytes(b"0137"[step] for step in steps)


_DIGITS = {base: _digits(base) for base in (2, 8)}


class SketchRows:
    """Implements `ports.Rows`."""

    def __init__(self, width: int) -> None:
        self._width, self._base = width, 8 if width <= SHORT else 2
        self._numbers = array("q")
        self._vectors = bytearray()
        self._shown = bytearray()
        self._lengths = array("d")  # of rows that were candidates; -1 of the others
        self._sketches: list[int] = []

    def append(self, numbers: Sequence[int], vectors: bytes) -> None:
        self._numbers.extend(numbers)
        self._vectors += vectors
        self._shown += b"\1" * len(numbers)
        self._lengths.extend([-1.0] * len(numbers))
        places = range(0, len(vectors), self._width)
        self._sketches += [self._sketch(vectors[place : place + self._width]) for place in places]

    def show(self, place: int, count: int, is_shown: bool) -> None:
        self._shown[place : place + count] = bytes([is_shown]) * count

    def nearest(self, query: bytes, most: int, allowed: bytes | None = None) -> list[tuple[int, float]]:
        places: Sequence[int] = range(len(self._numbers))
        shown = self._shown if allowed is None else self._allowed(allowed)
        if 0 in shown:
            places = list(compress(places, shown))
        if len(places) > FEW:
            places = self._likely(query, places, max(CANDIDATES, 2 * most))
        asked = numbers_in(query)
        length = length_of(asked)
        found = [(self._numbers[place], self._product(asked, place) / length) for place in places if length]
        return sorted(found, key=lambda each: (-each[1], each[0]))[:most]

    def _product(self, asked: Sequence[int], place: int) -> float:
        """With the row as if its length were 1."""
        start = place * self._width
        row = numbers_in(self._vectors[start : start + self._width])
        length = self._lengths[place]
        if length < 0:
            length = self._lengths[place] = length_of(row)
        return product(asked, row) / length if length else 0.0

    def _likely(self, query: bytes, places: Sequence[int], wanted: int) -> list[int]:
        """At least as many places as are wanted, and not many more: a sample tells how far away those may be."""
        asked, sketches = self._sketch(query), self._sketches
        if len(places) < len(sketches):
            sketches = [sketches[place] for place in places]
        distances = [(asked ^ sketch).bit_count() for sketch in sketches]
        sample = sorted(distances[:: max(1, len(distances) // 4_000)])
        rank = wanted * len(sample) // len(distances)
        while True:
            farthest = sample[min(rank, len(sample) - 1)]
            likely = [place for place, far in zip(places, distances, strict=True) if far <= farthest]
            if len(likely) >= wanted or rank >= len(sample):
                return likely
            rank += 2 + rank // 2

    def _allowed(self, allowed: bytes) -> bytes:
        beyond = len(allowed)
        pairs = zip(self._numbers, self._shown, strict=True)
        return bytes([shown and number < beyond and allowed[number] for number, shown in pairs])

    def _sketch(self, row: bytes) -> int:
        return int(row.translate(_DIGITS[self._base]), self._base)

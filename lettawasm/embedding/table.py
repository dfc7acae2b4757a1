"""A table of word pieces' vectors, and the sums of them that stand for texts.

Its bytes: the number of pieces and of a row's numbers (two unsigned 32-bit integers, little-endian); the rows, four
bits a number, the upper half of a byte first, each 8 more than it counts; a 16-bit weight for each row; and the pieces
in UTF-8, a line each.

All sums are of whole numbers, so that every machine makes the same vector of a text.
"""

import math
import struct
from collections.abc import Mapping

from .word_pieces import pieces_of, words_of

HEAD = struct.Struct("<II")
ZERO = 8  # what stands for it in four bits
LONGEST = 10_000  # characters of a text that count: reading on would keep everything else waiting
_KEPT = 4_096  # words whose sums are remembered: about 4 MB

# A row becomes one long integer, with eight bytes for each of its numbers: Python adds such at the machine's speed.
_LANE = 8
_DIGITS = bytes.maketrans(b"0123456789abcdef", bytes(range(16)))
_Sum = tuple[int, int]  # of weighted rows, and of their weights


class Table:
    def __init__(self, data: bytes) -> None:
        count, self.dim = HEAD.unpack_from(data)
        self._width = self.dim // 2
        weights = HEAD.size + count * self._width
        self._rows = memoryview(data)[HEAD.size : weights]
        self._weights = struct.unpack_from(f"<{count}H", data, weights)
        pieces = data[weights + 2 * count :].decode().split("\n")
        self._places: Mapping[str, int] = {piece: place for place, piece in enumerate(pieces)}
        self._lanes = struct.Struct(f"<{self.dim}Q")
        self._known: dict[str, _Sum] = {}

    def vector(self, text: str) -> list[float]:
        """Where a text points, with a length of 1; all zeros if it has no known word. Repeating changes nothing."""
        total = weight = 0
        for word in dict.fromkeys(words_of(text[:LONGEST])):
            row, heavy = self._known.get(word) or self._learn(word)
            total += row
            weight += heavy
        middle = ZERO * weight
        numbers = [lane - middle for lane in self._lanes.unpack(total.to_bytes(self._lanes.size, "little"))]
        length = math.hypot(*numbers)
        return [number / length for number in numbers] if length else [0.0] * self.dim

    def _learn(self, word: str) -> _Sum:
        total = weight = 0
        for piece in pieces_of(word, self._places):
            place = self._places[piece]
            total += self._weights[place] * self._row(place)
            weight += self._weights[place]
        if len(self._known) >= _KEPT:
            self._known.clear()
        self._known[word] = total, weight
        return total, weight

    def _row(self, place: int) -> int:
        row = self._rows[place * self._width : (place + 1) * self._width]
        lanes = bytearray(self._lanes.size)
        lanes[::_LANE] = row.hex().encode().translate(_DIGITS)
        return int.from_bytes(lanes, "little")

"""Vectors with a byte for each number, the largest of which fills it. Only directions are kept."""

import math
from array import array
from collections.abc import Callable, Sequence
from operator import mul

STEP = 16  # bytes, which is what a processor takes at once


def width_of(dim: int) -> int:
    """The bytes of a row of `dim` numbers. It may end in zeros, which change no angle."""
    return -(-dim // STEP) * STEP


def row_of(vector: Sequence[float]) -> bytes:
    largest = max(map(abs, vector), default=0.0)
    scale = 127 / largest if largest else 0.0
    row = array("b", [round(number * scale) for number in vector]).tobytes()
    return row.ljust(width_of(len(row)), b"\0")


def numbers_in(row: bytes | bytearray | memoryview) -> list[int]:
    return memoryview(row).cast("b").tolist()


def length_of(numbers: Sequence[int]) -> float:
    return math.sqrt(product(numbers, numbers))


def cosine(one: Sequence[int], other: Sequence[int]) -> float:
    """Between -1 and 1; 0 where one of them has no direction."""
    lengths = product(one, one) * product(other, other)
    return product(one, other) / math.sqrt(lengths) if lengths else 0.0


def _sum_of_products(one: Sequence[int], other: Sequence[int]) -> int:
    return sum(map(mul, one, other))


product: Callable[[Sequence[int], Sequence[int]], float] = getattr(
    math, "sumprod", _sum_of_products
)  # from 3.12 on

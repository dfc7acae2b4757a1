"""Runs in Pyodide: the kernel beside brute force and beside the rows in pure Python, and what can go wrong with it."""

import json
import random

from lettawasm.hosts.simd import SimdKernel, SimdRows
from lettawasm.vectors import SketchRows
from lettawasm.vectors.int8 import cosine, numbers_in, row_of

source = random.Random(1)
kernel = SimdKernel()


def vector(width: int) -> bytes:
    return row_of([source.gauss(0, 1) for _ in range(width)])


def is_same(one: list[tuple[int, float]], other: list[tuple[int, float]]) -> bool:
    """The kernel works with half of Python's digits."""
    close = (abs(a[1] - b[1]) < 1e-6 for a, b in zip(one, other, strict=True))
    return [number for number, _ in one] == [number for number, _ in other] and all(close)


def exactly(
    rows: dict[int, bytes], query: bytes, most: int, allowed: bytes | None
) -> list[tuple[int, float]]:
    asked = numbers_in(query)
    near = [
        (number, cosine(asked, numbers_in(row)))
        for number, row in rows.items()
        if allowed is None or (number < len(allowed) and allowed[number])
    ]
    return sorted(near, key=lambda each: (-each[1], each[0]))[:most]


def agreements(width: int) -> list[bool]:
    """Rows that came in pieces, some hidden, one without direction, several the same; asked in many ways."""
    vectors = [vector(width) for _ in range(300)]
    vectors[7], vectors[9], vectors[11] = bytes(width), vectors[3], vectors[3]
    rows = dict(zip(range(5, 605, 2), vectors, strict=True))
    fast, slow = kernel.rows(width), SketchRows(width)
    for each in (fast, slow):
        for start in (0, 1, 100):
            part = slice(start, {0: 1, 1: 100, 100: 300}[start])
            each.append(list(rows)[part], b"".join(vectors[part]))
        each.append([], b"")
        each.show(20, 5, False)
        each.show(22, 1, True)
    shown = {number: rows[number] for place, number in enumerate(rows) if place not in (20, 21, 23, 24)}
    masks = (None, b"", bytes(3), bytes(n % 3 == 0 for n in range(400)))
    return [
        is_same(fast.nearest(query, most, mask), wanted) and is_same(slow.nearest(query, most, mask), wanted)
        for query in (vector(width), vectors[3])
        for most in (0, 1, 10, 1_000)
        for mask in masks
        for wanted in [exactly(shown, query, most, mask)]
    ]


def recall(width: int, count: int) -> tuple[float, float]:
    """How many of the true ten nearest the kernel finds, and how many pure Python does, of rows in clusters."""
    centres = [[source.gauss(0, 1) for _ in range(width)] for _ in range(count // 40)]
    near = lambda: [number + source.gauss(0, 1) for number in source.choice(centres)]  # noqa: E731
    rows = {number: row_of(near()) for number in range(count)}
    fast, slow = kernel.rows(width), SketchRows(width)
    for each in (fast, slow):
        each.append(list(rows), b"".join(rows.values()))
    found = [0, 0]
    for _ in range(10):
        query = row_of(near())
        wanted = {number for number, _ in exactly(rows, query, 10, None)}
        for place, each in enumerate((fast, slow)):
            found[place] += len(wanted & {number for number, _ in each.nearest(query, 10)})
    return found[0] / 100, found[1] / 100


print(
    json.dumps(
        {
            "is_simd": isinstance(kernel.rows(16), SimdRows),
            "agreements": {width: agreements(width) for width in (16, 128, 384)},
            "recall": {width: recall(width, 3_000) for width in (128, 384)},
            "empty": kernel.rows(128).nearest(vector(128), 5),
            "without direction": agreements(16) and kernel.rows(16).nearest(bytes(16), 5),
        }
    )
)

"""Metric families and their text, as Prometheus reads it.

Format: https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

Sample = tuple[str, dict[str, str], float]  # what follows the family's name, labels, value


@dataclass
class Number:
    """A number for each combination of labels: a counter only grows, a gauge also falls."""

    kind: Literal["counter", "gauge"]
    name: str
    help: str
    labels: tuple[str, ...] = ()
    _values: dict[tuple[str, ...], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.labels:
            self._values[()] = 0  # it is known from the start

    def add(self, *labels: str, by: float = 1) -> None:
        self._values[labels] = self._values.get(labels, 0) + by

    def samples(self) -> Iterator[Sample]:
        for labels, value in self._values.items():
            yield "", dict(zip(self.labels, labels, strict=True)), value


@dataclass
class Histogram:
    """How many observations of each combination of labels were no larger than each of `bounds`."""

    name: str
    help: str
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = SECONDS
    kind: Literal["histogram"] = "histogram"
    _counts: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    _sums: dict[tuple[str, ...], float] = field(default_factory=dict)

    def observe(self, value: float, *labels: str) -> None:
        counts = self._counts.setdefault(labels, [0] * (len(self.bounds) + 1))
        counts[bisect_left(self.bounds, value)] += 1
        self._sums[labels] = self._sums.get(labels, 0) + value

    def samples(self) -> Iterator[Sample]:
        bounds = [*map(number, self.bounds), "+Inf"]
        for values, counts in self._counts.items():
            labels = dict(zip(self.labels, values, strict=True))
            for bound, count in zip(bounds, accumulate(counts), strict=True):
                yield "_bucket", {**labels, "le": bound}, count
            yield "_sum", labels, self._sums[values]
            yield "_count", labels, sum(counts)


def render(families: Iterable[Number | Histogram], everywhere: Mapping[str, str]) -> str:
    """The families as text. The labels `everywhere` stand on every sample."""
    lines = []
    for family in families:
        lines.append(f"# HELP {family.name} {_escaped(family.help)}")
        lines.append(f"# TYPE {family.name} {family.kind}")
        for suffix, labels, value in family.samples():
            lines.append(f"{family.name}{suffix}{_braced({**everywhere, **labels})} {number(value)}")
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _braced(labels: Mapping[str, str]) -> str:
    pairs = [
        f'{name}="{_escaped(value).replace(chr(34), chr(92) + chr(34))}"' for name, value in labels.items()
    ]
    return f"{{{','.join(pairs)}}}" if pairs else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")

"""A query as the space's embedder sees it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Vector:
    """`is_strong` tells whether likeness alone ranks well; otherwise it is fused with words."""

    values: Sequence[float]
    is_strong: bool = False

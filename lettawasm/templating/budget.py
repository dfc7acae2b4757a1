"""What one rendering may cost. A character that is read or made costs one, an entry of a list `NODE`, and so does
each node of a loop's body in each round.
"""

from typing import Any

MOST_OUTPUT = 400_000  # characters: with four bytes each still a value that a row can hold
MOST_COST = 10_000_000
NODE = 20
KEY = ".budget"  # where a rendering finds its own: a name that no template can write


class TemplateProblem(ValueError):
    """Why a template can't be used, in words for whoever wrote it; `line` counts from 1 where it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.line = line


class Budget:
    def __init__(self, cost: int = MOST_COST) -> None:
        self.left = cost

    def pay(self, cost: int) -> None:
        if cost > self.left:
            raise TemplateProblem("the template takes too much work: fewer or shorter loops would do")
        self.left -= cost


def size(value: Any) -> int:
    """What reading a value costs."""
    if isinstance(value, str):
        return len(value)
    return NODE * (len(value) if isinstance(value, list | tuple | dict) else 1)

"""JSON from outside, read so that it can be stored and told again. Python's own reader takes more than JSON is."""

import json
import math
from typing import Any

MAX_DEPTH = 100  # what every reader further on can take, SQLite's and pydantic's included


def loads(text: bytes | str) -> Any:
    """The value. Raises ValueError for anything that is no JSON, for a number that is not finite, for half of a
    surrogate pair, and for deep nesting.
    """
    try:
        value = json.loads(text, parse_constant=_not_a_number, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    _check(value)
    return value


def _not_a_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _check(value: Any) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        if not level:
            return
        below: list[Any] = []
        for entry in level:
            if isinstance(entry, str):
                _check_text(entry)
            elif isinstance(entry, list):
                below.extend(entry)
            elif isinstance(entry, dict):
                below.extend(entry)
                below.extend(entry.values())
        level = below
    raise ValueError("it is nested too deeply")


def _check_text(text: str) -> None:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ValueError("a text has half of a surrogate pair in it and can't be stored") from None

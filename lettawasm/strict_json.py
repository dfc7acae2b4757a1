"""JSON from outside, read so that it can be stored and told again. Python's own reader takes more than JSON is."""

import json
import math
import re
from itertools import accumulate
from typing import Any

MAX_DEPTH = 100  # what every reader further on can take, SQLite's and pydantic's included
_NO_BRACKETS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[^][{}"]+', re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


def loads(text: bytes | str) -> Any:
    """The value. Raises ValueError for anything that is no JSON, for a number that is not finite, for half of a
    surrogate pair, and for deep nesting.
    """
    value = parse(text, parse_constant=_not_a_number, parse_float=_finite)
    _check(value)
    return value


def parse(text: bytes | bytearray | str, **options: Any) -> Any:
    """What json.loads makes of it, but ValueError for deep nesting, which in WebAssembly ends the interpreter."""
    if not isinstance(text, str):
        text = text.decode(json.detect_encoding(text), "surrogatepass")
    if _is_deep(text):
        raise ValueError("it is nested too deeply")
    return json.loads(text, **options)


def _is_deep(text: str) -> bool:
    """Whether some bracket stands in more than MAX_DEPTH others, as far as the text is JSON."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    steps = map(_STEPS.__getitem__, _NO_BRACKETS.sub("", text))
    return max(accumulate(steps), default=0) > MAX_DEPTH


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

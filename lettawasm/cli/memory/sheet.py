"""A state as lines that can be compared: a name and a value each, texts line by line under their name."""

import json
from collections.abc import Iterator
from typing import Any

_INDENT = "  "
_TEXTS = ("value", "text", "system")  # lines however few they are


def sheet(state: dict[str, Any] | None) -> str:
    """Nothing for what isn't there. Fields that say nothing are left out."""
    return "\n".join(_lines(state)) if state is not None else ""


def _lines(value: Any) -> Iterator[str]:
    for name in sorted(value):
        inside = value[name]
        if inside in (None, "", [], {}):
            continue
        match inside:
            case dict():
                yield f"{name}:"
                yield from (_INDENT + line for line in _lines(inside))
            case list():
                yield f"{name}:"
                yield from (_INDENT + "- " + _short(entry) for entry in inside)
            case str() if name in _TEXTS or "\n" in inside:
                yield f"{name}:"
                yield from (_INDENT + line for line in inside.split("\n"))
            case _:
                yield f"{name}: {_short(inside)}"


def _short(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)

"""What a call has to show, as JSON and within bounds."""

import io
import json
from typing import Any

Json = Any
NOTHING_TO_SHOW = "a value that can't be shown"

# As they were before any tool ran:
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=lambda value: _plain(value)).encode
_decode = json.JSONDecoder().decode


class Clipped(io.StringIO):
    """Keeps the beginning of what is written, and tells how much more there was."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._room, self._lost = limit, 0

    def write(self, text: str) -> int:
        kept = super().write(text[: self._room])
        self._room -= kept
        self._lost += len(text) - kept
        return len(text)

    def getvalue(self) -> str:
        return super().getvalue() + (_cut(self._lost) if self._lost else "")


def clipped(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit] + _cut(len(text) - limit)


def shown(value: Any, limit: int | None = None) -> Json:
    """A value as JSON has it, else as its text; the beginning of the text where it is longer than `limit`."""
    try:
        text = as_text(value)
        made = _decode(text)
    except Exception:  # NaN, a cycle, keys that are no text, or whatever a class of theirs raises
        text = made = _str(value)
    if limit is None or len(text) <= limit:
        return made
    return clipped(made if isinstance(made, str) else text, limit)


def as_text(value: Any) -> str:
    """JSON without halves of surrogate pairs. Raises for what JSON can't say."""
    return _encode(value).encode("utf-8", "replace").decode()


def _plain(value: Any) -> Json:
    """What JSON has no word for, in words it has."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, type):
        return {name: getattr(value, name) for name in value.__dataclass_fields__}
    return list(value) if isinstance(value, set | frozenset) else _str(value)


def _str(value: Any) -> str:
    try:
        return str(value)
    except BaseException:  # a class of theirs, a number of too many digits, a nest that is too deep
        return NOTHING_TO_SHOW


def _cut(count: int) -> str:
    return f"… [{count:,} more characters were cut off]"

"""Reading values of which nothing is certain: a field may be missing, or be something else than it was."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .. import clock
from ..errors import Unprocessable


def text(value: Any, *path: str) -> str:
    """The text at a path of keys, fit to be stored and without blanks around it; empty where there is none."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return clean(value).strip() if isinstance(value, str) else ""


def clean(given: str) -> str:
    """A text without what no database takes: half characters, which some exports have, and NULs."""
    return (given if given.isascii() else given.encode(errors="replace").decode()).replace("\x00", "")


def entries(value: Any, key: str) -> list[dict[str, Any]]:
    """The objects in the list at a key."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def texts(value: Any, key: str) -> list[str]:
    """The texts in the list at a key."""
    found = value.get(key) if isinstance(value, Mapping) else None
    return [said for entry in found if (said := text(entry))] if isinstance(found, list) else []


def moment(value: Any) -> str | None:
    """A time in ISO 8601, or in seconds since 1970, as we write it; None for anything else."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return clock.iso(datetime.fromtimestamp(value, UTC))
        return clock.parse(value) if isinstance(value, str) and value else None
    except (Unprocessable, OverflowError, OSError, ValueError):
        return None

"""The arguments of a call: the text that a model wrote, which is usually a JSON object."""

from typing import Any

from .. import strict_json


def is_object(text: str) -> bool:
    """Whether a call's arguments are a JSON object. Servers refuse the whole prompt for one that is not."""
    try:
        return isinstance(strict_json.parse(text), dict)
    except (ValueError, RecursionError):
        return False


def object_of(text: str) -> dict[str, Any]:
    """The object that a call's arguments are; an empty one where they are none."""
    return strict_json.parse(text) if is_object(text) else {}

"""What two states differ in, for people and programs."""

from typing import Any

from .states import State


def compare(before: State | None, after: State | None) -> dict[str, Any]:
    """`fields` has what changed with both values; `text` a unified diff of the longest text that did, or of all
    that the object says where it came or went.
    """
    old, new = before or {}, after or {}
    fields = {
        name: {"before": old.get(name), "after": new.get(name)}
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    }
    texts = [name for name in ("value", "text") if name in fields]
    return {"fields": fields, "text": unified(old.get(texts[0]), new.get(texts[0])) if texts else ""}


def unified(before: str | None, after: str | None) -> str:
    from difflib import unified_diff

    lines = unified_diff(
        (before or "").split("\n"), (after or "").split("\n"), "before", "after", lineterm=""
    )
    return "\n".join(lines)

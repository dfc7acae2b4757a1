"""What mem0 tells of its memories (`get_all`, an export), and OpenMemory's backup: a zip of the same in two forms."""

from collections.abc import Iterator
from typing import Any

from .items import Item, Note, Remark
from .loose import entries, moment, text, texts
from .luggage import Luggage, Part

NAME, TITLE = "mem0", "an export of mem0 or OpenMemory"

_LISTS = ("results", "memories")
_WORDS = ("memory", "content")
_MARKS = ("id", "hash", "user_id", "state", "categories")  # of these, a memory has some


def recognises(luggage: Luggage) -> bool:
    return any(_memories(part.sample) for part in luggage.json_parts)


def read(luggage: Luggage) -> Iterator[Item]:
    """OpenMemory's lines tell the same as its tables, and say more plainly what belongs together."""
    parts = [part for part in luggage.json_parts if _memories(part.sample)]
    lines = [part for part in parts if part.name.endswith((".gz", ".jsonl"))]
    for part in lines or parts:
        for value in part.values():
            yield from _value(part, value)


def _value(part: Part, value: dict[str, Any]) -> Iterator[Item]:
    names = {text(one, "id"): text(one, "name") for one in entries(value, "categories")}
    for number, memory in enumerate(_memories(value)):
        if text(memory, "state") == "deleted":
            yield Remark(f"{part.path}.{number}", "this memory was deleted there, and is left out")
        else:
            yield _note(memory, names)
    if relations := len(entries(value, "relations")):
        yield Remark(f"{part.path}.relations", f"{relations} relations of the graph have no place here")


def _memories(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The memories in a value: it may be one, or hold a list of them."""
    held = [entry for name in _LISTS for entry in entries(value, name)]
    return [one for one in held or [value] if any(text(one, name) for name in _WORDS) and _is_memory(one)]


def _is_memory(value: dict[str, Any]) -> bool:
    return any(name in value for name in _MARKS) and not {"role", "mapping"} & value.keys()


def _note(memory: dict[str, Any], names: dict[str, str]) -> Note:
    words = next(filter(None, (text(memory, name) for name in _WORDS)))
    tags = [*texts(memory, "categories"), *(names.get(one, "") for one in texts(memory, "category_ids"))]
    state = text(memory, "state")
    if state and state != "active":
        tags.append(state)
    told = {key: said for key in ("user_id", "agent_id", "app", "app_id") if (said := text(memory, key))}
    own = memory.get("metadata") or memory.get("metadata_")
    return Note(
        key=text(memory, "id") or f"memory {words}",
        text=words,
        tags=("mem0", *filter(None, tags)),
        created_at=moment(memory.get("created_at")),
        metadata={**told, **(own if isinstance(own, dict) else {})},
        about_person="agent_id" not in told,
    )

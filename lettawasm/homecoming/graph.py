"""The knowledge graph of MCP's memory server: entities with observations, and relations between them, in lines."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .items import Item, Note, Remark
from .loose import entries, text, texts
from .luggage import Luggage

NAME, TITLE = "mcp-memory", "the file of MCP's memory server"

PERSON = "default_user"  # what the server's own instructions call the person


def recognises(luggage: Luggage) -> bool:
    return any(_entities(part.sample) or _relations(part.sample) for part in luggage.json_parts)


def read(luggage: Luggage) -> Iterator[Item]:
    entities: dict[str, dict[str, Any]] = {}
    relations: defaultdict[str, list[str]] = defaultdict(list)
    for part in luggage.json_parts:
        for number, value in enumerate(part.values()):
            for entity in _entities(value):
                entities[text(entity, "name")] = entity
            for relation in (found := _relations(value)):
                line = f"{text(relation, 'relationType').replace('_', ' ')} {text(relation, 'to')}"
                relations[text(relation, "from")].append(line)
            if not found and not _entities(value):
                yield Remark(
                    f"{part.path}.{number}", "this is neither an entity nor a relation, and is left out"
                )
    for name in dict.fromkeys([*entities, *relations]):
        yield from _notes(name, entities.get(name, {}), relations[name])


def _entities(value: dict[str, Any]) -> list[dict[str, Any]]:
    held = [value] if value.get("type") == "entity" else entries(value, "entities")
    return [one for one in held if text(one, "name") and isinstance(one.get("observations"), list)]


def _relations(value: dict[str, Any]) -> list[dict[str, Any]]:
    held = [value] if value.get("type") == "relation" else entries(value, "relations")
    return [one for one in held if all(text(one, key) for key in ("from", "to", "relationType"))]


def _notes(name: str, entity: dict[str, Any], relations: list[str]) -> Iterator[Note]:
    """One note for an entity; of the person, one for each thing that is known."""
    known = [*texts(entity, "observations"), *relations]
    kind = text(entity, "entityType")
    tags = ("mcp-memory", *([kind] if kind else []))
    if name == PERSON:
        for fact in known:
            yield Note(f"{name} {fact}", fact, tags, about_person=True)
    else:
        title = f"{name} ({kind})" if kind else name
        yield Note(name, "\n- ".join([title, *known]), tags, metadata={"entity": name})

"""A folder of basic-memory: Markdown notes whose lines say more than they would elsewhere. Zipped, or one note.

`- [category] text #tag (context)` is an observation, `- relation [[Note]] (context)` a relation. A note comes as it
was written; what its lines say is told in its tags and its metadata as well.
"""

import re
from collections.abc import Iterator
from typing import Any

from ..errors import Invalid, TooLarge
from .frontmatter import split
from .items import Item, Note, Remark
from .loose import clean, moment, text, texts
from .luggage import Luggage, Part

NAME, TITLE = "basic-memory", "a folder of basic-memory (zipped)"

_OBSERVATION = re.compile(
    r"^\s*[-*]\s+\[([^\]\[()\n]{2,80})\]\s+(?!\()(.+?)(?:\s+\(([^()\n]*)\))?\s*$", re.MULTILINE
)
_RELATION = re.compile(
    r"^\s*[-*]\s+(?:([^\[\]\n]+?)\s+)?\[\[([^\]\n]+)\]\](?:\s+\(([^()\n]*)\))?\s*$", re.MULTILINE
)
_TAG = re.compile(r"(?<!\S)#([\w/-]+)")
_LOOKED_AT = 50  # notes, to tell what a folder is


def recognises(luggage: Luggage) -> bool:
    return any(_is_note(part) for part in _notes(luggage)[:_LOOKED_AT])


def _notes(luggage: Luggage) -> list[Part]:
    alone = len(luggage.parts) == 1
    return [one for one in luggage.parts if alone or one.name.endswith((".md", ".markdown"))]


def _is_note(part: Part) -> bool:
    try:
        fields, body = split(clean(next(part.texts(), "")))
    except Invalid:
        return False
    return bool("permalink" in fields or (fields and (_OBSERVATION.search(body) or _RELATION.search(body))))


def read(luggage: Luggage) -> Iterator[Item]:
    for part in _notes(luggage):
        try:
            fields, body = split(clean(part.text()))
        except (Invalid, TooLarge) as error:
            yield Remark(part.path, f"this note is left out: {error}")
            continue
        if body.strip():
            yield _note(part, fields, body.strip())


def _note(part: Part, fields: dict[str, Any], body: str) -> Note:
    title = text(fields, "title") or part.path.rpartition("/")[2].rpartition(".")[0] or "note"
    observations = [_observation(*found) for found in _OBSERVATION.findall(body)]
    relations = [
        {"type": kind or "relates_to", "to": to, "context": context}
        for kind, to, context in _RELATION.findall(body)
    ]
    own = texts(fields, "tags") or re.split(r"[,\s]+", text(fields, "tags").replace("#", ""))
    found = [tag for one in observations for tag in one["tags"]]
    known = {
        "title": title,
        "permalink": text(fields, "permalink"),
        "type": text(fields, "type"),
        "path": part.path,
    }
    lines = {"observations": observations, "relations": relations}
    return Note(
        key=known["permalink"] or part.path,
        text=body if body.startswith("#") else f"# {title}\n\n{body}",
        tags=("basic-memory", *filter(None, dict.fromkeys([*own, *found]))),
        created_at=moment(fields.get("created")) or moment(fields.get("date")),
        metadata={key: value for key, value in {**known, **lines}.items() if value},
    )


def _observation(category: str, said: str, context: str) -> dict[str, Any]:
    return {"category": category, "text": said, "tags": _TAG.findall(said), "context": context}

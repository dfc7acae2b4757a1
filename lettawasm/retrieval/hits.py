"""What was found, as a person is shown it: the text with its marks, and what it belongs to."""

import json
from typing import Any

from ..ports import Row
from ..schemas.search import Kind, MemoryHit
from ..search import any_of
from ..store import Store
from ..store.table import numbered
from . import marks
from .hybrid import Found, Results
from .question import source_of

_TEXT_COLUMN: dict[Kind, int] = {"block": 2, "passage": 0, "message": 0}  # in the index of words


def hits(store: Store, results: Results) -> list[MemoryHit]:
    """One for each row that was found, in the same order."""
    rows: dict[tuple[Kind, int], Row] = {}
    words: dict[tuple[Kind, int], list[marks.Span]] = {}
    for kind in {one.kind for one in results.found}:
        seqs = [one.seq for one in results.found if one.kind == kind]
        rows |= {
            (kind, row["seq"]): row for row in numbered(store.driver, source_of(store, kind).table, seqs)
        }
        words |= {(kind, seq): spans for seq, spans in _marked(store, kind, results, seqs).items()}
    return [
        _hit(store, one, rows[one.kind, one.seq], words.get((one.kind, one.seq), []), results)
        for one in results.found
    ]


def _marked(store: Store, kind: Kind, results: Results, seqs: list[int]) -> dict[int, list[marks.Span]]:
    """Where the words stand in the rows that have some."""
    wanted = results.question.terms.get(kind)
    if wanted is None or not wanted.words:
        return {}
    index = f"{source_of(store, kind).table}_fts"
    rows = store.driver.execute(
        f"SELECT rowid AS seq, highlight({index}, {_TEXT_COLUMN[kind]}, ?, ?) AS text FROM {index}"
        f" WHERE {index} MATCH ? AND rowid IN (SELECT value FROM json_each(?))",
        [marks.OPENING, marks.CLOSING, any_of(wanted.words), json.dumps(seqs)],
    )
    return {row["seq"]: marks.of_words(row["text"]) for row in rows}


def _hit(store: Store, found: Found, row: Row, words: list[marks.Span], results: Results) -> MemoryHit:
    source, wanted = source_of(store, found.kind), results.question.terms.get(found.kind)
    text = row[source.text]
    if marks.OPENING in text or marks.CLOSING in text:
        words = []
    spans = marks.joined([*words, *marks.of_pairs(text, wanted.pairs if wanted else ())])
    part = marks.window(text, spans)
    return MemoryHit(
        kind=found.kind,
        id=row["id"],
        text=text[slice(*part)],
        offset=part[0],
        marks=marks.within(spans, part),
        score=found.score,
        why=found.why,
        created_at=row[source.time],
        about=_about(store, found.kind, row),
    )


def _about(store: Store, kind: Kind, row: Row) -> dict[str, Any]:
    match kind:
        case "passage":
            return {"archive_id": row["archive_id"], "tags": json.loads(row["tags"])}
        case "message":
            return {key: row[key] for key in ("agent_id", "conversation_id", "role", "run_id")}
        case "block":
            held = "SELECT agent_id FROM agent_blocks WHERE block_id = ? ORDER BY seq"
            holders = [each["agent_id"] for each in store.driver.execute(held, [row["id"]])]
            extras = json.loads(row["extras"])
            return {
                "label": row["label"],
                "description": row["description"],
                "holders": holders,
                "tags": extras.get("tags") or [],
                "project_id": extras.get("project_id"),
            }

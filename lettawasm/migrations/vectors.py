"""Vectors: who makes them, how far that has come, and the vectors themselves in pages.

All of it is derived from texts and can be made again. A set is what one embedder made of one kind of row; rows up to
`upto` have been looked at. A row of those that is changed or deleted becomes stale by a trigger, whoever does it: what
pages up to `page` hold of it counts no more, and while it `waits` it has no vector. A table without its last row gives
that number to the next one, so `upto` never lies beyond the last row.
"""

_KINDS = {"passage": ("passages", "text"), "message": ("messages", "text"), "block": ("blocks", "value")}


def _triggers(kind: str, table: str, text: str) -> list[str]:
    stale = f"""INSERT INTO stale_vectors (set_id, number, page, waits)
        SELECT id, old.seq, last_page, 1 FROM vector_sets WHERE kind = '{kind}' AND upto >= old.seq
        ON CONFLICT DO UPDATE SET page = excluded.page, waits = 1 WHERE page <> excluded.page OR NOT waits;"""
    last = f"(SELECT coalesce(max(seq), 0) FROM {table})"
    return [
        f"""CREATE TRIGGER {table}_unlike AFTER DELETE ON {table} BEGIN {stale}
        UPDATE vector_sets SET upto = {last} WHERE kind = '{kind}' AND upto > {last}; END""",
        f"""CREATE TRIGGER {table}_changed AFTER UPDATE OF {text} ON {table}
        WHEN old.{text} IS NOT new.{text} BEGIN {stale} END""",
    ]


VECTORS = [
    """CREATE TABLE embedders (
        handle TEXT PRIMARY KEY, dim INTEGER NOT NULL, is_chosen INTEGER NOT NULL, is_serving INTEGER NOT NULL,
        error TEXT) WITHOUT ROWID""",
    "INSERT INTO embedders VALUES ('lettawasm/static-128', 128, 1, 1, NULL)",
    """CREATE TABLE vector_sets (
        id INTEGER PRIMARY KEY, handle TEXT NOT NULL REFERENCES embedders(handle) ON DELETE CASCADE,
        kind TEXT NOT NULL, upto INTEGER NOT NULL, last_page INTEGER NOT NULL, mark TEXT NOT NULL,
        UNIQUE (handle, kind))""",
    """CREATE TABLE vector_pages (
        seq INTEGER PRIMARY KEY, set_id INTEGER NOT NULL REFERENCES vector_sets(id) ON DELETE CASCADE,
        page INTEGER NOT NULL, mark TEXT NOT NULL, count INTEGER NOT NULL, numbers BLOB NOT NULL,
        vectors BLOB NOT NULL)""",
    """CREATE TABLE stale_vectors (
        set_id INTEGER NOT NULL REFERENCES vector_sets(id) ON DELETE CASCADE, number INTEGER NOT NULL,
        page INTEGER NOT NULL, waits INTEGER NOT NULL, PRIMARY KEY (set_id, number)) WITHOUT ROWID""",
    *(trigger for kind, (table, text) in _KINDS.items() for trigger in _triggers(kind, table, text)),
]

"""Versions of everything that is memory, in place of those of blocks alone.

`block_versions` is emptied when its rows have become versions, which needs more than SQL. A person's own doing is
the first of the causes and by far the most frequent, so the index leaves it out. A version is written with every
edit, so it has one tree and the index of times; `seq` tells a row in a word, and nothing of its age.
"""

VERSIONS = [
    """CREATE TABLE chains (
        seq INTEGER PRIMARY KEY, object_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, anchor TEXT NOT NULL DEFAULT '',
        dropped INTEGER NOT NULL DEFAULT 0)""",
    "CREATE TABLE causes (seq INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE)",
    """INSERT INTO causes (seq, body) VALUES (1, '{"actor":"person","origin":"user"}')""",
    """CREATE TABLE versions (
        chain INTEGER NOT NULL, number INTEGER NOT NULL, cause INTEGER NOT NULL, form INTEGER NOT NULL,
        body NOT NULL, salt TEXT NOT NULL, digest TEXT NOT NULL, created_at TEXT NOT NULL,
        seq INTEGER GENERATED ALWAYS AS (chain * 1048576 + number) VIRTUAL,
        PRIMARY KEY (chain, number)) WITHOUT ROWID""",
    "CREATE INDEX versions_by_time ON versions (created_at)",
    "CREATE INDEX versions_by_cause ON versions (cause) WHERE cause > 1",
    """CREATE INDEX causes_by_source ON causes (json_extract(body, '$.source'))
        WHERE json_extract(body, '$.source') IS NOT NULL""",
    "CREATE TABLE memory_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "ALTER TABLE steps ADD COLUMN context TEXT",
]

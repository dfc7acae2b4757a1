"""What persons granted to tools, and for which source; and the packages that were fetched for tools, in parts."""

GRANTS = [
    """CREATE TABLE tool_grants (
        tool_id TEXT PRIMARY KEY REFERENCES tools(id) ON DELETE CASCADE,
        source_hash TEXT NOT NULL, grants TEXT NOT NULL, given_at TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE wheels (
        source TEXT NOT NULL, name TEXT NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (source, name, part)) WITHOUT ROWID""",
]

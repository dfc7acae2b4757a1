"""Tokens of widgets, and the visitors that came with one. A `…_until` says when all that may be asked within an hour
will be there again.
"""

WIDGETS = [
    """CREATE TABLE widget_tokens (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
        agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE, settings TEXT NOT NULL,
        created_at TEXT NOT NULL, sent_until REAL NOT NULL DEFAULT 0, opened_until REAL NOT NULL DEFAULT 0)""",
    """CREATE TABLE widget_visits (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL,
        token_id TEXT NOT NULL REFERENCES widget_tokens(id) ON DELETE CASCADE,
        conversation_id TEXT NOT NULL UNIQUE REFERENCES conversations(id) ON DELETE CASCADE,
        created_at TEXT NOT NULL, sent_until REAL NOT NULL DEFAULT 0)""",
    "CREATE INDEX widget_visits_by_token ON widget_visits (token_id)",
]

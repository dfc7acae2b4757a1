"""What people brought along: each import and migration, and what its things became here."""

HOMECOMING = [
    """CREATE TABLE homecomings (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, source TEXT NOT NULL,
        state TEXT NOT NULL, report TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    "CREATE INDEX homecomings_by_kind ON homecomings (kind, created_at)",
    "CREATE INDEX homecomings_by_source ON homecomings (source)",
    """CREATE TABLE arrivals (
        origin TEXT NOT NULL, key TEXT NOT NULL, object_id TEXT NOT NULL,
        PRIMARY KEY (origin, key)) WITHOUT ROWID""",
]

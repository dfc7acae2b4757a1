"""Copies of this space: where each was written and what a test restore of it found. And backups that others keep here,
in parts, since a value may have two million bytes.
"""

COPIES = [
    """CREATE TABLE copies (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, place TEXT NOT NULL, name TEXT NOT NULL,
        size INTEGER NOT NULL, made_at TEXT NOT NULL, created_at TEXT NOT NULL, problem TEXT, checked_at TEXT,
        checked TEXT)""",
    """CREATE TABLE backups (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, size INTEGER NOT NULL,
        created_at TEXT NOT NULL)""",
    """CREATE TABLE backup_parts (
        backup_id TEXT NOT NULL REFERENCES backups(id) ON DELETE CASCADE, part INTEGER NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (backup_id, part)) WITHOUT ROWID""",
]

"""Projects, and since when an agent holds a block."""

PROJECTS = [
    """CREATE TABLE projects (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, path TEXT UNIQUE,
        origin TEXT UNIQUE, description TEXT, archived INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL)""",
    "ALTER TABLE agent_blocks ADD COLUMN created_at TEXT NOT NULL DEFAULT ''",
]

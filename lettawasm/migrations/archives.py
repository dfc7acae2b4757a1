"""Archives that stand on their own, and which agent owns one.

The older ones had each been made for one agent, which owns it.
"""

ARCHIVES = [
    "ALTER TABLE archives ADD COLUMN metadata TEXT",
    "ALTER TABLE archives ADD COLUMN embedding_config TEXT",
    "ALTER TABLE agent_archives ADD COLUMN is_owner INTEGER NOT NULL DEFAULT 1",
    "CREATE INDEX agent_archives_by_archive ON agent_archives (archive_id)",
]

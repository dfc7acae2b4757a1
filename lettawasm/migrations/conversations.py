"""Conversations beside an agent's own, and forks of them.

A message stands in the context of its own conversation; `inherited` tells where it stands in forks of that.
"""

CONVERSATIONS = [
    """CREATE TABLE conversations (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE, summary TEXT, settings TEXT NOT NULL,
        llm TEXT, hidden INTEGER NOT NULL DEFAULT 0, archived_at TEXT, last_message_at TEXT,
        compiled_from TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    "CREATE INDEX conversations_by_agent ON conversations (agent_id, created_at)",
    "ALTER TABLE messages ADD COLUMN conversation_id TEXT NOT NULL DEFAULT 'default'",
    "DROP INDEX messages_in_context",
    """CREATE INDEX messages_in_context ON messages (agent_id, conversation_id, place, seq) WHERE place > 0""",
    "DROP INDEX messages_by_otid",
    """CREATE UNIQUE INDEX messages_by_otid ON messages (agent_id, conversation_id, otid)
        WHERE otid IS NOT NULL""",
    """CREATE INDEX messages_by_conversation ON messages (conversation_id, seq)
        WHERE conversation_id <> 'default'""",
    """CREATE TABLE inherited (
        conversation_id TEXT NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
        seq INTEGER NOT NULL REFERENCES messages(seq) ON DELETE CASCADE, place INTEGER NOT NULL,
        PRIMARY KEY (conversation_id, seq)) WITHOUT ROWID""",
    "CREATE INDEX inherited_by_message ON inherited (seq)",
    "ALTER TABLE runs ADD COLUMN conversation_id TEXT NOT NULL DEFAULT 'default'",
    """CREATE INDEX runs_by_conversation ON runs (conversation_id, created_at)
        WHERE conversation_id <> 'default'""",
]

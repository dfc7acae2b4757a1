"""Groups of agents.

A group's conversation is made of messages that stand in its agents' own histories.
"""

GROUPS = [
    """CREATE TABLE agent_groups (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, manager_type TEXT NOT NULL,
        manager_agent_id TEXT REFERENCES agents(id) ON DELETE CASCADE, body TEXT NOT NULL,
        turns INTEGER NOT NULL DEFAULT 0, last_message_id TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    "CREATE INDEX agent_groups_by_manager ON agent_groups (manager_agent_id)",
    """CREATE TABLE group_agents (
        seq INTEGER PRIMARY KEY, group_id TEXT NOT NULL REFERENCES agent_groups(id) ON DELETE CASCADE,
        agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE, UNIQUE (group_id, agent_id))""",
    "CREATE INDEX group_agents_by_agent ON group_agents (agent_id)",
    """CREATE TABLE group_blocks (
        group_id TEXT NOT NULL REFERENCES agent_groups(id) ON DELETE CASCADE,
        block_id TEXT NOT NULL REFERENCES blocks(id) ON DELETE CASCADE,
        PRIMARY KEY (group_id, block_id)) WITHOUT ROWID""",
    "CREATE INDEX group_blocks_by_block ON group_blocks (block_id)",
    """CREATE TABLE group_messages (
        group_id TEXT NOT NULL REFERENCES agent_groups(id) ON DELETE CASCADE,
        message_id TEXT NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
        PRIMARY KEY (group_id, message_id)) WITHOUT ROWID""",
    "CREATE INDEX group_messages_by_message ON group_messages (message_id)",
]

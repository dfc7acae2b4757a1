"""The people that agents and blocks belong to."""

IDENTITIES = [
    """CREATE TABLE identities (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, identifier_key TEXT NOT NULL, name TEXT NOT NULL,
        identity_type TEXT NOT NULL, project_id TEXT, properties TEXT NOT NULL, created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL)""",
    "CREATE UNIQUE INDEX identities_by_key ON identities (identifier_key, coalesce(project_id, ''))",
    """CREATE TABLE identity_agents (
        seq INTEGER PRIMARY KEY, identity_id TEXT NOT NULL REFERENCES identities(id) ON DELETE CASCADE,
        agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE, UNIQUE (identity_id, agent_id))""",
    "CREATE INDEX identity_agents_by_agent ON identity_agents (agent_id)",
    """CREATE TABLE identity_blocks (
        seq INTEGER PRIMARY KEY, identity_id TEXT NOT NULL REFERENCES identities(id) ON DELETE CASCADE,
        block_id TEXT NOT NULL REFERENCES blocks(id) ON DELETE CASCADE, UNIQUE (identity_id, block_id))""",
    "CREATE INDEX identity_blocks_by_block ON identity_blocks (block_id)",
    """CREATE VIEW whole_identities AS SELECT identities.*,
        (SELECT json_group_array(agent_id) FROM (SELECT agent_id FROM identity_agents
            WHERE identity_id = identities.id ORDER BY identity_agents.seq)) AS agent_ids,
        (SELECT json_group_array(block_id) FROM (SELECT block_id FROM identity_blocks
            WHERE identity_id = identities.id ORDER BY identity_blocks.seq)) AS block_ids
        FROM identities""",
]

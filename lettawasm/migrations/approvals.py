"""Calls of tools that wait for somebody's word."""

APPROVALS = [
    """CREATE TABLE approvals (
        agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE, call_id TEXT NOT NULL,
        message_id TEXT NOT NULL REFERENCES messages(id) ON DELETE CASCADE, answer_id TEXT,
        PRIMARY KEY (agent_id, call_id)) WITHOUT ROWID""",
    "CREATE INDEX approvals_pending ON approvals (agent_id) WHERE answer_id IS NULL",
]

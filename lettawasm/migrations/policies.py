"""Policies of blocks, for those whose policy isn't the default: of that one only what differs is kept."""

POLICIES = [
    """CREATE TABLE block_policies (
        block_id TEXT PRIMARY KEY REFERENCES blocks(id) ON DELETE CASCADE, policy TEXT NOT NULL) WITHOUT ROWID""",
]

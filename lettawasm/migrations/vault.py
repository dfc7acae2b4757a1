"""The vault: secrets under a key that only a passphrase unwraps. See lettawasm/vault/."""

VAULT = [
    """CREATE TABLE vault (
        slot INTEGER PRIMARY KEY CHECK (slot = 1), wrapped_key BLOB NOT NULL, idle_minutes INTEGER NOT NULL,
        wrong_tries INTEGER NOT NULL DEFAULT 0, tried_at TEXT, created_at TEXT NOT NULL)""",
    """CREATE TABLE vault_entries (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, owner TEXT NOT NULL, name TEXT NOT NULL,
        host TEXT NOT NULL, sealed BLOB NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
        UNIQUE (kind, owner, name, host))""",
]

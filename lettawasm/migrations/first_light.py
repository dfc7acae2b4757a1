"""The first schema: agents with their blocks and tools, messages, passages, runs and steps."""

FIRST_LIGHT = [
    """CREATE TABLE agents (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, settings TEXT NOT NULL,
        compiled_from TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    """CREATE TABLE agent_tags (
        agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE, tag TEXT NOT NULL,
        PRIMARY KEY (agent_id, tag)) WITHOUT ROWID""",
    """CREATE TABLE blocks (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, label TEXT NOT NULL, value TEXT NOT NULL,
        description TEXT, char_limit INTEGER NOT NULL, read_only INTEGER NOT NULL, extras TEXT NOT NULL,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    """CREATE TABLE agent_blocks (
        seq INTEGER PRIMARY KEY, agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
        block_id TEXT NOT NULL REFERENCES blocks(id) ON DELETE CASCADE, UNIQUE (agent_id, block_id))""",
    "CREATE INDEX agent_blocks_by_block ON agent_blocks (block_id)",
    """CREATE TABLE block_versions (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, block_id TEXT NOT NULL, label TEXT NOT NULL,
        version INTEGER NOT NULL, before TEXT, after TEXT, actor TEXT NOT NULL, agent_id TEXT, run_id TEXT,
        step_id TEXT, tool_call_id TEXT, created_at TEXT NOT NULL, UNIQUE (block_id, version))""",
    "CREATE INDEX block_versions_by_time ON block_versions (created_at)",
    """CREATE TABLE tools (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, tool_type TEXT NOT NULL,
        body TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    """CREATE TABLE agent_tools (
        seq INTEGER PRIMARY KEY, agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
        tool_id TEXT NOT NULL REFERENCES tools(id) ON DELETE CASCADE, UNIQUE (agent_id, tool_id))""",
    "CREATE INDEX agent_tools_by_tool ON agent_tools (tool_id)",
    """CREATE TABLE messages (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE, number INTEGER NOT NULL,
        role TEXT NOT NULL, text TEXT NOT NULL, body TEXT NOT NULL, tokens INTEGER NOT NULL, place INTEGER NOT NULL,
        run_id TEXT, step_id TEXT, otid TEXT, created_at TEXT NOT NULL)""",
    "CREATE INDEX messages_by_agent ON messages (agent_id, seq)",
    "CREATE INDEX messages_in_context ON messages (agent_id, place, seq) WHERE place > 0",
    "CREATE INDEX messages_by_run ON messages (run_id) WHERE run_id IS NOT NULL",
    "CREATE UNIQUE INDEX messages_by_otid ON messages (agent_id, otid) WHERE otid IS NOT NULL",
    """CREATE VIRTUAL TABLE messages_fts USING fts5(
        text, content='messages', content_rowid='seq', tokenize='porter unicode61')""",
    """CREATE TRIGGER messages_added AFTER INSERT ON messages BEGIN
        INSERT INTO messages_fts (rowid, text) VALUES (new.seq, new.text); END""",
    """CREATE TRIGGER messages_removed AFTER DELETE ON messages BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.seq, old.text); END""",
    """CREATE TRIGGER messages_reworded AFTER UPDATE OF text ON messages BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.seq, old.text);
        INSERT INTO messages_fts (rowid, text) VALUES (new.seq, new.text); END""",
    """CREATE TABLE archives (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, description TEXT,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    """CREATE TABLE agent_archives (
        agent_id TEXT NOT NULL UNIQUE REFERENCES agents(id) ON DELETE CASCADE,
        archive_id TEXT NOT NULL REFERENCES archives(id) ON DELETE CASCADE)""",
    """CREATE TABLE passages (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        archive_id TEXT NOT NULL REFERENCES archives(id) ON DELETE CASCADE, text TEXT NOT NULL,
        tags TEXT NOT NULL, metadata TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    "CREATE INDEX passages_by_archive ON passages (archive_id, created_at)",
    """CREATE TABLE passage_tags (
        archive_id TEXT NOT NULL REFERENCES archives(id) ON DELETE CASCADE, tag TEXT NOT NULL,
        passage_id TEXT NOT NULL REFERENCES passages(id) ON DELETE CASCADE,
        PRIMARY KEY (archive_id, tag, passage_id)) WITHOUT ROWID""",
    "CREATE INDEX passage_tags_by_passage ON passage_tags (passage_id)",
    """CREATE VIRTUAL TABLE passages_fts USING fts5(
        text, content='passages', content_rowid='seq', tokenize='porter unicode61')""",
    """CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
        INSERT INTO passages_fts (rowid, text) VALUES (new.seq, new.text); END""",
    """CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
        INSERT INTO passages_fts (passages_fts, rowid, text) VALUES ('delete', old.seq, old.text); END""",
    """CREATE TABLE runs (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE, status TEXT NOT NULL,
        stop_reason TEXT, background INTEGER NOT NULL, otid TEXT, request TEXT NOT NULL, failure TEXT,
        created_at TEXT NOT NULL, completed_at TEXT)""",
    "CREATE INDEX runs_by_agent ON runs (agent_id, created_at)",
    "CREATE INDEX runs_by_otid ON runs (agent_id, otid) WHERE otid IS NOT NULL",
    "CREATE INDEX runs_active ON runs (seq) WHERE status IN ('created', 'running')",
    """CREATE TABLE steps (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        run_id TEXT NOT NULL REFERENCES runs(id) ON DELETE CASCADE, agent_id TEXT NOT NULL,
        status TEXT NOT NULL, stop_reason TEXT, model_handle TEXT NOT NULL, context_window INTEGER NOT NULL,
        usage TEXT NOT NULL, failure TEXT, created_at TEXT NOT NULL)""",
    "CREATE INDEX steps_by_run ON steps (run_id, created_at)",
    "CREATE INDEX steps_by_agent ON steps (agent_id, created_at)",
    """CREATE TABLE providers (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
        provider_type TEXT NOT NULL, base_url TEXT NOT NULL, created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL)""",
]

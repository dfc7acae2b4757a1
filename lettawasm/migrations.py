"""The schema's history: an append-only list. A migration that was released is never edited.

The version stands in a table, because not every host lets a program set `PRAGMA user_version`.
Rows are keyed by a small integer `seq`, which is the order of creation and what the full-text index
refers to; the outside world only ever sees the text `id`.
"""

from .errors import Conflict
from .ports import Driver

_FIRST_LIGHT = [
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

_APPROVALS = [
    """CREATE TABLE approvals (
        agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE, call_id TEXT NOT NULL,
        message_id TEXT NOT NULL REFERENCES messages(id) ON DELETE CASCADE, answer_id TEXT,
        PRIMARY KEY (agent_id, call_id)) WITHOUT ROWID""",
    "CREATE INDEX approvals_pending ON approvals (agent_id) WHERE answer_id IS NULL",
]

# A message stands in the context of its own conversation; `inherited` tells where it stands in forks of that.
_CONVERSATIONS = [
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

# The archives there were before had been made for an agent by themselves.
_ARCHIVES = [
    "ALTER TABLE archives ADD COLUMN metadata TEXT",
    "ALTER TABLE archives ADD COLUMN embedding_config TEXT",
    "ALTER TABLE agent_archives ADD COLUMN is_owner INTEGER NOT NULL DEFAULT 1",
    "CREATE INDEX agent_archives_by_archive ON agent_archives (archive_id)",
]

_STEPS = [
    "ALTER TABLE steps ADD COLUMN times TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE steps ADD COLUMN feedback TEXT",
    "ALTER TABLE steps ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE runs ADD COLUMN first_word_at TEXT",
]

# A file's text is in its chunks alone. `agent_files` has a row for what an agent ever had open; the newest is last.
_FOLDERS = [
    """CREATE TABLE folders (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, description TEXT,
        instructions TEXT, metadata TEXT, embedding_config TEXT NOT NULL, created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL)""",
    """CREATE TABLE files (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
        folder_id TEXT NOT NULL REFERENCES folders(id) ON DELETE CASCADE, name TEXT NOT NULL,
        original_name TEXT NOT NULL, kind TEXT NOT NULL, size INTEGER NOT NULL, lines INTEGER NOT NULL,
        chunks INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (folder_id, name))""",
    """CREATE TABLE file_chunks (
        seq INTEGER PRIMARY KEY, file_id TEXT NOT NULL REFERENCES files(id) ON DELETE CASCADE,
        place INTEGER NOT NULL, first_line INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (file_id, place))""",
    """CREATE VIRTUAL TABLE file_chunks_fts USING fts5(
        text, content='file_chunks', content_rowid='seq', tokenize='porter unicode61')""",
    """CREATE TRIGGER file_chunks_added AFTER INSERT ON file_chunks BEGIN
        INSERT INTO file_chunks_fts (rowid, text) VALUES (new.seq, new.text); END""",
    """CREATE TRIGGER file_chunks_removed AFTER DELETE ON file_chunks BEGIN
        INSERT INTO file_chunks_fts (file_chunks_fts, rowid, text) VALUES ('delete', old.seq, old.text); END""",
    """CREATE TABLE agent_folders (
        seq INTEGER PRIMARY KEY, agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
        folder_id TEXT NOT NULL REFERENCES folders(id) ON DELETE CASCADE, UNIQUE (agent_id, folder_id))""",
    "CREATE INDEX agent_folders_by_folder ON agent_folders (folder_id)",
    """CREATE TABLE agent_files (
        seq INTEGER PRIMARY KEY, agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
        file_id TEXT NOT NULL REFERENCES files(id) ON DELETE CASCADE, is_open INTEGER NOT NULL,
        first_line INTEGER, end_line INTEGER, used_at TEXT NOT NULL, UNIQUE (agent_id, file_id))""",
    "CREATE INDEX agent_files_by_file ON agent_files (file_id)",
    """CREATE VIEW known_files AS SELECT files.*, agent_folders.agent_id, agent_folders.seq AS folder_seq,
        folders.name AS folder_name, coalesce(agent_files.is_open, 0) AS is_open, first_line, end_line, used_at,
        agent_files.seq AS use
        FROM agent_folders JOIN folders ON folders.id = agent_folders.folder_id
        JOIN files ON files.folder_id = folders.id
        LEFT JOIN agent_files ON agent_files.file_id = files.id AND agent_files.agent_id = agent_folders.agent_id""",
]

_MCP = [
    """CREATE TABLE mcp_servers (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL,
        auth_header TEXT, needs_secrets INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    """CREATE TABLE mcp_tools (
        tool_id TEXT PRIMARY KEY REFERENCES tools(id) ON DELETE CASCADE,
        server_id TEXT NOT NULL REFERENCES mcp_servers(id) ON DELETE CASCADE, remote_name TEXT NOT NULL,
        UNIQUE (server_id, remote_name)) WITHOUT ROWID""",
]

# A group's conversation is made of messages that stand in its agents' own histories.
_GROUPS = [
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

_IDENTITIES = [
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

MIGRATIONS: list[list[str]] = [
    _FIRST_LIGHT,
    _APPROVALS,
    _CONVERSATIONS,
    _ARCHIVES,
    _STEPS,
    _FOLDERS,
    _MCP,
    _GROUPS,
    _IDENTITIES,
]


def migrate(driver: Driver) -> int:
    """Bring the database to the newest schema and return its version.

    Raises Conflict for a database of a newer lettawasm: older code must not touch what it can't read.
    """
    driver.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
    rows = driver.execute("SELECT max(version) AS version FROM schema_version")
    version = rows[0]["version"] or 0
    if version > len(MIGRATIONS):
        raise Conflict(
            f"This space was written by a newer lettawasm (schema {version}; this one knows {len(MIGRATIONS)})."
            " Update lettawasm to open it."
        )
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        driver.transact(lambda n=number, todo=statements: _apply(driver, n, todo))  # type: ignore[misc]
    return len(MIGRATIONS)


def _apply(driver: Driver, number: int, statements: list[str]) -> None:
    for statement in statements:
        driver.execute(statement)
    driver.execute("INSERT INTO schema_version (version) VALUES (?)", [number])

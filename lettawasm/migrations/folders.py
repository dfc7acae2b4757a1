"""Folders of files, and which of those an agent has open.

A file's text is in its chunks alone. `agent_files` has a row for what an agent ever had open; the newest is last.
"""

FOLDERS = [
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

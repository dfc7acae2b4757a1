"""Servers of tools that speak MCP."""

MCP = [
    """CREATE TABLE mcp_servers (
        seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL,
        auth_header TEXT, needs_secrets INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)""",
    """CREATE TABLE mcp_tools (
        tool_id TEXT PRIMARY KEY REFERENCES tools(id) ON DELETE CASCADE,
        server_id TEXT NOT NULL REFERENCES mcp_servers(id) ON DELETE CASCADE, remote_name TEXT NOT NULL,
        UNIQUE (server_id, remote_name)) WITHOUT ROWID""",
]

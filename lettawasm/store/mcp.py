"""MCP servers that a person configured, and which tools are whose. Their secrets are never stored."""

from typing import Any

from ..db import atomic
from ..errors import Conflict, NotFound
from ..ports import Row
from ..schemas.mcp import McpServer
from ..schemas.tools import Tool
from .table import Page, Table, Where, select_page
from .tools import tool_of


class McpServers(Table):
    def create(self, name: str, url: str, auth_header: str | None, needs_secrets: bool) -> McpServer:
        self._must_be_free(name)
        server_id, now = self.clock.new_id("mcp_server"), self.clock.now()
        self.driver.execute(
            "INSERT INTO mcp_servers (id, name, url, auth_header, needs_secrets, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [server_id, name, url, auth_header, int(needs_secrets), now, now],
        )
        return self.get(server_id)

    def get(self, server_id: str) -> McpServer:
        rows = self.driver.execute("SELECT * FROM mcp_servers WHERE id = ?", [server_id])
        if not rows:
            raise NotFound(f"MCP server with id {server_id} not found.")
        return _server(rows[0])

    def find(self, page: Page) -> list[McpServer]:
        return [_server(row) for row in select_page(self.driver, "mcp_servers", Where(), page)]

    @atomic
    def update(self, server: McpServer) -> McpServer:
        if self.get(server.id).server_name != server.server_name:
            self._must_be_free(server.server_name)
        self.driver.execute(
            "UPDATE mcp_servers SET name = ?, url = ?, auth_header = ?, needs_secrets = ?, updated_at = ? WHERE id = ?",
            [
                *(server.server_name, server.server_url, server.auth_header, int(server.needs_secrets)),
                *(self.clock.now(), server.id),
            ],
        )
        return server

    @atomic
    def delete(self, server_id: str) -> None:
        """Delete a server with its tools; agents that hold them lose them."""
        self.get(server_id)
        self.driver.execute(
            "DELETE FROM tools WHERE id IN (SELECT tool_id FROM mcp_tools WHERE server_id = ?)", [server_id]
        )
        self.driver.execute("DELETE FROM mcp_servers WHERE id = ?", [server_id])

    # Tools: under the name that they have on the server

    def link(self, server_id: str, tool_id: str, remote_name: str) -> None:
        self.driver.execute(
            "INSERT OR IGNORE INTO mcp_tools (tool_id, server_id, remote_name) VALUES (?, ?, ?)",
            [tool_id, server_id, remote_name],
        )

    def tools(self, server_id: str) -> dict[str, Tool]:
        """A server's tools by their names there."""
        rows = self.driver.execute(
            "SELECT tools.*, remote_name FROM mcp_tools JOIN tools ON tools.id = tool_id"
            " WHERE server_id = ? ORDER BY tools.seq",
            [server_id],
        )
        return {row["remote_name"]: tool_of(row) for row in rows}

    def of_tool(self, tool_id: str) -> tuple[McpServer, str] | None:
        """The server of a tool, and the tool's name there."""
        rows: list[dict[str, Any]] = self.driver.execute(
            "SELECT mcp_servers.*, remote_name FROM mcp_tools JOIN mcp_servers ON mcp_servers.id = server_id"
            " WHERE tool_id = ?",
            [tool_id],
        )
        return (_server(rows[0]), str(rows[0]["remote_name"])) if rows else None

    def _must_be_free(self, name: str) -> None:
        if self.driver.execute("SELECT 1 FROM mcp_servers WHERE name = ?", [name]):
            raise Conflict(f"An MCP server named '{name}' already exists")


def _server(row: Row) -> McpServer:
    return McpServer(
        id=row["id"],
        server_name=row["name"],
        server_url=row["url"],
        auth_header=row["auth_header"],
        needs_secrets=bool(row["needs_secrets"]),
    )

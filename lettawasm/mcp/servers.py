"""The MCP servers of a space: configured, asked for their tools, called."""

import asyncio
import json
import re
from contextlib import suppress
from typing import Any

from ..errors import Invalid, LettaError, NotFound
from ..keys import LOCKED, Keys
from ..ports import Host
from ..schemas.mcp import McpConfig, McpServer, McpServerCreate, McpServerUpdate, Resync
from ..schemas.secrets import Use
from ..schemas.tools import Tool
from ..store import Store
from ..store.table import Page
from ..tools.context import ToolContext
from ..tools.execution import Outcome, failed
from . import failures
from .client import McpClient
from .content import text_of

MOST_TOOLS = 500
FIRST_PATIENCE = 10.0  # seconds, when a server is configured
MOST_DESCRIPTION = 8_000  # characters

_ELSEWHERE = {
    "stdio": "is a program on somebody's machine, which can't be started from here",
    "sse": "speaks the older transport (HTTP with SSE), which isn't spoken here",
}


class McpServers:
    def __init__(self, host: Host, store: Store, keys: Keys) -> None:
        self._host, self._store, self._keys = host, store, keys
        self._clients: dict[str, McpClient] = {}  # they hold sessions
        keys.on_change(self._clients.clear)  # and none may outlive its secrets

    async def add(self, new: McpServerCreate) -> McpServer:
        """Configure a server and take over its tools, if it can be asked now."""
        url, config = self._address(new.config), new.config
        secrets = config.secrets()
        server = self._store.mcp.create(new.server_name, url, config.auth_header, bool(secrets))
        self._keep(server, secrets)
        with suppress(LettaError, TimeoutError):  # it is down, perhaps; `refresh` says why
            async with asyncio.timeout(FIRST_PATIENCE):
                await self.refresh(server.id)
        return self.one(server.id)

    def change(self, server_id: str, update: McpServerUpdate) -> McpServer:
        """Change a server. Its secrets are bound to its address: they don't follow to a new one."""
        server, config = self._store.mcp.get(server_id), update.config
        url = self._address(config, server.server_url)
        fields: dict[str, Any] = {"server_name": update.server_name or server.server_name, "server_url": url}
        if config.has_secrets or url != server.server_url:
            secrets = config.secrets()
            fields |= {"auth_header": config.auth_header, "needs_secrets": bool(secrets)}
            self._keep(server, {})
            self._keep(self._store.mcp.update(server.model_copy(update=fields)), secrets)
        else:
            self._store.mcp.update(server.model_copy(update=fields))
        return self.one(server_id)

    def remove(self, server_id: str) -> None:
        self._store.mcp.delete(server_id)
        self._keys.forget("mcp_server", server_id)

    def one(self, server_id: str) -> McpServer:
        return self._shown(self._store.mcp.get(server_id))

    def configured(self, page: Page) -> list[McpServer]:
        return [self._shown(server) for server in self._store.mcp.find(page)]

    # Tools

    def tools(self, server_id: str) -> list[Tool]:
        self._store.mcp.get(server_id)
        return list(self._store.mcp.tools(server_id).values())

    def tool(self, server_id: str, tool_id: str) -> Tool:
        for tool in self.tools(server_id):
            if tool.id == tool_id:
                return tool
        raise NotFound(f"MCP server {server_id} has no tool with id {tool_id}.")

    async def refresh(self, server_id: str) -> Resync:
        """Ask a server what it offers now, and bring its tools to that. Raises McpFailed with nothing changed."""
        server = self._store.mcp.get(server_id)
        offered = await self._client(server).tools()
        if len(offered) > MOST_TOOLS:
            raise Invalid(
                f"The MCP server offers {len(offered)} tools; at most {MOST_TOOLS} can be taken over."
            )
        return self._store.driver.transact(lambda: self._take_over(server, offered))

    async def call(self, tool: Tool, arguments: dict[str, Any], context: ToolContext) -> Outcome:
        """Answer a call of a tool of type external_mcp."""
        return await self.run(tool, arguments)

    async def run(self, tool: Tool, arguments: dict[str, Any]) -> Outcome:
        found = self._store.mcp.of_tool(tool.id)
        if found is None:
            return failed(tool.name, failures.UNKNOWN_TOOL)
        server, name = found
        try:
            result = await self._client(server).call(name, arguments)
        except LettaError as error:
            return failed(tool.name, str(error), error)
        text = text_of(result)
        return (
            failed(tool.name, text or "The tool failed without a word.")
            if result.get("isError")
            else Outcome(text)
        )

    def _take_over(self, server: McpServer, offered: list[dict[str, Any]]) -> Resync:
        self._store.mcp.get(server.id)  # it may have been removed while it was asked
        old, done = self._store.mcp.tools(server.id), Resync()
        for entry in offered:
            remote, known = str(entry.get("name") or ""), old.pop(str(entry.get("name") or ""), None)
            if not remote:
                continue
            name = known.name if known else self._free_name(server, remote)
            tool = self._store.tools.put(name, _fields(server, name, entry))
            if known is None:
                self._store.mcp.link(server.id, tool.id, remote)
                done.added.append(tool.name)
            elif tool != known:
                done.updated.append(tool.name)
        for gone in old.values():
            self._store.tools.delete(gone.id)
            done.deleted.append(gone.name)
        return done

    def _free_name(self, server: McpServer, remote: str) -> str:
        """The tool's own name; where another tool has it, that of its server before it, and a number if need be."""
        plain, prefix = _plain(remote), _plain(server.server_name)
        candidates = [plain, _plain(f"{prefix}_{plain}"), *(f"{plain[:60]}_{n}" for n in range(2, 100))]
        taken = self._store.tools.named(candidates[:50]) | self._store.tools.named(candidates[50:])
        return next(name for name in candidates if name not in taken)

    def _client(self, server: McpServer) -> McpClient:
        secrets = self._keys.get(_use(server))
        if server.needs_secrets and not secrets:
            gone = LOCKED if self._keys.is_locked(_use(server)) else failures.SECRETS_GONE
            raise Invalid(gone.format(name=server.server_name))
        if server.id not in self._clients:
            headers = json.loads(secrets) if secrets else {}
            self._clients[server.id] = McpClient(server.server_url, self._host.transport, headers)
        return self._clients[server.id]

    def _address(self, config: McpConfig, known: str | None = None) -> str:
        """Where the server is. Raises Invalid for one that can't be reached from here."""
        if why := _ELSEWHERE.get(config.mcp_server_type):
            raise Invalid(
                f"An MCP server of type {config.mcp_server_type} {why}. Use one with the streamable HTTP transport"
                " (mcp_server_type streamable_http), or a gateway that offers it."
            )
        url = config.server_url or known
        if url is None:
            raise Invalid("An MCP server of type streamable_http needs a server_url")
        self._host.admit(url)
        return url

    def _keep(self, server: McpServer, headers: dict[str, str]) -> None:
        self._keys.give(_use(server), json.dumps(headers) if headers else None)

    def _shown(self, server: McpServer) -> McpServer:
        return server.model_copy(update={"has_secrets": self._keys.has(_use(server))})


def _use(server: McpServer) -> Use:
    return Use.at("mcp_server", server.id, server.server_url)


def _plain(name: str) -> str:
    """A name in the letters that models take."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)[:64]


def _fields(server: McpServer, name: str, entry: dict[str, Any]) -> dict[str, Any]:
    """A tool as its server describes it. What it says of itself is no more than that: none of it grants anything."""
    description = str(entry.get("description") or entry.get("title") or "")[:MOST_DESCRIPTION]
    schema = entry.get("inputSchema")
    parameters = schema if isinstance(schema, dict) and schema.get("type") == "object" else {"type": "object"}
    if not isinstance(parameters.get("properties", {}), dict):
        parameters = {"type": "object"}
    return {
        "tool_type": "external_mcp",
        "description": description,
        "json_schema": {
            "name": name,
            "description": description,
            "parameters": {"properties": {}, "required": [], **parameters},
        },
        "source_type": "python",
        "tags": [f"mcp:{server.server_name}"],
    }

"""MCP servers in agent files: where they are and which tools are theirs, never what they are asked with in secret."""

from collections.abc import Iterable, Iterator
from typing import Any

from ..agentfile import AgentFile, Remark
from ..errors import Conflict
from ..schemas.mcp import McpServer
from ..schemas.tools import Tool
from ..store import Store
from ..store.table import Page

TYPE = "external_mcp"
_ALL = Page(limit=-1, order="asc")


def entries(
    store: Store, tools: Iterable[Tool], names: dict[str, str]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The servers of these tools, and what only the extension can say of them. `names` are ids in the file."""
    servers: dict[str, dict[str, Any]] = {}
    rests: dict[str, dict[str, Any]] = {}
    for tool in tools:
        if tool.tool_type == TYPE and (found := store.mcp.of_tool(tool.id)):
            server, remote = found
            name = names.setdefault(server.id, f"mcp_server-{len(servers)}")
            servers.setdefault(name, {"id": name, **_told(server)})
            rests.setdefault(name, _rest(server))["tools"][names[tool.id]] = remote
    return list(servers.values()), rests


def _told(server: McpServer) -> dict[str, Any]:
    return {
        "server_type": server.mcp_server_type,
        "server_name": server.server_name,
        "server_url": bare(server.server_url),
        "stdio_config": None,
        "metadata_": None,
    }


def _rest(server: McpServer) -> dict[str, Any]:
    asks = server.needs_secrets or bare(server.server_url) != server.server_url
    return {"auth_header": server.auth_header, "needs_secrets": asks, "tools": {}}


def bare(url: str) -> str:
    """An address without its query, in which keys are handed over."""
    return url.partition("#")[0].partition("?")[0]


class Homes:
    """The servers of a file, here: made, or known already by their names and addresses."""

    def __init__(self, store: Store, file: AgentFile) -> None:
        self.store = store
        known = {(one.server_name, bare(one.server_url)): one.id for one in store.mcp.find(_ALL)}
        self._here: dict[str, tuple[str, str]] = {}  # tool in the file → its server here, and its name there
        for entry in file.mcp_servers:
            if entry.is_reachable and entry.server_url:
                rest, url = file.lettawasm.mcp_servers.get(entry.id), entry.server_url
                needs = (rest.auth_header, rest.needs_secrets) if rest else (None, False)
                here = known.get((entry.server_name, bare(url)))
                here = here or store.mcp.create(_free(store, entry.server_name), url, *needs).id
                self._here |= {tool: (here, name) for tool, name in tools_of(file, entry.id).items()}

    def tool(self, tool: Tool) -> Tool | None:
        """The server's tool as it is here already, or made from the file; None for a tool that has no server here.
        Raises Conflict where its name is another's.
        """
        if tool.id not in self._here:
            return None
        server_id, remote = self._here[tool.id]
        if known := self.store.mcp.tools(server_id).get(remote):
            return known
        if self.store.tools.named([tool.name]):
            raise Conflict(
                f"The file's tool {tool.name!r} is one of an MCP server, and there is another tool of that name here."
                " Delete that one, or import with override_existing_tools=false to use it."
            )
        made = self.store.tools.put(tool.name, tool.model_dump(exclude={"id", "name"}))
        self.store.mcp.link(server_id, made.id, remote)
        return made


def tools_of(file: AgentFile, server_id: str) -> dict[str, str]:
    """A server's tools in the file by their names there. Where the extension is silent, their tags tell."""
    if rest := file.lettawasm.mcp_servers.get(server_id):
        return rest.tools
    [tag] = [f"mcp:{one.server_name}" for one in file.mcp_servers if one.id == server_id]
    return {tool.id: tool.name for tool in file.tools if tool.tool_type == TYPE and tag in tool.tags}


def _free(store: Store, name: str) -> str:
    taken = {one.server_name for one in store.mcp.find(_ALL)}
    number, free = 1, name
    while free in taken:
        free, number = f"{name}_({number})", number + 1
    return free


def remarks(file: AgentFile) -> Iterator[Remark]:
    there: set[str] = set()
    for number, server in enumerate(file.mcp_servers):
        rest = file.lettawasm.mcp_servers.get(server.id)
        if not server.is_reachable:
            kind = server.server_type
            yield Remark(f"mcp_servers.{number}", f"a server of type {kind} can't be reached from here")
            continue
        there |= set(tools_of(file, server.id))
        if rest and rest.needs_secrets:
            yield Remark(f"mcp_servers.{number}", "what it is asked with in secret has to be set here again")
    for number, tool in enumerate(file.tools):
        if tool.tool_type == TYPE and tool.id not in there:
            yield Remark(
                f"tools.{number}", f"{tool.name} is on an MCP server, which has to be added here again"
            )

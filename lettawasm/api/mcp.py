"""MCP servers: configured, refreshed, and their tools looked at and run."""

from starlette.requests import Request
from starlette.responses import Response

from .. import equipment
from ..schemas.mcp import McpServerCreate, McpServerUpdate, McpToolRun
from ..tools.execution import result_of
from .request import body, page, path_id, query, reply, runtime


async def create(request: Request) -> Response:
    return reply(await runtime(request).mcp.add(await body(request, McpServerCreate)))


async def list_(request: Request) -> Response:
    return reply(runtime(request).mcp.configured(page(request)))


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).mcp.one(_id(request)))


async def update(request: Request) -> Response:
    server_id = _id(request)
    return reply(runtime(request).mcp.change(server_id, await body(request, McpServerUpdate)))


async def delete(request: Request) -> Response:
    runtime(request).mcp.remove(_id(request))
    return Response(status_code=204)


async def refresh(request: Request) -> Response:
    """Take over what the server offers now. With `agent_id` the agent gets what is new."""
    space, agent_id = runtime(request), query(request, "agent_id")
    if agent_id:
        space.store.agents.get(agent_id)
    done = await space.mcp.refresh(_id(request))
    if agent_id:
        for tool in space.store.tools.named(done.added).values():
            equipment.attach_tool(space.store, agent_id, tool)
    return reply(done)


async def tools(request: Request) -> Response:
    return reply(runtime(request).mcp.tools(_id(request)))


async def tool(request: Request) -> Response:
    return reply(runtime(request).mcp.tool(_id(request), path_id(request, "tool_id", "tool")))


async def run(request: Request) -> Response:
    wanted = await body(request, McpToolRun)
    found = runtime(request).mcp.tool(_id(request), path_id(request, "tool_id", "tool"))
    return reply(result_of(found, await runtime(request).mcp.run(found, wanted.args)))


def _id(request: Request) -> str:
    return path_id(request, "mcp_server_id", "mcp_server")

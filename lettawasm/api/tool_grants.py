"""What a person grants to a custom tool. An extension of lettawasm's."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import Invalid
from ..schemas.grants import Grants
from ..schemas.tools import Tool
from .request import body, path_id, reply, runtime


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).store.tool_grants.of(_tool(request)))


async def put(request: Request) -> Response:
    """Grant this, and nothing else, to a tool as its source is now."""
    tool, grants = _tool(request), await body(request, Grants)
    if tool.tool_type != "custom":
        raise Invalid(f"{tool.name} is no custom tool, and needs no grants")
    return reply(runtime(request).store.tool_grants.put(tool, grants))


def _tool(request: Request) -> Tool:
    return runtime(request).store.tools.get(path_id(request, "tool_id", "tool"))

"""Tools: listed, read, and given to agents."""

from typing import get_args

from starlette.requests import Request
from starlette.responses import Response

from ..errors import Invalid
from ..schemas.tools import ToolType
from .request import must_be_agent, page, path_id, query, query_list, reply, runtime


async def list_(request: Request) -> Response:
    types, without = query_list(request, "tool_types"), query_list(request, "exclude_tool_types")
    if unknown := [type_ for type_ in (*types, *without) if type_ not in get_args(ToolType)]:
        raise Invalid(f"Invalid tool type {unknown[0]!r}, must be one of {list(get_args(ToolType))}")
    found = runtime(request).store.tools.find(
        page(request, order_by=("created_at", "updated_at", "name")),
        name=query(request, "name"),
        names=query_list(request, "names"),
        search=query(request, "search"),
        tool_types=types,
        ids=query_list(request, "tool_ids"),
        without_types=without,
    )
    return reply(found)


async def count(request: Request) -> Response:
    return reply(runtime(request).store.tools.count())


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).store.tools.get(path_id(request, "tool_id", "tool")))


async def of_agent(request: Request) -> Response:
    return reply(runtime(request).store.tools.page_of_agent(must_be_agent(request), page(request, limit=10)))


async def attach(request: Request) -> Response:
    store = runtime(request).store
    store.agents.attach_tool(must_be_agent(request), store.tools.get(path_id(request, "tool_id", "tool")).id)
    return reply(None)


async def detach(request: Request) -> Response:
    store = runtime(request).store
    store.agents.detach_tool(must_be_agent(request), store.tools.get(path_id(request, "tool_id", "tool")).id)
    return reply(None)

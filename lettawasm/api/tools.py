"""Tools: made, listed, searched, and given to agents."""

from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import Response

from .. import equipment
from ..errors import Invalid, NotFound, Unprocessable
from ..schemas.base import Shape, Text
from ..schemas.tools import Tool, ToolCreate, ToolSearch, ToolType, ToolUpdate
from ..store.table import Page
from ..tools import custom
from ..tools.builtin import FUNCTIONS
from ..tools.ranking import rank
from .request import body, flag, must_be_agent, page, path_id, query, query_list, reply, runtime


async def create(request: Request) -> Response:
    """Make a tool, or change the one of the same name: its schema has the name."""
    new = await body(request, ToolCreate)
    store = runtime(request).store
    return reply(store.driver.transact(lambda: custom.put(store, new)))


async def list_(request: Request) -> Response:
    found = runtime(request).store.tools.find(
        page(request, order_by=("created_at", "updated_at", "name")),
        name=query(request, "name"),
        names=query_list(request, "names"),
        search=query(request, "search"),
        tool_types=_types(_separated(request, "tool_types")),
        ids=_separated(request, "tool_ids"),
        without_types=_types(_separated(request, "exclude_tool_types")),
        only_lettas=bool(flag(request, "return_only_letta_tools")),
    )
    return reply(found)


async def search(request: Request) -> Response:
    """Tools by what they are for, the best first; without a query, the newest first."""
    wanted = await body(request, ToolSearch)
    types, tags = _types(tuple(wanted.tool_types or ())), tuple(wanted.tags or ())
    found = runtime(request).store.tools.find(Page(limit=-1), tool_types=types, tags=tags)
    scored = rank(found, wanted.query) if wanted.query else [(tool, 0.0) for tool in found]
    return reply([_hit(tool, score, n) for n, (tool, score) in enumerate(scored[: wanted.limit], 1)])


def _hit(tool: Tool, score: float, place: int) -> dict[str, Any]:
    return {
        "tool": tool,
        "embedded_text": None,
        "fts_rank": place if score else None,
        "vector_rank": None,
        "combined_score": score,
    }


async def count(request: Request) -> Response:
    return reply(runtime(request).store.tools.count())


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).store.tools.get(path_id(request, "tool_id", "tool")))


async def update(request: Request) -> Response:
    tool_id = path_id(request, "tool_id", "tool")
    changes = await body(request, ToolUpdate)
    store = runtime(request).store
    return reply(store.driver.transact(lambda: custom.update(store, tool_id, changes)))


async def delete(request: Request) -> Response:
    space, tool_id = runtime(request), path_id(request, "tool_id", "tool")
    custom.delete(space.store, tool_id)
    space.keys.forget("tool", tool_id)
    return reply(None)


async def add_base_tools(request: Request) -> Response:
    """The built-in tools. Every space has them, so there is nothing to add."""
    return reply(runtime(request).store.tools.find(Page(limit=-1, order="asc"), names=tuple(FUNCTIONS)))


class SchemaRequest(Shape):
    code: Text
    source_type: Text | None = None


async def generate_schema(request: Request) -> Response:
    wanted = await body(request, SchemaRequest)
    return reply(custom.schema_from(wanted.code, source_type=wanted.source_type))


# An agent's tools


async def of_agent(request: Request) -> Response:
    return reply(runtime(request).store.tools.page_of_agent(must_be_agent(request), page(request, limit=10)))


async def attach(request: Request) -> Response:
    store, agent_id = runtime(request).store, must_be_agent(request)
    tool = store.tools.get(path_id(request, "tool_id", "tool"))
    store.driver.transact(lambda: equipment.attach_tool(store, agent_id, tool))
    return reply(None)


async def detach(request: Request) -> Response:
    store = runtime(request).store
    store.agents.detach_tool(must_be_agent(request), store.tools.get(path_id(request, "tool_id", "tool")).id)
    return reply(None)


class ApprovalRequest(Shape):
    requires_approval: bool | None = None


async def set_approval(request: Request) -> Response:
    """Whether a person is asked before an agent's tool runs; the body counts, or else the query."""
    wanted = (await body(request, ApprovalRequest)).requires_approval
    required = flag(request, "requires_approval") if wanted is None else wanted
    if required is None:
        raise Unprocessable("Say whether requires_approval is true or false")
    store, tool = runtime(request).store, held(request)
    store.driver.transact(lambda: equipment.set_approval(store, must_be_agent(request), tool.name, required))
    return reply(None)


def held(request: Request) -> Tool:
    """The agent's tool that the path names. Raises NotFound."""
    agent_id, name = must_be_agent(request), str(request.path_params["tool_name"])
    for tool in runtime(request).store.tools.of_agent(agent_id):
        if tool.name == name:
            return tool
    raise NotFound(f"Tool '{name}' not found or not attached to agent '{agent_id}'")


def _types(given: tuple[str, ...]) -> tuple[str, ...]:
    for type_ in given:
        if type_ not in get_args(ToolType):
            raise Invalid(f"Invalid tool_type '{type_}'. Must be one of: {', '.join(get_args(ToolType))}")
    return given


def _separated(request: Request, name: str) -> tuple[str, ...]:
    """A list given as repeated parameters, as one with commas, or as both."""
    return tuple(part for text in query_list(request, name) for part in text.split(",") if part)

"""What went on, and what waits: runs, calls of tools, approvals. Extensions of lettawasm's."""

from typing import get_args

from starlette.requests import Request
from starlette.responses import Response

from ..activity import runs, steps, waiting
from ..schemas.runs import RunStatus
from .request import MAX_LIMIT, choices, flag, number, page, path_id, query, query_list, reply, runtime


async def list_(request: Request) -> Response:
    store = runtime(request).store
    found = store.runs.find(
        page(request),
        agent_ids=query_list(request, "agent_id"),
        conversation_id=query(request, "conversation_id"),
        statuses=choices(request, "status", get_args(RunStatus)),
    )
    return reply(runs.of_runs(store, found))


async def retrieve(request: Request) -> Response:
    store = runtime(request).store
    return reply(steps.of_run(store, store.runs.get(path_id(request, "run_id", "run"))))


async def approvals(request: Request) -> Response:
    return reply(waiting.all_waiting(runtime(request).store, number(request, "limit", 50, 1, MAX_LIMIT)))


async def tool_counts(request: Request) -> Response:
    return reply(runtime(request).store.tool_uses.counts())


async def tool_uses(request: Request) -> Response:
    store, tool_id = runtime(request).store, path_id(request, "tool_id", "tool")
    limit, failed = number(request, "limit", 20, 1, MAX_LIMIT), bool(flag(request, "failed"))
    return reply(
        store.tool_uses.find(store.tools.get(tool_id).name, limit, query(request, "agent_id"), failed=failed)
    )

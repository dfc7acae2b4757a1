"""What was done to memory, what is deleted of it, and how blocks are used. Extensions of lettawasm's."""

from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import Response

from .. import block_analytics
from ..rewind import deleted as coming_back
from ..schemas.operations import VERBS
from ..schemas.versions import Actor
from .request import choice, moment, number, page, path_id, query, reply, runtime

_FIELDS = ("object_id", "label", "agent_id", "run_id", "step_id", "tool_call_id")


async def list_(request: Request) -> Response:
    wish = {
        **{name: query(request, name) for name in _FIELDS},
        "kind": choice(request, "kind", ("block", "passage"), "") or None,
        "operation": choice(request, "operation", VERBS, "") or None,
        "actor": choice(request, "actor", get_args(Actor), "") or None,
        "result": choice(request, "result", ("ok", "error"), "") or None,
    }
    start, end = moment(request, "start_date"), moment(request, "end_date", end=True)
    return reply(runtime(request).store.operations.find(page(request), wish, start, end))


async def analytics(request: Request) -> Response:
    thresholds = block_analytics.Thresholds(
        stale_days=number(request, "stale_days", 30, 0, 36_500),
        nearly_full_percent=number(request, "nearly_full_percent", 80, 1, 100),
    )
    wanted = page(request, order="asc", order_by=("created_at", "updated_at", "label"))
    found = block_analytics.of_blocks(runtime(request).store, wanted, thresholds, query(request, "label"))
    return reply(found)


async def deleted(request: Request) -> Response:
    kind: Any = choice(request, "kind", ("block", "passage"), "") or None
    return reply(runtime(request).store.deletions.find(page(request), kind))


async def restore(request: Request) -> Response:
    store, object_id = runtime(request).store, _object_id(request)
    back = store.driver.transact(lambda: coming_back.bring_back(store, object_id))
    return reply({"object_id": object_id, "agent_ids": back.agent_ids, "left_out": back.left_out})


async def purge(request: Request) -> Response:
    """Forget something that is deleted for good: it can't be restored any more."""
    runtime(request).store.deletions.purge(_object_id(request))
    return reply(None)


def _object_id(request: Request) -> str:
    is_passage = str(request.path_params["object_id"]).startswith("passage-")
    return path_id(request, "object_id", "passage" if is_passage else "block")

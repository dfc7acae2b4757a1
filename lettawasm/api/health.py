"""Whether the space is open, and its tags."""

from starlette.requests import Request
from starlette.responses import Response

from .. import __version__
from .request import page, query, reply, runtime


async def health(request: Request) -> Response:
    runtime(request).host.driver.execute("SELECT 1")
    return reply({"version": __version__, "status": "ok"})


async def tags(request: Request) -> Response:
    asked = page(request, order="asc", order_by=("name",))
    found = runtime(request).store.agents.all_tags(
        name=query(request, "name") or query(request, "query_text"),
        after=asked.after,
        before=asked.before,
        limit=asked.limit,
        order=asked.order,
    )
    return reply(found)

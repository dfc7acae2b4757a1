"""Searching all of memory at once. An extension of lettawasm's."""

from starlette.requests import Request
from starlette.responses import Response

from ..schemas.search import MemorySearch
from .request import body, reply, runtime


async def search(request: Request) -> Response:
    """Blocks, passages and messages together, the best first; without a query the newest."""
    from .. import retrieval  # not every visit searches

    wanted, store = await body(request, MemorySearch), runtime(request).store
    if wanted.agent_id is not None:
        store.agents.get(wanted.agent_id)
    for archive_id in wanted.archive_ids or ():
        store.archives.get(archive_id)
    results = retrieval.search(
        store, wanted.query, kinds=wanted.kinds, filters=wanted.filters, limit=wanted.limit
    )
    return reply({"hits": retrieval.hits(store, results), "corrections": results.question.corrections})

"""Searching all of memory at once. An extension of lettawasm's."""

from starlette.requests import Request
from starlette.responses import Response

from .request import body, reply, runtime


async def search(request: Request) -> Response:
    """Blocks, passages and messages together, the best first; without a query the newest."""
    from .. import retrieval  # not every visit searches
    from ..schemas.search import MemorySearch

    wanted, store = await body(request, MemorySearch), runtime(request).store
    if wanted.agent_id is not None:
        store.agents.get(wanted.agent_id)
    for archive_id in wanted.archive_ids or ():
        store.archives.get(archive_id)
    vector = await retrieval.seen(runtime(request).embeddings, wanted.query)
    results = retrieval.search(
        store, wanted.query, vector, kinds=wanted.kinds, filters=wanted.filters, limit=wanted.limit
    )
    return reply({"hits": retrieval.hits(store, results), "corrections": results.question.corrections})

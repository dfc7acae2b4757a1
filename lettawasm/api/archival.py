"""An agent's archive as a person keeps it: what is in it, what is in it twice, and putting a passage right. Extensions
of lettawasm's.
"""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import NotFound
from ..schemas.passages import PassageUpdate
from .request import body, must_be_agent, number, path_id, reply, runtime


async def overview(request: Request) -> Response:
    """How many passages there are, and on how many of them each tag stands."""
    store, agent_id = runtime(request).store, must_be_agent(request)
    archive = store.archives.of_agent(agent_id)
    return reply(
        {
            "archive_id": archive.id if archive else None,
            "passages": store.archival.count(agent_id),
            "tags": store.archival.tag_counts(archive.id) if archive else {},
        }
    )


async def twins(request: Request) -> Response:
    """Passages that say the same, in groups."""
    store = runtime(request).store
    archive, most = store.archives.of_agent(must_be_agent(request)), number(request, "limit", 20, 1, 100)
    return reply(store.archival.twins(archive.id, most) if archive else [])


async def update(request: Request) -> Response:
    passage_id, store = path_id(request, "passage_id", "passage"), runtime(request).store
    changes, archive = (
        (await body(request, PassageUpdate)).changes(),
        store.archives.of_agent(must_be_agent(request)),
    )
    passage = store.archival.get(passage_id)
    if archive is None or passage.archive_id != archive.id:
        raise NotFound(f"Passage with id {passage_id} not found in database.")
    wanted = {name: value for name, value in changes.items() if value is not None}
    if tags := wanted.get("tags"):
        wanted["tags"] = list(dict.fromkeys(tags))
    kept = passage.model_dump(include={"archive_id", "text", "tags", "metadata", "created_at"})
    store.archival.put(passage_id, {**kept, **wanted})
    return reply(store.archival.get(passage_id))

"""Archival memory."""

from starlette.requests import Request
from starlette.responses import Response

from .. import clock
from ..errors import NotFound
from ..schemas.passages import PassageCreate, PassageSearch
from ..tools.search import wire_hit
from .request import (
    body,
    choice,
    moment,
    must_be_agent,
    number,
    page,
    path_id,
    query,
    query_list,
    reply,
    required,
    runtime,
)


async def create(request: Request) -> Response:
    new = await body(request, PassageCreate)
    store = runtime(request).store
    agent = store.agents.get(path_id(request, "agent_id", "agent"))
    created_at = clock.parse(new.created_at) if new.created_at else None

    def work() -> object:
        archive = store.archival.ensure_archive(agent.id, agent.name)
        tags = tuple(new.tags or ())
        return store.archival.insert(
            archive.id, new.text, tags=tags, created_at=created_at, metadata=new.metadata
        )

    return reply([store.driver.transact(work)])


async def list_(request: Request) -> Response:
    store = runtime(request).store
    archive = store.archival.archive_of(must_be_agent(request))
    asked = page(request, limit=100, order="asc")
    return reply(store.archival.find(archive.id, asked, search=query(request, "search")) if archive else [])


async def search(request: Request) -> Response:
    store = runtime(request).store
    agent = store.agents.get(path_id(request, "agent_id", "agent"))
    archive = store.archival.archive_of(agent.id)
    hits = (
        store.archival.search(
            archive.id,
            required(request, "query"),
            tags=query_list(request, "tags"),
            match_all_tags=choice(request, "tag_match_mode", ("any", "all"), "any") == "all",
            start=moment(request, "start_datetime"),
            end=moment(request, "end_datetime", end=True),
            limit=number(request, "top_k", 10, 1, 100),
        )
        if archive
        else []
    )
    results = [wire_hit(hit.passage, agent.settings.timezone) for hit in hits]
    return reply({"results": results, "count": len(results)})


async def search_everywhere(request: Request) -> Response:
    """Search one agent's passages, one archive's, or all."""
    wanted = await body(request, PassageSearch)
    store = runtime(request).store
    archive_id = wanted.archive_id
    if wanted.agent_id is not None and archive_id is None:
        archive = store.archival.archive_of(store.agents.get(wanted.agent_id).id)
        if archive is None:
            return reply([])
        archive_id = archive.id
    hits = store.archival.search(
        archive_id,
        wanted.query,
        tags=tuple(wanted.tags or ()),
        match_all_tags=wanted.tag_match_mode == "all",
        start=clock.parse(wanted.start_date) if wanted.start_date else None,
        end=clock.parse(wanted.end_date, end=True) if wanted.end_date else None,
        limit=wanted.limit,
    )
    return reply(
        [{"passage": hit.passage.model_dump(mode="json"), "score": hit.score, "metadata": {}} for hit in hits]
    )


async def delete(request: Request) -> Response:
    store = runtime(request).store
    passage_id = path_id(request, "passage_id", "passage")
    archive = store.archival.archive_of(must_be_agent(request))
    if archive is None:
        raise NotFound(f"Passage with id {passage_id} not found in database.")
    store.archival.delete(archive.id, passage_id)
    return reply({"message": f"Memory id={passage_id} successfully deleted"})

"""Archival memory: an agent's passages, and looking for passages anywhere."""

from starlette.requests import Request
from starlette.responses import Response

from .. import clock
from ..errors import NotFound
from ..schemas.filters import Filters
from ..schemas.passages import Passage, PassageCreate, PassageSearch
from ..store import Store
from ..tools.search import wire_hit
from .request import (
    body,
    choice,
    flag,
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
    if_new = bool(flag(request, "if_new"))
    made = store.driver.transact(
        lambda: insert(store, store.archives.ensure(agent.id, agent.name).id, new, if_new=if_new)
    )
    return reply([made])


def insert(store: Store, archive_id: str, new: PassageCreate, *, if_new: bool = False) -> Passage:
    """Store a passage; with `if_new`, unless there is one that says the same, which is given instead."""
    if if_new:
        from ..retrieval import duplicates  # few ask for it

        if known := duplicates.twin(store, Filters(archive_ids=(archive_id,)), new.text):
            return known
    return store.archival.insert(
        archive_id,
        new.text,
        tags=tuple(new.tags or ()),
        created_at=clock.parse(new.created_at) if new.created_at else None,
        metadata=new.metadata,
    )


async def list_(request: Request) -> Response:
    store = runtime(request).store
    archive = store.archives.of_agent(must_be_agent(request))
    asked, search = page(request, limit=100, order="asc"), query(request, "search")
    filters = Filters(tags=query_list(request, "tags"), source=query(request, "source"))
    return reply(store.archival.find(archive.id, asked, search=search, filters=filters) if archive else [])


async def search(request: Request) -> Response:
    from ..retrieval import passages, seen  # not every visit searches

    store = runtime(request).store
    agent = store.agents.get(path_id(request, "agent_id", "agent"))
    filters = Filters(
        agent_id=agent.id,
        tags=query_list(request, "tags"),
        match_all_tags=choice(request, "tag_match_mode", ("any", "all"), "any") == "all",
        start=moment(request, "start_datetime"),
        end=moment(request, "end_datetime", end=True),
    )
    text, limit = required(request, "query"), number(request, "top_k", 10, 1, 100)
    found = passages(store, text, filters, limit, await seen(runtime(request).embeddings, text))
    results = [wire_hit(passage, agent.settings.timezone) for passage, _ in found]
    return reply({"results": results, "count": len(results)})


async def search_everywhere(request: Request) -> Response:
    """Search one agent's passages, one archive's, or all."""
    from ..retrieval import passages, seen

    wanted = await body(request, PassageSearch)
    store = runtime(request).store
    if wanted.agent_id is not None:
        store.agents.get(wanted.agent_id)
    if wanted.archive_id is not None:
        store.archives.get(wanted.archive_id)
    filters = Filters(
        agent_id=wanted.agent_id,
        archive_ids=(wanted.archive_id,) if wanted.archive_id else (),
        tags=tuple(wanted.tags or ()),
        match_all_tags=wanted.tag_match_mode == "all",
        start=clock.parse(wanted.start_date) if wanted.start_date else None,
        end=clock.parse(wanted.end_date, end=True) if wanted.end_date else None,
    )
    vector = await seen(runtime(request).embeddings, wanted.query)
    found = passages(store, wanted.query, filters, wanted.limit, vector)
    return reply([{"passage": passage, "score": score, "metadata": {}} for passage, score in found])


async def delete(request: Request) -> Response:
    store = runtime(request).store
    passage_id = path_id(request, "passage_id", "passage")
    archive = store.archives.of_agent(must_be_agent(request))
    if archive is None:
        raise NotFound(f"Passage with id {passage_id} not found in database.")
    store.archival.delete(archive.id, passage_id)
    return reply({"message": f"Memory id={passage_id} successfully deleted"})

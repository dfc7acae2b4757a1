"""Archives, their passages, and which agents search them."""

from starlette.requests import Request
from starlette.responses import Response

from ..schemas.archives import ArchiveCreate, ArchiveUpdate
from ..schemas.passages import Passage, PassageBatch, PassageCreate
from .passages import insert
from .request import body, flag, must_be_agent, page, path_id, query, reply, runtime


async def create(request: Request) -> Response:
    return reply(runtime(request).store.archives.create(await body(request, ArchiveCreate)))


async def list_(request: Request) -> Response:
    found = runtime(request).store.archives.find(
        page(request), name=query(request, "name"), agent_id=query(request, "agent_id")
    )
    return reply(found)


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).store.archives.get(_archive_id(request)))


async def update(request: Request) -> Response:
    archive_id = _archive_id(request)
    changes = (await body(request, ArchiveUpdate)).changes()
    return reply(runtime(request).store.archives.update(archive_id, changes))


async def delete(request: Request) -> Response:
    runtime(request).store.archives.delete(_archive_id(request))
    return Response(status_code=204)


async def add_passage(request: Request) -> Response:
    archive_id = _archive_id(request)
    [passage] = _add(request, archive_id, [await body(request, PassageCreate)])
    return reply(passage)


async def add_passages(request: Request) -> Response:
    archive_id = _archive_id(request)
    return reply(_add(request, archive_id, (await body(request, PassageBatch)).passages))


async def delete_passage(request: Request) -> Response:
    runtime(request).store.archival.delete(_archive_id(request), path_id(request, "passage_id", "passage"))
    return Response(status_code=204)


async def attach(request: Request) -> Response:
    runtime(request).store.archives.attach(must_be_agent(request), _archive_id(request))
    return reply(None)


async def detach(request: Request) -> Response:
    runtime(request).store.archives.detach(must_be_agent(request), _archive_id(request))
    return reply(None)


def _add(request: Request, archive_id: str, new: list[PassageCreate]) -> list[Passage]:
    """All of the passages, or none. With `if_new` what is there already is given as it is."""
    store, if_new = runtime(request).store, bool(flag(request, "if_new"))

    def work() -> list[Passage]:
        store.archives.get(archive_id)
        return [insert(store, archive_id, one, if_new=if_new) for one in new]

    return store.driver.transact(work)


def _archive_id(request: Request) -> str:
    return path_id(request, "archive_id", "archive")

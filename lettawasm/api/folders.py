"""Folders, and which agents read in them."""

from starlette.requests import Request
from starlette.responses import Response

from .. import library
from ..errors import NotFound
from ..schemas.folders import FolderCreate, FolderUpdate
from .request import body, flag, must_be_agent, page, path_id, query, reply, runtime


async def create(request: Request) -> Response:
    return reply(runtime(request).store.folders.create(await body(request, FolderCreate)))


async def list_(request: Request) -> Response:
    asked = page(request, order="asc")
    return reply(runtime(request).store.folders.find(asked, name=query(request, "name")))


async def count(request: Request) -> Response:
    return reply(runtime(request).store.folders.count())


async def named(request: Request) -> Response:
    """The id of the folder with a name."""
    name = request.path_params["folder_name"]
    folder = runtime(request).store.folders.named(name)
    if folder is None:
        raise NotFound(f"No folder is called {name!r}")
    return reply(folder.id)


async def metadata(request: Request) -> Response:
    """How much there is, in all and, if asked for, folder by folder and file by file."""
    detailed = bool(flag(request, "include_detailed_per_source_metadata"))
    stats = runtime(request).store.files.stats(with_files=detailed)
    return reply(
        {
            "total_sources": len(stats),
            "total_files": sum(folder.file_count for folder in stats),
            "total_size": sum(folder.total_size for folder in stats),
            "sources": stats if detailed else [],
        }
    )


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).store.folders.get(folder_id(request)))


async def update(request: Request) -> Response:
    changed = folder_id(request)
    return reply(
        runtime(request).store.folders.update(changed, (await body(request, FolderUpdate)).changes())
    )


async def delete(request: Request) -> Response:
    store, gone = runtime(request).store, folder_id(request)
    store.driver.transact(lambda: library.delete(store, gone))
    return reply(None)


async def readers(request: Request) -> Response:
    """Ids of the agents that read in a folder."""
    store, read = runtime(request).store, folder_id(request)
    store.folders.get(read)
    found = store.agents.of_folder(read, page(request))
    return reply([agent.id for agent in found])


# As an agent's


async def of_agent(request: Request) -> Response:
    asked = page(request, limit=100)
    return reply(runtime(request).store.folders.page_of_agent(must_be_agent(request), asked))


async def attach(request: Request) -> Response:
    store, agent_id, given = runtime(request).store, must_be_agent(request), folder_id(request)
    store.driver.transact(lambda: library.attach(store, agent_id, given))
    return reply(None)


async def detach(request: Request) -> Response:
    store, agent_id, taken = runtime(request).store, must_be_agent(request), folder_id(request)
    store.driver.transact(lambda: library.detach(store, agent_id, taken))
    return reply(None)


def folder_id(request: Request) -> str:
    return path_id(request, "folder_id", "source")

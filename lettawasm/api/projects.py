"""Projects and the blocks in view there, the templates these are made from, and blocks made one. All are
extensions of lettawasm's.
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from .. import default_blocks, reshaping
from ..schemas import places
from ..schemas.projects import DefaultBlocks, Project, ProjectCreate, ProjectUpdate
from ..schemas.reshaping import MergeRequest, TruncateRequest
from ..store.table import page_of
from .request import bad_query, body, flag, page, path_id, query, reply, required, runtime


async def create(request: Request) -> Response:
    return reply(runtime(request).store.projects.create(await body(request, ProjectCreate)))


async def list_(request: Request) -> Response:
    found = runtime(request).store.projects.find(
        page(request, order_by=("created_at", "updated_at", "name")),
        query=query(request, "query"),
        archived=flag(request, "archived"),
    )
    return reply(found)


async def of(request: Request) -> Response:
    """The innermost project that a path or an address lies in."""
    projects = runtime(request).store.projects
    if query(request, "origin"):
        return reply(projects.of("origin", _place(request, "origin", places.origin)))
    return reply(projects.of("path", _place(request, "path", places.path)))


async def retrieve(request: Request) -> Response:
    return reply(_project(request))


async def update(request: Request) -> Response:
    changes = (await body(request, ProjectUpdate)).changes()
    return reply(runtime(request).store.projects.update(path_id(request, "project_id", "project"), changes))


async def delete(request: Request) -> Response:
    """Forget a project; with `with_blocks` its blocks are deleted, too, and can be restored like any others."""
    project_id, store = path_id(request, "project_id", "project"), runtime(request).store
    default_blocks.leave(store, project_id, with_blocks=bool(flag(request, "with_blocks")))
    return reply(None)


async def blocks(request: Request) -> Response:
    """What is in view in a project: its own blocks first, then the global ones whose labels it has none of."""
    seen = default_blocks.in_view(runtime(request).store, _project(request))
    return reply(page_of(seen, page(request, limit=100, order="asc")))


async def make_blocks(request: Request) -> Response:
    asked = await body(request, DefaultBlocks)
    return reply(default_blocks.make(runtime(request).store, _project(request), asked))


async def templates(request: Request) -> Response:
    store = runtime(request).store
    project = store.projects.get(project_id) if (project_id := query(request, "project_id")) else None
    return reply(list(default_blocks.templates(store, project).values()))


async def merge(request: Request) -> Response:
    block_id = path_id(request, "block_id", "block")
    return reply(reshaping.merge(runtime(request).store, block_id, await body(request, MergeRequest)))


async def truncate(request: Request) -> Response:
    block_id = path_id(request, "block_id", "block")
    return reply(reshaping.truncate(runtime(request).store, block_id, await body(request, TruncateRequest)))


def _project(request: Request) -> Project:
    return runtime(request).store.projects.get(path_id(request, "project_id", "project"))


def _place(request: Request, name: str, write: Callable[[str], str]) -> str:
    text = required(request, name)
    try:
        return write(text)
    except ValueError as error:
        raise bad_query("value_error", name, text, str(error)) from None

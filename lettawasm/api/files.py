"""Files: those in a folder, and those that an agent may open."""

from dataclasses import replace
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import Response

from .. import library
from ..schemas.folders import Duplicates, File, KnownFile
from ..tools.files import visible
from .folders import folder_id
from .request import choice, flag, must_be_agent, page, path_id, query, reply, runtime
from .uploads import uploaded

_HANDLINGS = ("suffix", "replace", "skip", "error")


async def upload(request: Request) -> Response:
    store, into = runtime(request).store, folder_id(request)
    store.folders.get(into)
    duplicates = cast(Duplicates, choice(request, "duplicate_handling", _HANDLINGS, "suffix"))
    name, said, data = await uploaded(request)
    return reply(library.upload(store, into, query(request, "name") or name, said, data, duplicates))


async def list_(request: Request) -> Response:
    store, of = runtime(request).store, folder_id(request)
    store.folders.get(of)
    return reply([_file(request, file) for file in store.files.find(of, page(request, limit=1000))])


async def retrieve(request: Request) -> Response:
    return reply(_file(request, runtime(request).store.files.get(folder_id(request), _file_id(request))))


async def delete(request: Request) -> Response:
    store = runtime(request).store
    store.files.delete(store.files.get(folder_id(request), _file_id(request)).id)
    return Response(status_code=204)


def _file(request: Request, file: File) -> File:
    """A file, with its text where the request asks for that."""
    if not flag(request, "include_content"):
        return file
    return file.model_copy(update={"content": runtime(request).store.files.text(file.id)})


# As an agent's


async def of_agent(request: Request) -> Response:
    """A page of the files in an agent's folders. Its cursors are of the form that the API gives to the ids here."""
    store = runtime(request).store
    agent = store.agents.get(must_be_agent(request))
    asked = page(request, limit=100)
    after, before = (_of_cursor(cursor) for cursor in (asked.after or query(request, "cursor"), asked.before))
    wider = replace(asked, after=after, before=before, limit=asked.limit + 1)
    found = store.open_files.find(agent.id, wider, is_open=flag(request, "is_open"))
    has_more = len(found) > asked.limit
    shown = found[-asked.limit :] if before and not after else found[: asked.limit]
    return reply(
        {
            "files": [
                _known(known, visible(store, agent, known) if known.is_open else None) for known in shown
            ],
            "next_cursor": _cursor(shown[-1]) if shown else None,
            "has_more": has_more,
        }
    )


async def open_(request: Request) -> Response:
    """Open a file whole. Returns the names of those that are closed to make room."""
    store = runtime(request).store
    agent = store.agents.get(must_be_agent(request))
    return reply(store.open_files.open(agent.id, _file_id(request), agent.settings.most_files_open))


async def close(request: Request) -> Response:
    file_id = _file_id(request)
    runtime(request).store.open_files.close(must_be_agent(request), file_id)
    return reply({"message": f"File id={file_id} successfully closed"})


async def close_all(request: Request) -> Response:
    return reply(runtime(request).store.open_files.close_all(must_be_agent(request)))


def _known(known: KnownFile, content: str | None) -> dict[str, Any]:
    return {
        "id": _cursor(known),
        "file_id": known.file.id,
        "file_name": known.path,
        "folder_id": known.file.source_id,
        "folder_name": known.folder_name,
        "is_open": known.is_open,
        "last_accessed_at": known.used_at,
        "visible_content": content,
        "start_line": known.first_line,
        "end_line": known.end_line,
    }


def _cursor(known: KnownFile) -> str:
    return known.file.id.replace("file-", "file_agent-", 1)


def _of_cursor(cursor: str | None) -> str | None:
    return cursor and cursor.replace("file_agent-", "file-", 1)


def _file_id(request: Request) -> str:
    return path_id(request, "file_id", "file")

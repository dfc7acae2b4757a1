"""Backups that other spaces keep here: files that come, are listed, and go out again as they came."""

from collections.abc import AsyncIterator, Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from ..errors import TooLarge, Unprocessable
from . import uploads
from .request import page, path_id, reply, runtime

_ENVELOPE = 100_000  # what the form needs besides the file
_LONGEST_NAME = 256


async def keep(request: Request) -> Response:
    space = runtime(request)
    most = space.host.largest_upload
    file = uploads.file_of(await uploads.form(request, most + _ENVELOPE))
    data, name = await file.read(), (file.filename or "backup")[:_LONGEST_NAME]
    if len(data) > most:
        raise TooLarge(f"The file is over the limit of {most:,} bytes")
    if not data:
        raise Unprocessable("The file is empty")
    return reply(space.store.kept_backups.put(name, data))


async def list_(request: Request) -> Response:
    return reply(runtime(request).store.kept_backups.find(page(request)))


async def read(request: Request) -> Response:
    store = runtime(request).store
    kept = store.kept_backups.get(_id(request))
    headers = {
        "content-disposition": "attachment",
        "content-length": str(kept.size),
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    parts = store.kept_backups.parts(kept.id)
    return StreamingResponse(_each(parts), headers=headers, media_type="application/octet-stream")


async def _each(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Starlette would iterate in a thread, which not every host has."""
    for part in parts:
        yield part


async def delete(request: Request) -> Response:
    runtime(request).store.kept_backups.delete(_id(request))
    return reply(None)


def _id(request: Request) -> str:
    return path_id(request, "backup_id", "backup")

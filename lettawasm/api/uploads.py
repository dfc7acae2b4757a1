"""Uploads: files in multipart forms. They are kept in memory, for not every host has threads and temporary files."""

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from ..errors import TooLarge, Unprocessable
from .request import MAX_BODY_BYTES, chunks

MOST_BYTES = 10_000_000
_ENVELOPE = 100_000  # what the form needs besides


class _InMemoryParser(MultiPartParser):
    spool_max_size = MAX_BODY_BYTES + 1


async def uploaded(request: Request) -> tuple[str, str | None, bytes]:
    """Name, media type and bytes of the field `file`. Raises Unprocessable without one, TooLarge."""
    file = file_of(await form(request, MOST_BYTES + _ENVELOPE))
    data = await file.read()
    if len(data) > MOST_BYTES:
        raise TooLarge(f"The file is over the limit of {MOST_BYTES:,} bytes")
    return file.filename or "", file.content_type, data


async def form(request: Request, most_bytes: int = MAX_BODY_BYTES) -> FormData:
    """The fields of a multipart form. Raises Unprocessable for anything else, TooLarge for more than `most_bytes`."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Unprocessable("Send the file as multipart/form-data")
    body = chunks(request, most_bytes)
    try:
        return await _InMemoryParser(request.headers, body, max_part_size=most_bytes).parse()
    except MultiPartException as error:
        raise Unprocessable(f"The upload can't be read: {error.message}") from None


def file_of(fields: FormData) -> UploadFile:
    file = fields.get("file")
    if not isinstance(file, UploadFile):
        raise Unprocessable("Send the file as the multipart field 'file'")
    return file


def text(fields: FormData, *names: str) -> str | None:
    """The first of some fields that has a text in it."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value:
            return value
    return None


def flag(fields: FormData, name: str, default: bool) -> bool:
    value = text(fields, name)
    return default if value is None else value.lower() in ("true", "1")

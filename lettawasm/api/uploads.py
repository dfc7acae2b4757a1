"""Uploads: files in multipart forms. They are kept in memory, for not every host has threads and temporary files."""

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from ..errors import TooLarge, Unprocessable
from .request import chunks

MOST_BYTES = 10_000_000
_ENVELOPE = 100_000  # what the form needs besides


class _InMemoryParser(MultiPartParser):
    spool_max_size = MOST_BYTES + 1


async def uploaded(request: Request) -> tuple[str, str | None, bytes]:
    """Name, media type and bytes of the field `file`. Raises Unprocessable without one, TooLarge."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Unprocessable("Send the file as multipart/form-data")
    body = chunks(request, MOST_BYTES + _ENVELOPE)
    try:
        form = await _InMemoryParser(request.headers, body, max_part_size=MOST_BYTES).parse()
    except MultiPartException as error:
        raise Unprocessable(f"The upload can't be read: {error.message}") from None
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise Unprocessable("Send the file as the multipart field 'file'")
    data = await file.read()
    if len(data) > MOST_BYTES:
        raise TooLarge(f"The file is over the limit of {MOST_BYTES:,} bytes")
    return file.filename or "", file.content_type, data

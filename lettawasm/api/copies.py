"""The copies of this space: where they are, test restores of them, and how safe all that is."""

from typing import cast

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from .. import clock
from ..copies.copies import Copies
from ..errors import NotFound, Unprocessable
from ..schemas.copies import AutomaticKind, CopyCheck, CopyCreate, Home, PlaceUpdate
from . import uploads
from .request import body, choice, flag, number, path_id, reply, runtime

_ENVELOPE = 100_000  # what the form needs besides the file
_MOST = 2**53 - 1


async def overview(request: Request) -> Response:
    return reply(Copies(runtime(request)).overview(_home(request)))


def _home(request: Request) -> Home:
    """What the page knows of the browser that holds the space."""
    days = number(request, "days", 0, 0, 3_650)
    return Home(
        kind=choice(request, "home", ("server", "browser"), "server"),  # type: ignore[arg-type]
        promised=flag(request, "promised") is not False,
        days=days or None,
        usage=number(request, "usage", 0, 0, _MOST),
        quota=number(request, "quota", 0, 0, _MOST),
    )


async def add(request: Request) -> Response:
    """Remember that a copy was written, or why it could not be."""
    new = await body(request, CopyCreate)
    if new.made_at is not None:
        new = new.model_copy(update={"made_at": clock.parse(new.made_at)})
    copy, doomed = Copies(runtime(request)).add(new)
    return reply({"copy": copy, "doomed": doomed})


async def delete(request: Request) -> Response:
    runtime(request).store.copies.delete(_id(request))
    return reply(None)


async def check(request: Request) -> Response:
    """Restore a copy for a test and remember how that went. A form holds its `file`, and perhaps a `passphrase`; for a
    server's copy, which is fetched from there, a JSON object does.
    """
    copy_id, space = _id(request), runtime(request)
    space.store.copies.get(copy_id)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        return reply(await Copies(space).check(copy_id, *await _file(request)))
    wish = await body(request, CopyCheck)
    return reply(await Copies(space).check(copy_id, None, wish.passphrase))


async def verify(request: Request) -> Response:
    """Restore a backup for a test. Nothing is changed by it."""
    data, passphrase = await _file(request)
    return reply(await Copies(runtime(request)).try_file(data, passphrase))


async def send(request: Request) -> Response:
    copy, gone = await Copies(runtime(request)).send()
    return reply({"copy": copy, "gone": gone})


async def set_place(request: Request) -> Response:
    update = await body(request, PlaceUpdate)
    try:
        return reply(Copies(runtime(request)).set_place(_kind(request), update))
    except ValidationError:
        raise Unprocessable("A server's address begins with http:// or https://") from None


async def forget_place(request: Request) -> Response:
    Copies(runtime(request)).forget_place(_kind(request))
    return reply(None)


def _kind(request: Request) -> AutomaticKind:
    kind = request.path_params["kind"]
    if kind not in ("folder", "worker"):
        raise NotFound(f"There is no place of the kind {kind!r:.100}")
    return cast(AutomaticKind, kind)


def _id(request: Request) -> str:
    return path_id(request, "copy_id", "copy")


async def _file(request: Request) -> tuple[bytes, str | None]:
    form = await uploads.form(request, runtime(request).host.largest_upload + _ENVELOPE)
    return await uploads.file_of(form).read(), uploads.text(form, "passphrase")

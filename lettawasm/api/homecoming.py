"""Bringing people home: files of other memories, and what came of them. The machinery is loaded when it is needed."""

from typing import TYPE_CHECKING

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from . import uploads
from .request import page, path_id, reply, runtime

if TYPE_CHECKING:
    from ..homecoming.place import Wish

MOST_BYTES = 128_000_000  # of a file; a host may hold less
_ENVELOPE = 100_000


async def import_(request: Request) -> Response:
    """Bring in what a file holds; with `dry_run`, only tell what that would do. A locked backup needs its
    `passphrase`.
    """
    from ..backup import opening
    from ..homecoming import unpacking
    from ..homecoming.luggage import Luggage

    space = runtime(request)
    form = await uploads.form(request, MOST_BYTES + _ENVELOPE)
    file = uploads.file_of(form)
    data = await opening.opened(await file.read(), uploads.text(form, "passphrase"), space.host.cipher)
    luggage, wish = Luggage(file.filename or "file", data), _wish(form)
    if uploads.flag(form, "dry_run", False):
        tally = await unpacking.look(space.store, luggage, wish)
        return reply({"id": None, "source": tally.source, "state": None, **tally.wire(), "dry_run": True})
    record = await unpacking.unpack(space.store, space.catalog, luggage, wish)
    return reply({**record.wire(), "dry_run": False})


def _wish(form: FormData) -> "Wish":
    from ..homecoming.place import Wish

    return Wish(
        agent_id=uploads.text(form, "agent_id"),
        name=uploads.text(form, "name"),
        model=uploads.text(form, "model"),
        project_id=uploads.text(form, "project_id"),
        skip_duplicates=uploads.flag(form, "skip_duplicates", True),
    )


async def imports(request: Request) -> Response:
    found = runtime(request).store.homecomings.find("import", page(request))
    return reply([one.wire() for one in found])


async def one_import(request: Request) -> Response:
    return reply(runtime(request).store.homecomings.get(path_id(request, "import_id", "import")).wire())

"""Bringing people home: files of other memories, the agents of other servers, and what came of them."""

from typing import cast

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from ..backup import opening
from ..errors import Unprocessable
from ..homecoming import unpacking
from ..homecoming.luggage import Luggage
from ..homecoming.migrations import Migrations
from ..homecoming.place import Wish
from ..schemas.homecoming import MigrationCreate, MigrationResume
from . import uploads
from .request import body, page, path_id, reply, runtime
from .wishes import wishes

_ENVELOPE = 100_000  # what the form needs besides the file
_LONGEST_NAME = 256


async def import_(request: Request) -> Response:
    """Bring in what a file holds; with `dry_run`, only tell what that would do. A locked backup needs its
    `passphrase`. What of an agent file shall come is said as in the other import.
    """
    space = runtime(request)
    form = await uploads.form(request, space.host.largest_upload + _ENVELOPE)
    file = uploads.file_of(form)
    data = await opening.opened(await file.read(), uploads.text(form, "passphrase"), space.host.cipher)
    luggage = Luggage(file.filename or "file", data, becomes=wishes(form).on)
    wish = _wish(form)
    if uploads.flag(form, "dry_run", False):
        tally = await unpacking.look(space.store, luggage, wish)
        return reply({"id": None, "source": tally.source, "state": None, **tally.wire(), "dry_run": True})
    record = await unpacking.unpack(space.store, space.catalog, luggage, wish)
    return reply({**record.wire(), "dry_run": False})


def _wish(form: FormData) -> Wish:
    name = uploads.text(form, "name")
    if name and len(name) > _LONGEST_NAME:
        raise Unprocessable(f"A name has at most {_LONGEST_NAME} characters")
    return Wish(
        agent_id=uploads.text(form, "agent_id"),
        name=name,
        model=uploads.text(form, "model"),
        project_id=uploads.text(form, "project_id"),
        skip_duplicates=uploads.flag(form, "skip_duplicates", True),
        again=uploads.flag(form, "again", False),
    )


async def imports(request: Request) -> Response:
    found = runtime(request).store.homecomings.find("import", page(request))
    return reply([one.wire() for one in found])


async def one_import(request: Request) -> Response:
    return reply(runtime(request).store.homecomings.get(path_id(request, "import_id", "import")).wire())


# Migrations


async def migrate(request: Request) -> Response:
    """Begin to bring a Letta server's agents; with `dry_run`, only tell which there are."""
    wish = await body(request, MigrationCreate)
    if wish.dry_run:
        return reply({"id": None, "state": None, **await _migrations(request).look(wish), "dry_run": True})
    return reply(_migrations(request).begin(wish).wire())


async def migrations(request: Request) -> Response:
    return reply([one.wire() for one in _migrations(request).find(page(request))])


async def one_migration(request: Request) -> Response:
    return reply(_migrations(request).get(_migration_id(request)).wire())


async def resume(request: Request) -> Response:
    migration_id = _migration_id(request)
    wish = await body(request, MigrationResume)
    return reply(_migrations(request).resume(migration_id, wish.token).wire())


async def delete(request: Request) -> Response:
    """Forget a migration. What it brought stays."""
    await _migrations(request).delete(_migration_id(request))
    return reply(None)


def _migration_id(request: Request) -> str:
    return path_id(request, "migration_id", "migration")


def _migrations(request: Request) -> Migrations:
    """The space's, made when they are first asked for."""
    state, space = request.app.state, runtime(request)
    if not hasattr(state, "migrations"):
        state.migrations = Migrations(space.host, space.store, space.catalog, space.keep)
    return cast(Migrations, state.migrations)

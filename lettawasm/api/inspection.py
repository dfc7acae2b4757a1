"""What somebody brings, looked at before anything of it is stored. An extension of lettawasm's."""

from starlette.requests import Request
from starlette.responses import Response

from ..backup import opening
from ..backup.page import inside, is_page, sealed_in
from ..homecoming import inspecting
from ..homecoming.luggage import Luggage
from ..homecoming.place import Wish
from . import uploads
from .request import reply, runtime
from .wishes import wishes

_ENVELOPE = 100_000  # what the form needs besides the file


async def inspect(request: Request) -> Response:
    """What is in a file, what it may do, and what importing it would do: `file` as for an import, a `passphrase` for a
    locked backup, and optionally the `agent_id` that shall remember and what of the file shall come. Of a locked
    backup without a passphrase only that it is `locked` is told.
    """
    space = runtime(request)
    form = await uploads.form(request, space.host.largest_upload + _ENVELOPE)
    file, passphrase = uploads.file_of(form), uploads.text(form, "passphrase")
    data, name = await file.read(), file.filename or "file"
    if passphrase is None and is_page(data) and sealed_in(inside(data)):
        return reply({"name": name, "locked": True})
    luggage = Luggage(name, await opening.opened(data, passphrase, space.host.cipher), wishes(form).on)
    wish = Wish(agent_id=uploads.text(form, "agent_id"))
    return reply(
        {
            "name": name,
            "locked": False,
            **await inspecting.inspect(space.store, space.catalog, luggage, wish),
        }
    )

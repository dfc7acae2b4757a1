"""Backups over HTTP: files to keep, of one agent or of the whole space. What makes them is loaded when it is needed."""

from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from ..ports import Cipher
from . import request as asked
from .request import must_be_agent, runtime

if TYPE_CHECKING:
    from ..schemas.backups import BackupRequest

_KINDS = {
    "json": ("application/json", "json"),
    "markdown": ("text/markdown; charset=utf-8", "md"),
    "html": ("text/html; charset=utf-8", "html"),
}


async def of_agent(request: Request) -> Response:
    agent = runtime(request).store.agents.get(must_be_agent(request))
    return await _backup(request, agent.name, agent.id)


async def of_space(request: Request) -> Response:
    return await _backup(request, "lettawasm", None)


async def _backup(request: Request, name: str, agent_id: str | None) -> Response:
    from ..backup.gathering import Wanted, gather
    from ..schemas.backups import BackupRequest

    wish, space = await asked.body(request, BackupRequest), runtime(request)
    wanted = Wanted(agent_id, with_history=wish.with_history, with_messages=wish.with_messages)
    made_at = space.host.clock.now()
    data = await _written(gather(space.store, wanted), made_at, wish, space.host.cipher)
    media_type, ending = _KINDS[wish.format]
    stem = "locked" if wish.passphrase else _stem(name)
    headers = {
        "content-disposition": _attachment(f"{stem}-{made_at[:10]}.{ending}"),
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "x-made-at": made_at,
    }
    return Response(data, headers=headers, media_type=media_type)


async def _written(
    content: dict[str, object], made_at: str, wish: "BackupRequest", cipher: Cipher | None
) -> bytes:
    from ..backup import document, markdown, opening, page

    if wish.format == "markdown":
        return markdown.markdown(content, made_at).encode()
    text = document.write(content, made_at)
    if wish.format == "json":
        return text
    if wish.passphrase is None:
        return page.page(text)
    return page.locked_page(await opening.needed(cipher).seal(wish.passphrase, text))


def _stem(name: str) -> str:
    """A name that any file system takes."""
    kept = "".join(character if character.isalnum() else "-" for character in name)
    return "-".join(filter(None, kept.split("-")))[:60] or "agent"


def _attachment(name: str) -> str:
    """For clients that read the newer parameter, and for those that don't."""
    from urllib.parse import quote

    plain = name.encode("ascii", "ignore").decode().lstrip("-")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

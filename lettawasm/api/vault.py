"""The vault: an extension of lettawasm's. Passphrases and secrets come in, and nothing of them goes out."""

from starlette.requests import Request
from starlette.responses import Response

from ..errors import Invalid
from ..runtime import Runtime
from ..schemas.secrets import Use
from ..schemas.vault import (
    EntryPut,
    PassphraseChange,
    VaultCreate,
    VaultEntry,
    VaultSettings,
    VaultUnlock,
)
from ..store.vault import Entry
from .request import body, path_id, reply, runtime

_MCP = "Give an MCP server its secrets with its configuration; then they can be kept"


async def status(request: Request) -> Response:
    return reply(runtime(request).vault.status())


async def create(request: Request) -> Response:
    wish = await body(request, VaultCreate)
    await runtime(request).vault.create(wish.passphrase, wish.idle_minutes)
    return await status(request)


async def unlock(request: Request) -> Response:
    await runtime(request).vault.unlock((await body(request, VaultUnlock)).passphrase)
    return await status(request)


async def lock(request: Request) -> Response:
    runtime(request).vault.lock()
    return await status(request)


async def change_passphrase(request: Request) -> Response:
    wish = await body(request, PassphraseChange)
    await runtime(request).vault.change_passphrase(wish.passphrase, wish.new_passphrase)
    return await status(request)


async def change(request: Request) -> Response:
    runtime(request).vault.set_idle_minutes((await body(request, VaultSettings)).idle_minutes)
    return await status(request)


async def delete(request: Request) -> Response:
    runtime(request).vault.delete()
    return await status(request)


async def entries(request: Request) -> Response:
    return reply([_shown(entry) for entry in runtime(request).vault.entries()])


async def put_entry(request: Request) -> Response:
    wish = await body(request, EntryPut)
    if wish.kind == "mcp_server" and wish.secret is not None:
        raise Invalid(_MCP)
    use = _use(runtime(request), wish)
    return reply(_shown(await runtime(request).vault.put(use, wish.secret)))


async def forget_entry(request: Request) -> Response:
    runtime(request).vault.forget(path_id(request, "secret_id", "secret"))
    return reply(None)


def _use(space: Runtime, wish: EntryPut) -> Use:
    """What a secret is for. Raises NotFound for an owner that isn't there."""
    match wish.kind:
        case "provider":
            return Use.at(wish.kind, wish.owner, space.store.providers.get(wish.owner).base_url)
        case "mcp_server":
            return Use.at(wish.kind, wish.owner, space.store.mcp.get(wish.owner).server_url)
        case "tool":
            owner = space.store.tools.get(wish.owner).id
        case "agent":
            owner = space.store.agents.get(wish.owner).id
    return Use.at(wish.kind, owner, wish.host, wish.name) if wish.host else Use(wish.kind, owner, wish.name)


def _shown(entry: Entry) -> VaultEntry:
    use = entry.use
    return VaultEntry(
        id=entry.id,
        kind=use.kind,
        owner=use.owner,
        name=use.name,
        host=use.host,
        created_at=entry.created_at,
        updated_at=entry.updated_at,
    )

"""What becomes of dangerous edits of a block, and its compression. Extensions of lettawasm's."""

from starlette.requests import Request
from starlette.responses import Response

from .request import body, path_id, reply, runtime


async def retrieve(request: Request) -> Response:
    store, block_id = runtime(request).store, path_id(request, "block_id", "block")
    store.blocks.get(block_id)
    return reply(store.policies.of(block_id))


async def update(request: Request) -> Response:
    from ..schemas.policies import PolicyUpdate

    store, block_id = runtime(request).store, path_id(request, "block_id", "block")
    changes = await body(request, PolicyUpdate)
    store.blocks.get(block_id)
    changed = changes.on(store.policies.of(block_id))
    store.policies.put(block_id, changed)
    return reply(changed)


async def compress(request: Request) -> Response:
    from ..compressing.block import compress
    from ..schemas.policies import CompressionRequest

    space, block_id = runtime(request), path_id(request, "block_id", "block")
    wanted = await body(request, CompressionRequest)
    return reply(await compress(space.store, space.catalog, block_id, wanted))

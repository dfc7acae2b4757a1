"""What becomes of dangerous edits of a block, and its compression. Extensions of lettawasm's."""

from starlette.requests import Request
from starlette.responses import Response

from .. import conversations
from ..calls import Calls
from ..pending import edits
from .request import body, must_be_agent, path_id, reply, runtime


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


async def pending(request: Request) -> Response:
    """The edits of an agent's memory that wait for a person's word, with what they would change now."""
    store, agent_id = runtime(request).store, must_be_agent(request)
    tools = {tool.name: tool for tool in store.tools.of_agent(agent_id)}
    waiting = []
    for asking in store.approvals.all_pending(agent_id):
        agent = conversations.taking_part(store, agent_id, asking.conversation_id)
        waiting += edits(Calls(store, agent, asking.run_id, tools), asking)
    return reply(waiting)

"""Core memory blocks, on their own and as an agent's."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from ..agent_state import agent_state
from ..errors import Conflict
from ..memory.prompts import DEFAULT_DESCRIPTIONS
from ..schemas.blocks import Block, BlockCreate, BlockEdit
from ..store import Store
from ..store.table import CHUNK, page_of
from .request import body, flag, must_be_agent, numbers, page, path_id, query, query_list, reply, runtime


async def create(request: Request) -> Response:
    new = await body(request, BlockCreate)
    if new.description is None:
        new = new.model_copy(update={"description": DEFAULT_DESCRIPTIONS.get(new.label)})
    return reply(runtime(request).store.blocks.create(new))


async def list_(request: Request) -> Response:
    found = runtime(request).store.blocks.find(
        page(request, order="asc", order_by=("created_at", "updated_at", "label")),
        label=query(request, "label"),
        label_search=query(request, "label_search"),
        value_search=query(request, "value_search"),
        description_search=query(request, "description_search"),
        tags=query_list(request, "tags"),
        match_all_tags=bool(flag(request, "match_all_tags")),
        held_by={
            ">": numbers(request, "connected_to_agents_count_gt")[:1],
            "<": numbers(request, "connected_to_agents_count_lt")[:1],
            "IN": numbers(request, "connected_to_agents_count_eq")[:CHUNK],
        },
        extras={
            "template_name": query(request, "name"),
            "project_id": query(request, "project_id"),
            "is_template": flag(request, "templates_only") or None,
        },
        identity_id=query(request, "identity_id"),
        identifier_keys=query_list(request, "identifier_keys"),
        with_hidden=bool(flag(request, "show_hidden_blocks")),
    )
    return reply(found)


async def count(request: Request) -> Response:
    return reply(runtime(request).store.blocks.count())


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).store.blocks.get(path_id(request, "block_id", "block")))


async def update(request: Request) -> Response:
    block_id, edit = path_id(request, "block_id", "block"), await body(request, BlockEdit)
    return reply(_edit(runtime(request).store, edit, lambda: block_id))


async def delete(request: Request) -> Response:
    runtime(request).store.blocks.delete(path_id(request, "block_id", "block"))
    return reply(None)


async def holders(request: Request) -> Response:
    """The agents that hold a block."""
    store, block_id = runtime(request).store, path_id(request, "block_id", "block")
    store.blocks.get(block_id)
    found = store.agents.of_block(block_id, page(request))
    include = set(query_list(request, "include"))
    return reply([agent_state(store, agent, include) for agent in found])


# As an agent's


async def of_agent(request: Request) -> Response:
    """An agent's blocks, by default in the order of the prompt."""
    blocks = runtime(request).store.blocks.of_agent(must_be_agent(request))
    return reply(page_of(blocks, page(request, limit=100, order="asc")))


async def retrieve_labelled(request: Request) -> Response:
    return reply(runtime(request).store.blocks.labelled(must_be_agent(request), request.path_params["label"]))


async def update_labelled(request: Request) -> Response:
    edit = await body(request, BlockEdit)
    agent_id, label, store = must_be_agent(request), request.path_params["label"], runtime(request).store
    return reply(_edit(store, edit, lambda: store.blocks.labelled(agent_id, label).id))


async def attach(request: Request) -> Response:
    runtime(request).store.blocks.attach(must_be_agent(request), path_id(request, "block_id", "block"))
    return await _whole_agent(request)


async def detach(request: Request) -> Response:
    runtime(request).store.blocks.detach(must_be_agent(request), path_id(request, "block_id", "block"))
    return await _whole_agent(request)


async def history(request: Request) -> Response:
    """Every change of the agent's memory with its cause. An extension of lettawasm's."""
    return reply(runtime(request).store.timeline.of_blocks(must_be_agent(request), page(request)))


def _edit(store: Store, edit: BlockEdit, block_id: Callable[[], str]) -> Block:
    """Change a block. Raises Conflict where its value isn't the one any more that the edit was made for."""
    changes = edit.changes()
    expected = changes.pop("if_value", None)

    def work() -> Block:
        old = store.blocks.get(block_id())
        if expected not in (None, old.value):
            raise Conflict(f"The block {old.label!r} has changed meanwhile. Nothing was written.")
        return store.blocks.update(old.id, changes)

    return store.driver.transact(work)


async def _whole_agent(request: Request) -> Response:
    store = runtime(request).store
    return reply(agent_state(store, store.agents.get(must_be_agent(request))))

"""Groups of agents: made, changed, and spoken to."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from ..groups import making
from ..schemas.groups import GroupCreate, GroupUpdate
from ..schemas.messages import Message
from ..schemas.turns import TurnRequest
from . import wire
from .messages import told
from .request import body, flag, note_run, page, path_id, query, reply, runtime


async def create(request: Request) -> Response:
    new = await body(request, GroupCreate)
    store = runtime(request).store
    return reply(store.driver.transact(lambda: making.create(store, new)))


async def list_(request: Request) -> Response:
    found = runtime(request).store.groups.find(
        page(request),
        manager_type=query(request, "manager_type"),
        project_id=query(request, "project_id"),
        hidden=bool(flag(request, "show_hidden_groups")),
    )
    return reply(found)


async def count(request: Request) -> Response:
    return reply(runtime(request).store.groups.count())


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).store.groups.get(_id(request)))


async def update(request: Request) -> Response:
    group_id, changes = _id(request), await body(request, GroupUpdate)
    store = runtime(request).store
    return reply(store.driver.transact(lambda: making.update(store, group_id, changes)))


async def delete(request: Request) -> Response:
    runtime(request).store.groups.delete(_id(request))
    return reply(None)


async def send(request: Request) -> Response:
    return await _told(request, await body(request, TurnRequest))


async def stream(request: Request) -> Response:
    turn = await body(request, TurnRequest)
    return await _told(request, turn.model_copy(update={"streaming": True}))


async def _told(request: Request, turn: TurnRequest) -> Response:
    live = await runtime(request).rounds.send(_id(request), turn)
    note_run(request, live.run_id)
    return await told(live, turn)


async def messages(request: Request) -> Response:
    """What was said in the group. With order=desc, the newest messages, the oldest of them first."""
    asked = page(request, limit=100)
    store = runtime(request).store
    found = store.groups.messages(store.groups.get(_id(request)).id, asked)
    named = [replace(message, sender_id=message.sender_id or _speaker(message)) for message in found]
    return reply(wire.messages(named if asked.order == "asc" else named[::-1]))


def _speaker(message: Message) -> str | None:
    return message.agent_id if message.role == "assistant" else None


async def reset(request: Request) -> Response:
    """Begin the group's conversation anew. Its agents keep their own histories."""
    store = runtime(request).store
    store.groups.forget(store.groups.get(_id(request)).id)
    return reply(None)


def _id(request: Request) -> str:
    return path_id(request, "group_id", "group")

"""Conversations: making and changing them, and talking in them.

Where a conversation's id is asked for, `default` (with the agent's id beside it) or an agent's id mean the agent's
own conversation; only what is stored of a conversation itself needs its real id.
"""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .. import agents, conversations, system_message
from ..errors import Invalid
from ..schemas.agents import AgentRecord
from ..schemas.base import DEFAULT, Shape
from ..schemas.compaction import CompactionRequest
from ..schemas.conversations import Conversation, ConversationCreate, ConversationUpdate, TakeBack
from ..schemas.turns import ConversationTurn
from . import messages, wire
from .request import body, choice, flag, note_run, page, path_id, query, reply, required, runtime
from .stream import EventStream, frames

_ORDERS = ("created_at", "last_message_at", "last_run_completion")
_ARCHIVED = {"unarchived": False, "archived": True, "all": None}


async def create(request: Request) -> Response:
    agent_id = required(request, "agent_id")
    new = await body(request, ConversationCreate)
    made = await conversations.create(runtime(request).store, runtime(request).catalog, agent_id, new)
    return reply(_state(request, made))


async def list_(request: Request) -> Response:
    """Which messages are in context is not told here: for every conversation that would be a list of its own."""
    found = runtime(request).store.conversations.find(
        page(request, order_by=_ORDERS),
        agent_id=query(request, "agent_id"),
        summary=query(request, "summary_search"),
        archived=_ARCHIVED[choice(request, "archive_status", tuple(_ARCHIVED), "unarchived")],
    )
    return reply([conversation.wire(None) for conversation in found])


async def retrieve(request: Request) -> Response:
    return reply(_state(request, runtime(request).store.conversations.get(_id(request))))


async def update(request: Request) -> Response:
    changes = await body(request, ConversationUpdate)
    store, catalog = runtime(request).store, runtime(request).catalog
    return reply(_state(request, await conversations.update(store, catalog, _id(request), changes)))


async def delete(request: Request) -> Response:
    await runtime(request).delete_conversation(_id(request))
    return reply(None)


async def cancel(request: Request) -> Response:
    agent = _meant(request, query(request, "agent_id"))
    return reply(runtime(request).cancel(agent.id, conversation_id=agent.conversation_id))


async def fork(request: Request) -> Response:
    agent = _meant(request, query(request, "agent_id"))
    runtime(request).must_be_free(agent.id, "fork", agent.conversation_id)
    hidden, last = bool(flag(request, "hidden")), query(request, "message_id")
    made = conversations.fork(runtime(request).store, agent, message_id=last, hidden=hidden)
    return reply(_state(request, made))


async def take_back(request: Request) -> Response:
    """A person's message and all that followed it move to an archived conversation. Tells which, and what that makes
    of memory; with `dry_run` what it would. An extension of lettawasm's.
    """
    from ..rewind import preview, taking_back

    wish, space = await body(request, TakeBack), runtime(request)
    agent = _meant(request, wish.agent_id)
    space.must_be_free(agent.id, "take a message back", agent.conversation_id)

    def work() -> dict[str, Any]:
        space.refuse_what_waits(agent.id, agent.conversation_id)
        return _state(request, taking_back.take_back(space.store, agent, wish.message_id, memory=wish.memory))

    archive, made = preview.changed(space.store, work, keep=not wish.dry_run)
    return reply({"dry_run": wish.dry_run, "archive": archive, "changes": made})


async def recompile(request: Request) -> Response:
    """The system prompt as it is made now; `dry_run` only shows it."""
    wanted, store = await body(request, CompactionRequest), runtime(request).store
    agent = _meant(request, wanted.agent_id)
    if flag(request, "dry_run"):
        return reply(system_message.compiled(store, agent))
    message = store.driver.transact(lambda: agents.recompile(store, agent, force=True))
    assert message is not None
    return reply(message.text)


async def send(request: Request) -> Response:
    turn = await body(request, ConversationTurn)
    agent = _meant(request, turn.agent_id)
    return await messages.answer(request, turn, agent.id, agent.conversation_id)


async def preview(request: Request) -> Response:
    turn = await body(request, ConversationTurn)
    agent = _meant(request, turn.agent_id)
    return await messages.previewed(request, turn, agent.id, agent.conversation_id)


async def history(request: Request) -> Response:
    """A conversation's messages in the order that was asked for. `before` means older; so does `after` with
    order=desc, which is how an SDK asks for the next page.
    """
    agent, asked = _meant(request, query(request, "agent_id")), page(request, limit=100)
    if asked.order == "desc" and asked.before is None:
        asked = replace(asked, before=asked.after, after=None)
    place = {"agent_id": agent.id, "conversation_id": agent.conversation_id}
    return reply(wire.messages(runtime(request).store.recall.find(asked, **place), messages.style(request)))


async def compact(request: Request) -> Response:
    wanted = await body(request, CompactionRequest)
    agent = _meant(request, wanted.agent_id)
    settings = wanted.compaction_settings
    return reply(await runtime(request).compact(agent.id, agent.conversation_id, settings))


class AttachRequest(Shape):
    agent_id: str | None = None
    run_id: str | None = None
    otid: str | None = None
    starting_after: int | None = None
    include_pings: bool | None = True


async def attach(request: Request) -> Response:
    """Follow the run that goes on in a conversation, or the one that is named or that answers the message `otid`."""
    wanted = await body(request, AttachRequest)
    agent = _meant(request, wanted.agent_id)
    live = runtime(request).run(_run_meant(request, agent, wanted))
    note_run(request, live.run_id)
    after, pings = wanted.starting_after or 0, wanted.include_pings is not False
    return EventStream(frames(live, starting_after=after, pings=pings))


def _run_meant(request: Request, agent: AgentRecord, wanted: AttachRequest) -> str:
    place = agent.id, agent.conversation_id
    if wanted.run_id:
        return wanted.run_id
    if wanted.otid and (answering := runtime(request).store.runs.latest_for(*place, wanted.otid)):
        return answering.id
    if going := runtime(request).going(*place):
        return going.run_id
    raise Invalid("INVALID_ARGUMENT: No active runs found for this conversation.")


def _meant(request: Request, agent_id: str | None) -> AgentRecord:
    """The agent in the conversation that the path means."""
    store, named = runtime(request).store, request.path_params["conversation_id"]
    if named == DEFAULT and not agent_id:
        raise Invalid("INVALID_ARGUMENT: The conversation 'default' is an agent's own: agent_id says whose")
    if named == DEFAULT or named.startswith("agent-"):
        own = agent_id if named == DEFAULT else path_id(request, "conversation_id", "agent")
        return conversations.taking_part(store, str(own), DEFAULT)
    conversation = store.conversations.get(_id(request))
    return conversations.taking_part(store, conversation.agent_id, conversation.id)


def _id(request: Request) -> str:
    return path_id(request, "conversation_id", "conv")


def _state(request: Request, conversation: Conversation) -> dict[str, Any]:
    return conversations.state(runtime(request).store, conversation)

"""Tokens of widgets, and the conversations that visitors begin with them. An extension of lettawasm's."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .. import conversations
from ..bearer import bearer, space_of
from ..errors import Unauthorized
from ..schemas.conversations import ConversationCreate
from ..schemas.widgets import WidgetTokenCreate
from .request import body, path_id, reply, runtime

_HERE = "local"  # a space that goes by no name, since no other is beside it


async def create_token(request: Request) -> Response:
    """A token for one agent, told this once."""
    new, store = await body(request, WidgetTokenCreate), runtime(request).store
    store.agents.get(new.agent_id)
    token, text = store.widgets.create(_space(request), new)
    return reply({**token.model_dump(), "token": text})


async def tokens(request: Request) -> Response:
    return reply(runtime(request).store.widgets.all())


async def delete_token(request: Request) -> Response:
    """Nobody comes in with it any more, nor goes on: what is being answered is stopped."""
    token_id, here = path_id(request, "widget_token_id", "widget"), runtime(request)
    token, talks = here.store.widgets.get(token_id), here.store.visits.conversations(token_id)
    here.store.widgets.delete(token_id)
    for conversation_id in talks:
        if here.going(token.agent_id, conversation_id):
            here.cancel(token.agent_id, conversation_id=conversation_id)
    return reply(token)


async def open_session(request: Request) -> Response:
    """A conversation of its own for a visitor, and the token that is good for it and nothing else."""
    store, text = runtime(request).store, bearer(request.headers.getlist("authorization"))
    if (token := store.widgets.verify(text)) is None:
        raise Unauthorized("Unauthorized: a session is opened with a widget's token")
    new = ConversationCreate(summary=f"{token.name} · visitor")
    made = await conversations.create(store, runtime(request).catalog, token.agent_id, new)
    session = store.visits.begin(space_of(text) or _HERE, token, made.id)
    return reply(
        {"conversation_id": made.id, "session_token": session, "agent": _shown(request, token.agent_id)}
    )


def _shown(request: Request, agent_id: str) -> dict[str, Any]:
    """What visitors may know of the agent."""
    agent = runtime(request).store.agents.get(agent_id)
    return {"id": agent.id, "name": agent.name, "description": agent.settings.description}


def _space(request: Request) -> str:
    """The space as whoever stands before this app knows it."""
    return getattr(request.scope.get("lettawasm.token"), "space", _HERE)

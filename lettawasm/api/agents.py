"""Agents: made, listed, read, changed, deleted."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .. import agents, pending, system_message
from ..agent_state import agent_state
from ..groups import sleeptime
from ..schemas.agents import AgentCreate, AgentRecord, AgentUpdate
from ..schemas.base import USER_ID, Shape
from . import wire
from .request import body, choices, flag, must_be_agent, page, path_id, query, query_list, reply, runtime

_FILTERS = ("last_stop_reason", "project_id", "template_id", "base_template_id")
_ORDERS = ("created_at", "updated_at", "name", "last_run_completion")
_RELATIONSHIPS = {  # the older names of what can be included
    "memory": "agent.blocks",
    "tools": "agent.tools",
    "sources": "agent.sources",
    "tags": "agent.tags",
    "tool_exec_environment_variables": "agent.secrets",
    "identities": "agent.identities",
    "multi_agent_group": "agent.managed_group",
}
_RELATIONS = (*_RELATIONSHIPS.values(), "agent.pending_approval")


async def create(request: Request) -> Response:
    new = await body(request, AgentCreate)
    store = runtime(request).store
    agent = await agents.create(store, runtime(request).catalog, new)
    if new.enable_sleeptime:
        store.driver.transact(lambda: sleeptime.enable(store, agent))
    return reply(agent_state(store, agent))


async def list_(request: Request) -> Response:
    asked = page(request, order_by=_ORDERS, order_by_as=("order_by", "sort_by"))
    if query(request, "created_by_id") not in (None, USER_ID):
        return reply([])
    found = runtime(request).store.agents.find(
        asked,
        name=query(request, "name"),
        query_text=query(request, "query_text"),
        tags=query_list(request, "tags"),
        match_all_tags=bool(flag(request, "match_all_tags")),
        settings={name: query(request, name) for name in _FILTERS},
        identity_id=query(request, "identity_id"),
        identifier_keys=query_list(request, "identifier_keys"),
        hidden=bool(flag(request, "show_hidden_agents")),
    )
    return reply([_state(request, agent) for agent in found])


async def count(request: Request) -> Response:
    return reply(runtime(request).store.agents.count())


async def retrieve(request: Request) -> Response:
    return reply(_state(request, runtime(request).store.agents.get(path_id(request, "agent_id", "agent"))))


async def update(request: Request) -> Response:
    agent_id = path_id(request, "agent_id", "agent")
    changes, store = await body(request, AgentUpdate), runtime(request).store
    if changes.message_ids is not None:
        runtime(request).must_be_free(agent_id, "change what is in context")
        pending.must_not_wait(store, store.agents.get(agent_id))
    agent = await agents.update(store, runtime(request).catalog, agent_id, changes)
    if changes.enable_sleeptime:
        store.driver.transact(lambda: sleeptime.enable(store, agent))
    return reply(agent_state(store, agent))


async def delete(request: Request) -> Response:
    agent_id = path_id(request, "agent_id", "agent")
    runtime(request).delete_agent(agent_id)
    return reply({"message": f"Agent id={agent_id} successfully deleted"})


async def recompile(request: Request) -> Response:
    """The system prompt as it is made now; `dry_run` only shows it."""
    store = runtime(request).store
    agent = store.agents.get(path_id(request, "agent_id", "agent"))
    if flag(request, "dry_run"):
        return reply(system_message.compiled(store, agent))
    message = store.driver.transact(lambda: agents.recompile(store, agent, force=True))
    assert message is not None
    return reply(message.text)


class ResetRequest(Shape):
    add_default_initial_messages: bool = False


async def reset(request: Request) -> Response:
    """Empty the context. History and memory stay. Raises Busy while a run still reads and fills it."""
    await body(request, ResetRequest)
    store, agent_id = runtime(request).store, must_be_agent(request)
    runtime(request).reset(agent_id)
    return reply(agent_state(store, store.agents.get(agent_id)))


async def core_memory(request: Request) -> Response:
    store = runtime(request).store
    return reply(agent_state(store, store.agents.get(must_be_agent(request)))["memory"])


def _state(request: Request, agent: AgentRecord) -> dict[str, Any]:
    """An agent with the relations that the request asks for."""
    store, include = runtime(request).store, included(request)
    state = agent_state(store, agent, include)
    if "agent.pending_approval" in include and (waiting := store.approvals.pending(agent.id)):
        state["pending_approval"] = wire.parts(waiting)[-1]
    return state


def included(request: Request) -> set[str]:
    """The relations that a request asks for. Raises Unprocessable for what is none."""
    older = choices(request, "include_relationships", tuple(_RELATIONSHIPS))
    return {*choices(request, "include", _RELATIONS), *(_RELATIONSHIPS[name] for name in older)}

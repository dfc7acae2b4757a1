"""Identities, and what belongs to them."""

from starlette.requests import Request
from starlette.responses import Response

from ..agent_state import agent_state
from ..schemas.identities import IdentityCreate, IdentityUpdate, Properties
from ..store.identities import Kind
from .request import body, choice, must_be_agent, page, path_id, query, query_list, reply, runtime

_TYPES = ("org", "user", "other")


async def create(request: Request) -> Response:
    return reply(runtime(request).store.identities.create(await body(request, IdentityCreate)))


async def put(request: Request) -> Response:
    return reply(runtime(request).store.identities.put(await body(request, IdentityCreate)))


async def list_(request: Request) -> Response:
    found = runtime(request).store.identities.find(
        page(request),
        name=query(request, "name"),
        identifier_key=query(request, "identifier_key"),
        identity_type=choice(request, "identity_type", _TYPES, "") or None,
        project_id=query(request, "project_id"),
    )
    return reply(found)


async def count(request: Request) -> Response:
    return reply(runtime(request).store.identities.count())


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).store.identities.get(_identity_id(request)))


async def update(request: Request) -> Response:
    identity_id = _identity_id(request)
    return reply(runtime(request).store.identities.update(identity_id, await body(request, IdentityUpdate)))


async def set_properties(request: Request) -> Response:
    """Add properties, or change those that have the same keys. The body is a list of them."""
    identity_id = _identity_id(request)
    changes = IdentityUpdate(properties=(await body(request, Properties)).root)
    return reply(runtime(request).store.identities.update(identity_id, changes))


async def delete(request: Request) -> Response:
    runtime(request).store.identities.delete(_identity_id(request))
    return reply(None)


async def agents_of(request: Request) -> Response:
    store, identity_id = runtime(request).store, _identity_id(request)
    store.identities.get(identity_id)
    include = set(query_list(request, "include"))
    found = store.agents.find(page(request), identity_id=identity_id)
    return reply([agent_state(store, agent, include) for agent in found])


async def blocks_of(request: Request) -> Response:
    store, identity_id = runtime(request).store, _identity_id(request)
    store.identities.get(identity_id)
    return reply(store.blocks.find(page(request), identity_id=identity_id))


async def attach_agent(request: Request) -> Response:
    return _attach(request, "agent", must_be_agent(request))


async def detach_agent(request: Request) -> Response:
    return _detach(request, "agent", must_be_agent(request))


async def attach_block(request: Request) -> Response:
    return _attach(request, "block", path_id(request, "block_id", "block"))


async def detach_block(request: Request) -> Response:
    return _detach(request, "block", path_id(request, "block_id", "block"))


def _attach(request: Request, kind: Kind, owned_id: str) -> Response:
    runtime(request).store.identities.attach(_identity_id(request), kind, owned_id)
    return reply(None)


def _detach(request: Request, kind: Kind, owned_id: str) -> Response:
    runtime(request).store.identities.detach(_identity_id(request), kind, owned_id)
    return reply(None)


def _identity_id(request: Request) -> str:
    return path_id(request, "identity_id", "identity")

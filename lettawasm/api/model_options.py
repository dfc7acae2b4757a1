"""How an agent's model is chosen and spoken to. An extension of lettawasm's."""

from starlette.requests import Request
from starlette.responses import Response

from .. import model_offers, model_options
from ..schemas.model_options import ModelOptionsUpdate
from .request import body, must_be_agent, reply, runtime


async def retrieve(request: Request) -> Response:
    agent = runtime(request).store.agents.get(must_be_agent(request))
    return reply(model_options.of_agent(agent))


async def update(request: Request) -> Response:
    agent_id, wanted = must_be_agent(request), await body(request, ModelOptionsUpdate)
    space = runtime(request)
    return reply(await model_options.change(space.store, space.catalog, agent_id, wanted))


async def offers(request: Request) -> Response:
    """What can be chosen now."""
    space = runtime(request)
    return reply(model_offers.offers(space.store, await space.catalog.models()))

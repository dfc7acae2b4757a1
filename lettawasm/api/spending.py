"""What models cost, and what was spent on them. Extensions of lettawasm's."""

from starlette.requests import Request
from starlette.responses import Response

from ..schemas.spending import Prices, PriceUpdate
from ..spending import report
from ..spending.prices import AS_OF
from .request import body, moment, query, reply, runtime


async def spent(request: Request) -> Response:
    store, agent_id = runtime(request).store, query(request, "agent_id")
    if agent_id:
        store.agents.get(agent_id)
    start, end = moment(request, "start_date"), moment(request, "end_date", end=True)
    return reply(report.spending(store, agent_id, start, end))


async def prices(request: Request) -> Response:
    return reply(Prices(own=runtime(request).store.settings.get(report.SETTINGS), as_of=AS_OF))


async def set_price(request: Request) -> Response:
    update = await body(request, PriceUpdate)
    settings = runtime(request).store.settings
    own = settings.get(report.SETTINGS)
    own.pop(update.model, None)
    if update.price:
        own[update.model] = update.price.model_dump()
    settings.put(report.SETTINGS, own)
    return reply(Prices(own=own, as_of=AS_OF))

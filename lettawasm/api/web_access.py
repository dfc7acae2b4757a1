"""The way to the web: its settings, and a person's own look along it."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response

from ..schemas.web_access import ReadRequest, SearchRequest, WebAccessUpdate
from .request import body, reply, runtime


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).web.settings())


async def change(request: Request) -> Response:
    return reply(runtime(request).web.change(await body(request, WebAccessUpdate)))


async def read(request: Request) -> Response:
    return reply(asdict(await runtime(request).web.read((await body(request, ReadRequest)).url)))


async def search(request: Request) -> Response:
    from ..webpages.searching import Question

    wanted = Question.of(await body(request, SearchRequest))
    found = await runtime(request).web.search(wanted)
    return reply([asdict(hit) for hit in found])

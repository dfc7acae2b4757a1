"""Agents to begin with. An extension of lettawasm's."""

from starlette.requests import Request
from starlette.responses import Response

from ..starters import starters
from .request import query, reply, runtime


async def list_(request: Request) -> Response:
    """Each with the body that makes it, in the `language` asked for where we have it, and in English otherwise."""
    found = starters(query(request, "language") or "en")
    here = runtime(request).store.tools.named([tool for starter in found for tool in starter.tools])
    return reply([starter.wire(here) for starter in found])

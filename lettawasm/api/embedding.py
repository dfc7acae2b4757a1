"""The embedder of the space, and how far its work has come."""

from starlette.requests import Request
from starlette.responses import Response

from ..schemas.embeddings import EmbeddingChoice
from .request import body, reply, runtime


async def retrieve(request: Request) -> Response:
    return reply(runtime(request).embeddings.status())


async def choose(request: Request) -> Response:
    embeddings = runtime(request).embeddings
    await embeddings.choose((await body(request, EmbeddingChoice)).handle)
    return reply(embeddings.status())

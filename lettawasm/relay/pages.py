"""`GET /v1/fetch?url=…`: what stands at an address of the public web, for a page that may not read it itself (CORS).

Where an address leads is judged twice: by how it is written, and by the transport, which sees where names lead. Each
page is one request of the token's day. The server is told nothing of who asks.
"""

import base64

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ..access.answer import Answer, refused, told
from ..errors import LettaError, Misconfigured
from ..ports import Transport
from .allowance import Allowance
from .ledger import Amount, Ledger
from .refusal import Refusal

PATH = "/v1/fetch"
MOST = 1_400_000  # bytes of a page: with what base64 adds, less than a reader takes


class Pages:
    """ASGI. Answers its path and hands everything else to `app`. The token comes from the guard before it."""

    def __init__(self, app: ASGIApp, public: Transport | None, ledger: Ledger) -> None:
        self._app, self._public, self._ledger = app, public, ledger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_ours = scope["type"] == "http" and scope["path"].rstrip("/") == PATH
        app = await self._answer(Request(scope)) if is_ours else self._app
        await app(scope, receive, send)

    async def _answer(self, request: Request) -> Answer:
        try:
            own = Allowance.of(request.scope.get("lettawasm.token"), self._ledger.caps)
            if request.method != "GET":
                return refused(405, "This address takes GET")
            return told(200, await self._fetched(request.query_params.get("url", ""), own))
        except LettaError as error:
            return refused(error.status, str(error))
        except Refusal as refusal:
            return refused(refusal.status, refusal.message)

    async def _fetched(self, url: str, own: Allowance) -> dict[str, object]:
        from ..webpages.fetching import Direct
        from ..webpages.public import must_be_public

        if self._public is None:
            raise Misconfigured("This server fetches no pages")
        url = must_be_public(url)
        self._ledger.reserve(Amount(), own.token_id, own.caps)
        found = await Direct(self._public).get(url, MOST)
        return {
            "url": found.url,
            "status": found.status,
            "content_type": found.content_type,
            "body": base64.b64encode(found.body).decode(),
            "encoding": "base64",
            "truncated": not found.is_whole,
        }

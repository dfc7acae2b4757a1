"""`GET /v1/fetch?url=…`: what stands at an address of the public web, for a page that may not read it itself (CORS).

Where an address leads is judged twice: by how it is written, and by the transport, which sees where names lead. Each
page is one request of the token's day. The server is told nothing of who asks.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from ..errors import Misconfigured
from ..ports import Transport
from .allowance import Allowance
from .ledger import Amount, Ledger

PATH = "/v1/fetch"
MOST = 1_400_000  # bytes of a page: with what base64 adds, less than a reader takes


@dataclass(frozen=True, slots=True)
class Pages:
    """`public` reaches the public web, and nothing else."""

    public: Transport | None
    ledger: Ledger

    async def answer(self, request: Request, own: Allowance) -> Mapping[str, object]:
        from ..webpages.fetching import Direct
        from ..webpages.public import must_be_public

        if self.public is None:
            raise Misconfigured("This server fetches no pages")
        url = must_be_public(request.query_params.get("url", ""))
        self.ledger.reserve(Amount(), own.token_id, own.caps)
        found = await Direct(self.public).get(url, MOST)
        return {
            "url": found.url,
            "status": found.status,
            "content_type": found.content_type,
            "body": base64.b64encode(found.body).decode(),
            "encoding": "base64",
            "truncated": not found.is_whole,
        }

"""`POST /v1/search`: a search of the web, for a page that may not ask the services for it (CORS).

It goes to the service that this server was given, whose key stays here; or, with a key of whoever asks, to one of those
that are known, or to a public address at which one of them is. Each is one request of the token's day.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request

from ..api.request import body
from ..errors import LettaError, Misconfigured
from ..ports import HttpRequest, HttpResponse, SearchPlace, Transport
from ..schemas.web_access import RelayedSearch
from .allowance import Allowance
from .ledger import Amount, Ledger

PATH = "/v1/search"
_NONE = "This server has no search service of its own (LETTAWASM_SEARCH). Name one, with a key for it"


@dataclass(frozen=True, slots=True)
class Searches:
    """`own` is this server's service, each search of which costs `price`; `public` reaches the public web."""

    own: SearchPlace | None
    price: Amount
    public: Transport | None
    ledger: Ledger

    async def answer(self, request: Request, own: Allowance) -> Mapping[str, object]:
        from ..webpages.asking import Searcher
        from ..webpages.searching import SERVICES, Question, answered

        wanted = await body(request, RelayedSearch)
        place = self._place(wanted)
        reservation = self.ledger.reserve(Amount() if wanted.service else self.price, own.token_id, own.caps)
        searcher = Searcher(place.transport, SERVICES[place.service], place.base_url, place.key)
        try:
            return answered(await searcher.search(Question.of(wanted)), wanted.include_text)
        except LettaError:
            self.ledger.settle(reservation, Amount())
            raise

    def _place(self, wanted: RelayedSearch) -> SearchPlace:
        """Whom to ask. Raises Misconfigured, and Invalid for an address that isn't public."""
        from ..webpages.public import must_be_public
        from ..webpages.searching import SERVICES

        if wanted.service is None:
            if self.own is None:
                raise Misconfigured(_NONE)
            return self.own
        base = wanted.url or SERVICES[wanted.service].base_url
        if self.public is None:
            raise Misconfigured("This server asks nothing for others")
        return SearchPlace(wanted.service, must_be_public(base), self.public, wanted.key or "")


class PaidSearch:
    """Implements `ports.Transport`: the way to a search service, paid from the day of the space for its own agents."""

    def __init__(self, transport: Transport, price: Amount, ledger: Ledger) -> None:
        self._transport, self._price, self._ledger = transport, price, ledger

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Raises Exhausted as well."""
        reservation = self._ledger.reserve(self._price)
        status = 0
        try:
            response = await self._transport.send(request)
            status = response.status
        finally:
            if status != 200:
                self._ledger.settle(reservation, Amount())
        return response

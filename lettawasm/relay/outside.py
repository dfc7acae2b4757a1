"""All that a server's settings say about the world outside it, put together: the one thing a host has to ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.types import ASGIApp

from ..ports import Clock, Driver, Provider, SearchPlace, Transport
from ..providers.openai import OpenAIProvider
from ..providers.workers_ai import AiBinding
from . import pages, searches, settings
from .beside import Beside
from .guarded_transport import GuardedTransport
from .hosts import Hosts
from .ledger import Amount, Ledger
from .paid_provider import PaidProvider
from .relay import Relay
from .searches import PaidSearch
from .upstream import Upstream, configured


@dataclass(frozen=True, slots=True)
class Outside:
    """What a Host takes (`transport`, `providers`, `admit`, `public`, `search`), and what the layers before its app
    are made of.
    """

    transport: Transport
    providers: Mapping[str, Provider]
    admit: Callable[[str], None]
    upstreams: Sequence[Upstream]
    ledger: Ledger
    public: Transport | None
    search: SearchPlace | None
    searches: searches.Searches

    def relayed(self, app: ASGIApp) -> ASGIApp:
        caps = self.ledger.caps
        fetching = pages.Pages(self.public, self.ledger)
        app = Beside(app, "GET", pages.PATH, caps, fetching.answer)
        app = Beside(app, "POST", searches.PATH, caps, self.searches.answer)
        return Relay(app, self.upstreams, self.ledger)


def open_outside(
    env: Mapping[str, str],
    driver: Driver,
    clock: Clock,
    transport: Transport,
    ai: AiBinding | None = None,
    public: Transport | None = None,
) -> Outside:
    """`env` gives variables and secrets by their names; `ai` is the binding of Workers AI, where there is one;
    `public` reaches the public web, and nothing else.

    Raises Misconfigured for what is not right in `env`.
    """
    decided = settings.read(env)
    own = decided.search
    named = [provider.base_url for provider in decided.providers]
    hosts = Hosts.of(decided.hosts, [*named, own.base_url] if own else named)
    guarded = GuardedTransport(transport, hosts)
    ledger = Ledger(driver, clock, decided.caps)
    upstreams = configured(decided, guarded, ai)
    price = Amount(microdollars=round(own.price * 1_000_000)) if own else Amount()
    place = SearchPlace(own.service, own.base_url, guarded, decided.search_key) if own else None
    return Outside(
        transport=guarded,
        providers={upstream.name: _provider(upstream, ledger) for upstream in upstreams},
        admit=hosts.admit,
        upstreams=upstreams,
        ledger=ledger,
        public=public,
        search=place and replace(place, transport=PaidSearch(guarded, price, ledger)),
        searches=searches.Searches(place, price, public, ledger),
    )


def _provider(upstream: Upstream, ledger: Ledger) -> Provider:
    spoken = OpenAIProvider(
        upstream.name, upstream.base_url, upstream.key, upstream.transport, address=upstream.address
    )
    return PaidProvider(upstream, spoken, ledger)

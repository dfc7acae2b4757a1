"""All that a server's settings say about the world outside it, put together: the one thing a host has to ask for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from starlette.types import ASGIApp

from ..ports import Clock, Driver, Provider, Transport
from ..providers.openai import OpenAIProvider
from ..providers.workers_ai import AiBinding
from . import settings
from .guarded_transport import GuardedTransport
from .hosts import Hosts
from .ledger import Ledger
from .pages import Pages
from .paid_provider import PaidProvider
from .relay import Relay
from .upstream import Upstream, configured


@dataclass(frozen=True, slots=True)
class Outside:
    """What a Host takes (`transport`, `providers`, `admit`), and what the layer before its app is made of."""

    transport: Transport
    providers: Mapping[str, Provider]
    admit: Callable[[str], None]
    upstreams: Sequence[Upstream]
    ledger: Ledger
    public: Transport | None

    def relayed(self, app: ASGIApp) -> ASGIApp:
        return Relay(Pages(app, self.public, self.ledger), self.upstreams, self.ledger)


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
    hosts = Hosts.of(decided.hosts, [provider.base_url for provider in decided.providers])
    guarded = GuardedTransport(transport, hosts)
    ledger = Ledger(driver, clock, decided.caps)
    upstreams = configured(decided, guarded, ai)
    return Outside(
        transport=guarded,
        providers={upstream.name: _provider(upstream, ledger) for upstream in upstreams},
        admit=hosts.admit,
        upstreams=upstreams,
        ledger=ledger,
        public=public,
    )


def _provider(upstream: Upstream, ledger: Ledger) -> Provider:
    spoken = OpenAIProvider(
        upstream.name, upstream.base_url, upstream.key, upstream.transport, address=upstream.address
    )
    return PaidProvider(upstream, spoken, ledger)
